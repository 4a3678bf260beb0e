/** The monitor itself, with real cron ticks, under a wall clock that can be set by hand; timers and the monotonic clock go on. */
import { expect } from 'vitest'
import { Monitor } from '../../server/monitor/monitor.ts'
import { Recorder } from '../../server/monitor/record.ts'
import type { LiveChange } from '../../server/store/live.ts'
import { createRecordStore } from '../../server/store/record-store.ts'
import { createRecordedCity, inventoryOf, up, type CitySpec } from '../monitor/recorded-city.ts'
import { activate, readLedger } from '../store/ledger-of.ts'

const silent = { debug: () => 0, info: () => 0, warn: () => 0, error: () => 0 }
const intervalMs = 1000
const schedule = '* * * * * *'
/** Smaller steps are not looked at (server/monitor/clock-watch). */
const toleranceMs = 1000
/** Timers of a busy machine are late. */
const slackMs = 900

const RealDate = Date

/** Every `Date` of this process, cron's too, is off by what `step` added up to. */
const installClock = () => {
  let offsetMs = 0
  class SteppedDate extends RealDate {
    constructor(...parts: readonly (string | number | Date)[]) {
      if (parts.length === 0) super(RealDate.now() + offsetMs)
      else super(...(parts as ConstructorParameters<DateConstructor>))
    }
    static override now(): number {
      return RealDate.now() + offsetMs
    }
  }
  globalThis.Date = SteppedDate as DateConstructor
  return {
    step: (ms: number): void => {
      offsetMs += ms
    },
    uninstall: (): void => {
      globalThis.Date = RealDate
    },
  }
}

const spec: CitySpec = {
  hotspots: [
    { id: 'a', layers: ['link'] },
    { id: 'b', layers: ['link', 'portal'] },
  ],
}

interface Flip {
  health: string
  at: number
}
interface Blind {
  started_at: number
  ended_at: number | null
}

/** What the steps wrote: nothing down, no outage, no time that runs backwards, and every gap unknown. */
const judge = (city: ReturnType<typeof createRecordedCity>, stepMs: number): void => {
  expect(city.outages()).toEqual([])
  const flips = city.db.prepare<[], Flip>('SELECT * FROM flip ORDER BY hotspot_key, at').all()
  expect(flips.filter(({ health }) => health === 'down' || health === 'degraded')).toEqual([])
  const blind = city.db.prepare<[], Blind>('SELECT * FROM blind_interval').all()
  for (const { started_at, ended_at } of blind) {
    expect(ended_at).not.toBeNull()
    expect(ended_at ?? 0).toBeGreaterThanOrEqual(started_at)
  }
  const covered = blind.reduce((sum, one) => sum + (one.ended_at ?? 0) - one.started_at, 0)
  // A step ahead, or a sleep, is time that nobody saw; a step back is no time at all.
  if (stepMs > intervalMs) expect(covered).toBeGreaterThan(stepMs - 2 * intervalMs)
  expect(covered).toBeLessThan(Math.max(0, stepMs) + 5 * intervalMs)
  expect(city.live.blind).toEqual([])
}

/** All time from before the first round to now is accounted for once; nothing is down, negative or above 100 %. */
const judgeLedger = (
  city: ReturnType<typeof createRecordedCity>,
  from: number,
  now: number,
): void => {
  for (const key of spec.hotspots.keys()) {
    const { views, experienced } = readLedger(city.db, key + 1, { from, to: now, now })
    const lengths = Object.values<number>({ ...views.all.classes })
    expect(lengths.reduce((a, b) => a + b, 0)).toBe(now - from)
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(0)
    expect(views.all.classes).toMatchObject({ down: 0, upstream: 0, degraded: 0 })
    // Set back, the clock is before the first health that was confirmed: all is unknown then, and nothing is claimed.
    expect([1, null]).toContain(experienced.ratio)
    expect(views.all.coverage).toBeLessThanOrEqual(1)
  }
}

/** Sets the clock by `stepMs` between two rounds; answers with the time until the next round, ms. */
export const stepClock = async (stepMs: number): Promise<number> => {
  const city = createRecordedCity(spec)
  const clock = installClock()
  const listeners = new Set<(change: LiveChange) => void>()
  city.live.subscribe((change) => {
    for (const listener of [...listeners]) listener(change)
  })
  const nextRound = (): Promise<void> =>
    new Promise((resolve) => {
      const listen = (change: LiveChange): void => {
        if (change.round === undefined) return
        listeners.delete(listen)
        resolve()
      }
      listeners.add(listen)
    })
  const now = (): number => Date.now()
  const monitor = new Monitor({
    recorder: new Recorder({
      store: createRecordStore(city.db),
      live: city.live,
      dayOf: (at) => at - (at % 86_400_000),
    }),
    live: city.live,
    runner: {
      probe: () => Promise.resolve({ at: now(), result: up }),
      probeIcmpBatch: () => Promise.resolve([]),
    },
    witnesses: [],
    loadInventory: () => inventoryOf(spec),
    findRevision: () => 'same',
    timezone: 'Asia/Jakarta',
    defaultSchedule: schedule,
    confirmIntervalMs: 200,
    concurrency: 8,
    disk: { readFreeBytes: () => 0, lowBytes: 0 },
    now,
    monotonicMs: () => performance.now(),
    log: silent,
  })
  try {
    activate(city.db)
    const beganAt = now()
    monitor.start()
    await nextRound()
    await nextRound()
    const begin = performance.now()
    clock.step(stepMs)
    await nextRound()
    const waitedMs = performance.now() - begin
    // A clock that goes back by no more than its tolerance is waited for; further back the ticks begin anew.
    const heldUpMs = stepMs < 0 && -stepMs <= toleranceMs ? -stepMs : 0
    expect(waitedMs).toBeLessThan(intervalMs + heldUpMs + slackMs)
    // Two good samples after the gap confirm what was there before.
    await nextRound()
    await nextRound()
    for (const status of city.live.hotspots.values()) expect(status.health).toBe('up')
    judge(city, stepMs)
    judgeLedger(city, Math.min(beganAt, beganAt + stepMs) - 60_000, now())
    return waitedMs
  } finally {
    await monitor.stop()
    clock.uninstall()
    city.db.close()
  }
}
