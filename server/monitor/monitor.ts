/** The monitor as a whole: ticks start rounds, rounds are recorded, what deviates is confirmed. */
import type { Tier } from '../domain/hotspot.ts'
import type { LiveState } from '../store/live.ts'
import { planCity, type City, type Inventory, type PlannedCheck } from './city.ts'
import { createClockWatch, type ClockStep } from './clock-watch.ts'
import { createConfirmQueue } from './confirm-queue.ts'
import { createFaultBoard, type FaultBoard } from './faults.ts'
import type { Log } from '../log.ts'
import { createOwnFaults } from './own-faults.ts'
import type { Recorder, RoundInput } from './record.ts'
import { createRunRound, type ProbeRunner, type Witness } from './run-round.ts'
import { createScheduler, intervalOfSchedule } from './scheduler.ts'
import { createWriteQueue } from './write-queue.ts'

export interface MonitorSettings {
  readonly recorder: Recorder
  readonly live: LiveState
  readonly runner: ProbeRunner
  readonly witnesses: readonly Witness[]
  readonly loadInventory: () => Inventory
  /** Changes whenever people changed the inventory, also from another process. */
  readonly inventoryRevision: () => string
  readonly timezone: string
  readonly defaultSchedule: string
  readonly confirmIntervalMs: number
  readonly concurrency: number
  readonly now: () => number
  readonly monotonicMs: () => number
  readonly log: Log
}

/** The clock and the inventory are looked at this often. */
const watchMs = 1000
/** Probes have deadlines of their own; a pass that still runs after this long is cut off. */
const passLimitMs = 15_000
const stopLimitMs = 2000
/** Rounds further apart than this many intervals had nobody looking in between. */
const missedRounds = 2

const countBy = (input: RoundInput): Record<string, number> => {
  const counts: Record<string, number> = { up: 0, down: 0, unknown: 0 }
  for (const { result } of input.measurements) {
    counts[result.outcome] = (counts[result.outcome] ?? 0) + 1
  }
  return counts
}

const logRound = (log: Log, input: RoundInput, waiting: number): void => {
  const fields = {
    schedule: input.schedule,
    scheduledAt: new Date(input.scheduledAt).toISOString(),
    tookMs: input.finishedAt - input.startedAt,
    checks: input.measurements.length,
    skipped: input.skipped,
    waiting,
    ...countBy(input),
  }
  if (input.kind === 'round') log.info(fields, 'round')
  else log.debug(fields, 'confirmation pass')
}

const warnOfMissingWitnesses = (witnesses: readonly Witness[], faults: FaultBoard): void => {
  const tiers: readonly Tier[] = ['near', 'far']
  const missing = tiers.filter((tier) => !witnesses.some((witness) => witness.tier === tier))
  if (missing.length > 0) {
    faults.raise(
      'no_witnesses',
      `no witness of tier ${missing.join(', ')}: blindness is not noticed there`,
    )
  }
}

/** Creates the monitor; nothing runs before `start`. */
export const createMonitor = (settings: MonitorSettings) => {
  const { recorder, live, log, now } = settings
  const faults = createFaultBoard(live, log, now)
  const ownFaults = createOwnFaults(faults)
  const runRound = createRunRound(settings)
  const abort = new AbortController()
  const passes = new Set<Promise<void>>()
  const watchClock = createClockWatch(now, settings.monotonicMs)
  let city: City | undefined
  let revision = ''
  let timer: NodeJS.Timeout | undefined
  let lastRound:
    | { readonly schedule: string; readonly scheduledAt: number; readonly finishedAt: number }
    | undefined

  const intervals = new Map<string, number>()
  const intervalOf = (schedule: string): number => {
    const known = intervals.get(schedule)
    if (known !== undefined) return known
    const interval = intervalOfSchedule(schedule, settings.timezone)
    intervals.set(schedule, interval)
    return interval
  }

  const runPass = (pass: Promise<RoundInput>): Promise<void> => {
    const done = pass
      .then((input) => {
        if (!abort.signal.aborted) {
          queue.submit(input)
          return
        }
        // The orderly end cut this pass short: what was measured is kept, what was cut says nothing.
        const measurements = input.measurements.filter(
          ({ result }) => result.outcome !== 'unknown' || result.cause !== 'aborted',
        )
        if (measurements.length > 0) queue.submit({ ...input, kind: 'confirmation', measurements })
      })
      .catch((error: unknown) => {
        log.error({ error: String(error) }, 'pass failed')
      })
      .finally(() => passes.delete(done))
    passes.add(done)
    return done
  }

  const signalFor = (intervalMs: number): AbortSignal =>
    AbortSignal.any([abort.signal, AbortSignal.timeout(Math.max(passLimitMs, intervalMs * 0.95))])

  const withUplinks = (keys: readonly number[]): PlannedCheck[] => {
    const wanted = new Map<number, PlannedCheck>()
    for (const key of keys) {
      const planned = city?.checks.get(key)
      if (planned === undefined) continue
      wanted.set(key, planned)
      const hotspotKey = planned.check.hotspotKey
      const uplinkKey = hotspotKey === null ? null : city?.hotspots.get(hotspotKey)?.uplinkKey
      if (uplinkKey == null) continue
      // The uplink is asked again before a hotspot's outage is laid at its door.
      for (const own of city?.uplinks.get(uplinkKey)?.checks ?? []) wanted.set(own.check.key, own)
    }
    return [...wanted.values()]
  }

  const confirmQueue = createConfirmQueue({
    intervalMs: settings.confirmIntervalMs,
    now,
    runPass: (keys) => {
      const schedule = settings.defaultSchedule
      const pass = { kind: 'confirmation', schedule, scheduledAt: now() } as const
      void runPass(runRound({ ...pass, checks: withUplinks(keys), signal: signalFor(0) }))
    },
  })

  const queue = createWriteQueue({
    record: recorder.recordRound,
    noteDarkness: (from, until) => {
      recorder.noteDarkness(from, until, 'database')
    },
    onRecorded: (input, recorded) => {
      ownFaults(input)
      if (!abort.signal.aborted) confirmQueue.update(input.measurements, recorded.deviating)
      for (const outage of recorded.outages) {
        const state = outage.endedAt === null ? 'open' : 'ended'
        log.info({ outage, state }, 'outage')
      }
      logRound(log, input, queue.length)
    },
    faults,
    log,
  })

  const noteMissedTime = (schedule: string, startedAt: number): void => {
    if (lastRound?.schedule !== schedule) return
    const intervalMs = intervalOf(schedule)
    if (startedAt - lastRound.finishedAt <= missedRounds * intervalMs) return
    const from = lastRound.scheduledAt + intervalMs
    log.warn({ from: new Date(from).toISOString() }, 'rounds were missed: nobody was looking')
    recorder.noteDarkness(from, startedAt, 'suspended')
  }

  const onTick = async (schedule: string, scheduledAt: number): Promise<void> => {
    const startedAt = now()
    try {
      noteMissedTime(schedule, startedAt)
    } catch (error) {
      log.error({ error: String(error) }, 'missed time could not be noted')
    }
    const checks = [...(city?.checks.values() ?? [])].filter((p) => p.schedule === schedule)
    const signal = signalFor(intervalOf(schedule))
    await runPass(runRound({ kind: 'round', schedule, scheduledAt, checks, signal }))
    lastRound = { schedule, scheduledAt, finishedAt: now() }
  }

  const scheduler = createScheduler({ timezone: settings.timezone, onTick, now })

  const loadCity = (): void => {
    const next = settings.inventoryRevision()
    if (next === revision && city !== undefined) return
    const schedules = { defaultSchedule: settings.defaultSchedule, intervalOf }
    const planned = planCity(settings.loadInventory(), schedules)
    recorder.setCity(planned, now())
    city = planned
    revision = next
    scheduler.setSchedules(
      new Set([settings.defaultSchedule, ...[...planned.checks.values()].map((p) => p.schedule)]),
    )
    log.info({ hotspots: planned.hotspots.size, checks: planned.checks.size }, 'inventory loaded')
  }

  const onClockStep = (step: ClockStep): void => {
    faults.raise('clock_stepped', `the clock moved by ${String(Math.round(step.stepMs))} ms`)
    log.warn({ ...step }, 'clock was set, or the machine slept')
    scheduler.restart()
    const intervalMs = intervalOf(settings.defaultSchedule)
    if (step.stepMs > intervalMs) recorder.noteDarkness(step.seenAt, now(), 'clock')
    setTimeout(() => {
      faults.clear('clock_stepped')
    }, intervalMs).unref()
  }

  const onWatch = (): void => {
    try {
      const step = watchClock()
      if (step !== null) onClockStep(step)
      loadCity()
    } catch (error) {
      log.error({ error: String(error) }, 'inventory could not be read')
    }
  }

  return {
    /** Loads inventory and memory, opens the blind interval of the time off, and starts the schedules. */
    start: (): void => {
      recorder.start(now(), intervalOf(settings.defaultSchedule))
      warnOfMissingWitnesses(settings.witnesses, faults)
      loadCity()
      timer = setInterval(onWatch, watchMs)
      live.setReady(true)
    },
    /** Runs every check once, now, outside of its schedule. */
    runNow: async (): Promise<void> => {
      await onTick(settings.defaultSchedule, now())
    },
    /** Orderly end: stops ticks, ends probes, writes what was measured. Takes at most about two seconds. */
    stop: async (): Promise<void> => {
      live.setReady(false)
      clearInterval(timer)
      scheduler.stop()
      confirmQueue.close()
      abort.abort()
      const limit = new Promise((resolve) => setTimeout(resolve, stopLimitMs).unref())
      await Promise.race([Promise.all(passes), limit])
      const lost = queue.close()
      if (lost > 0) log.error({ rounds: lost }, 'rounds lost: the database could not be written')
      recorder.stop(now())
    },
  }
}

export type Monitor = ReturnType<typeof createMonitor>
