/** Proves that made history is what the recorder would have written, that it repeats itself, and that it tells the truth. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Recorder } from '../../server/monitor/record.ts'
import { planCity } from '../../server/monitor/city.ts'
import { createRecordStore } from '../../server/store/record-store.ts'
import { openDatabase, type Db } from '../../server/store/database.ts'
import { createDayOf } from '../../server/serve.ts'
import { createInventoryStore } from '../../server/store/inventory-store.ts'
import { createLiveState } from '../../server/store/live.ts'
import { createBulkStore } from './bulk-store.ts'
import { importInventory } from './demo-city.ts'
import { createField, type Field } from './field.ts'
import { makeHistory, type History, type HistoryOptions } from './history.ts'
import { estimateSamples, planHistory } from './history-plan.ts'
import { makeSyntheticInventory } from './inventory.ts'
import { createWeather } from './weather.ts'
import type { Failure } from './failures.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const end = Date.UTC(2026, 2, 10, 5)
const inventory = makeSyntheticInventory(12)
const opened: { db: Db; field: Field }[] = []

afterAll(async () => {
  for (const { db, field } of opened.splice(0)) {
    db.close()
    await field.close()
  }
})

const openCity = async (): Promise<Db> => {
  const field = await createField({ sites: inventory.sites })
  const db = openDatabase(':memory:')
  opened.push({ db, field })
  importInventory(db, inventory, field, 'Asia/Jakarta')
  return db
}

const readInventory = (db: Db) => {
  const store = createInventoryStore(db)
  return {
    hotspots: store.listHotspots(),
    uplinks: store.listUplinks(),
    checks: store.listChecks(),
  }
}

const optionsOf = (db: Db, days: number, more: Partial<HistoryOptions> = {}): HistoryOptions => ({
  db,
  inventory: readInventory(db),
  sites: inventory.sites,
  witnesses: [
    { name: 'near-1', tier: 'near' },
    { name: 'far-1', tier: 'far' },
  ],
  seed: 5,
  days,
  until: () => end,
  dayOf: createDayOf('Asia/Jakarta'),
  onProgress: () => undefined,
  ...more,
})

const never = new AbortController().signal

const dump = (db: Db, table: string): unknown[] => db.prepare(`SELECT * FROM ${table}`).all()

const numberOf = (db: Db, sql: string): number => db.prepare<[], number>(sql).pluck().get() ?? 0

describe('the store for made history', () => {
  it('leaves the same rows as the one of real rounds', async () => {
    const failures: Failure[] = [
      { name: 'a', subject: 'hotspot', index: 3, effect: { kind: 'cut', mode: 'timeout' } },
      { name: 'b', subject: 'uplink', index: 0, effect: { kind: 'cut', mode: 'refuse' } },
      {
        name: 'c',
        subject: 'hotspot',
        index: 9,
        effect: { kind: 'break', fault: 'text-missing' },
      },
    ].map((failure, index) => ({
      ...(failure as Omit<Failure, 'at' | 'endsAt'>),
      at: end + (index + 1) * 600_000,
      endsAt: end + (index + 4) * 600_000,
    }))
    const record = async (isBulk: boolean): Promise<Db> => {
      const db = await openCity()
      const bulk = createBulkStore(db)
      const recorder = new Recorder({
        store: isBulk ? bulk.store : createRecordStore(db),
        live: isBulk ? null : createLiveState(),
        dayOf: createDayOf('Asia/Jakarta'),
      })
      const weather = createWeather(failures[Symbol.iterator](), 1)
      const city = planCity(readInventory(db), {
        defaultSchedule: '0 * * * * *',
        intervalOf: () => 60_000,
      })
      recorder.start(end, 60_000)
      recorder.setCity(city, end)
      for (let at = end; at < end + 1.5 * hourMs; at += 60_000) {
        weather.advance(at)
        const measurements = [...city.checks.values()].map(({ check }) => {
          const key = check.hotspotKey ?? check.uplinkKey ?? 0
          const isUplink = check.uplinkKey !== null
          const subject = {
            kind: isUplink ? ('uplink' as const) : ('hotspot' as const),
            index: key - 1,
            uplinkIndex: isUplink ? null : 0,
          }
          return { checkKey: check.key, at, result: weather.measure(subject, check.target) }
        })
        recorder.recordRound({
          ...{ kind: 'round', schedule: '0 * * * * *', scheduledAt: at, startedAt: at },
          ...{ finishedAt: at + 900, measurements, witnesses: [], skipped: 0 },
        })
      }
      if (isBulk) for (const _check of bulk.flush()) continue
      return db
    }
    const [real, made] = [await record(false), await record(true)]
    for (const table of ['sample', 'check_hour', 'check_day', 'check_state', 'flip', 'outage']) {
      expect(dump(made, table), table).toEqual(dump(real, table))
    }
    expect(dump(real, 'outage')).toHaveLength(14)
  })
})

describe('made history', () => {
  let db: Db
  let made: History
  const ratios: number[] = []

  beforeAll(async () => {
    db = await openCity()
    const onProgress = (ratio: number): void => void ratios.push(ratio)
    made = await makeHistory(optionsOf(db, 26, { onProgress }), never)
  }, 120_000)

  it('holds one blind interval of both tiers and one stop, in which no outage begins', () => {
    const blind = db
      .prepare<[], { tier: string; cause: string; length: number }>(
        `SELECT tier, cause, (ended_at - started_at) / 60000 AS length FROM blind_interval
         WHERE ended_at IS NOT NULL ORDER BY started_at, tier DESC`,
      )
      .all()
    expect(blind.map(({ tier, cause }) => `${tier} ${cause}`)).toEqual([
      'near witnesses',
      'far witnesses',
      'all stopped',
    ])
    for (const { length } of blind) {
      expect(length).toBeGreaterThanOrEqual(25)
      expect(length).toBeLessThanOrEqual(45)
    }
    const begun = `SELECT count(*) FROM outage o JOIN blind_interval b
      ON o.started_at >= b.started_at AND o.started_at < b.ended_at`
    expect(numberOf(db, begun)).toBe(0)
  })

  it('hangs the outages beneath a dead uplink on the outage of that uplink', () => {
    expect(numberOf(db, 'SELECT count(*) FROM outage WHERE hotspot_key IS NULL')).toBeGreaterThan(0)
    const attached = `SELECT count(*) FROM outage o JOIN outage u ON u.id = o.uplink_outage_id
      WHERE u.hotspot_key IS NULL AND o.uplink_key = u.uplink_key`
    expect(numberOf(db, attached)).toBeGreaterThanOrEqual(10)
  })

  it('has no outage without length, and none that runs into the next of its hotspot', () => {
    expect(numberOf(db, 'SELECT count(*) FROM outage WHERE ended_at <= started_at')).toBe(0)
    const overlapping = `SELECT count(*) FROM outage a JOIN outage b ON a.hotspot_key = b.hotspot_key
      AND a.id < b.id AND b.started_at < a.ended_at`
    expect(numberOf(db, overlapping)).toBe(0)
  })

  it('keeps raw samples of the last two days alone, and rollups of all', () => {
    const first = numberOf(db, 'SELECT min(at) FROM sample')
    expect(first).toBeGreaterThanOrEqual(end - 2 * dayMs)
    expect(first).toBeLessThan(end - 2 * dayMs + 60_000)
    expect(numberOf(db, 'SELECT min(hour) FROM check_hour')).toBe(made.from)
    expect(numberOf(db, 'SELECT sum(up + down + unknown) FROM check_hour')).toBe(made.samples)
    expect(numberOf(db, 'SELECT sum(up + down + unknown) FROM check_day')).toBe(made.samples)
  })

  it('ends now, in an orderly way, with the failures that still last', () => {
    const stoppedAt = Number(
      db.prepare("SELECT value FROM monitor_fact WHERE name = 'stopped_at'").pluck().get(),
    )
    expect(stoppedAt).toBeLessThanOrEqual(end)
    expect(stoppedAt).toBeGreaterThan(end - 2 * 60_000)
    expect(numberOf(db, 'SELECT max(at) FROM sample')).toBeLessThan(stoppedAt)
    const open = db
      .prepare<[], string>(
        `SELECT h.id FROM outage o JOIN hotspot h ON h.key = o.hotspot_key WHERE o.ended_at IS NULL
         AND o.uplink_outage_id IS NULL`,
      )
      .pluck()
      .all()
    const ids = made.active
      .filter(({ subject }) => subject === 'hotspot')
      .map(({ index }) => inventory.sites[index]?.id)
    for (const id of open) expect(ids).toContain(id)
  })

  it('makes every later commit safe again', () => {
    expect(db.pragma('synchronous', { simple: true })).toBe(2)
  })

  it('tells how far it is, from nothing to all', () => {
    expect(ratios.at(-1)).toBe(1)
    expect(ratios).toEqual(ratios.toSorted((a, b) => a - b))
    expect(ratios.length).toBeGreaterThan(2)
  })
})

describe('making history', () => {
  it('gives the same for one seed, and another for another', async () => {
    const make = async (seed: number) => {
      const db = await openCity()
      const { samples } = await makeHistory(optionsOf(db, 1, { seed }), never)
      return { samples, hours: dump(db, 'check_hour'), outages: dump(db, 'outage') }
    }
    const first = await make(5)
    expect(await make(5)).toEqual(first)
    expect(await make(6)).not.toEqual(first)
  }, 60_000)

  it('stops early when it is told to', async () => {
    const ending = new AbortController()
    const db = await openCity()
    const onProgress = (): void => ending.abort(new Error('enough'))
    await expect(makeHistory(optionsOf(db, 90, { onProgress }), ending.signal)).rejects.toThrow(
      'enough',
    )
    expect(db.inTransaction).toBe(false)
  })

  it('of no days leaves an empty past', async () => {
    const db = await openCity()
    const made = await makeHistory(optionsOf(db, 0), never)
    expect(made).toMatchObject({ rounds: 0, samples: 0, active: [] })
    expect(dump(db, 'round')).toEqual([])
  })

  it('announces nothing when the program starts on it', async () => {
    const db = await openCity()
    await makeHistory(optionsOf(db, 1), never)
    const before = { flips: dump(db, 'flip'), outages: dump(db, 'outage') }
    new Recorder({
      ...{ store: createRecordStore(db), live: createLiveState() },
      dayOf: createDayOf('Asia/Jakarta'),
    }).start(end, 60_000)
    expect({ flips: dump(db, 'flip'), outages: dump(db, 'outage') }).toEqual(before)
  })
})

describe('the plan of history', () => {
  it('is dense for two days and every quarter of an hour before, for 132 places', () => {
    const plan = planHistory(90, end, 270)
    expect(plan.eras.map(({ schedule }) => schedule)).toEqual(['0 */15 * * * *', '0 * * * * *'])
    expect(plan.eras[1]?.from).toBe(end - 2 * dayMs)
  })

  it('stays within what can be made in seconds for few hotspots as for many', () => {
    for (const [days, checks] of [
      [90, 270],
      [30, 270],
      [90, 1000],
      [90, 4106],
    ] as const) {
      const plan = planHistory(days, end, checks)
      expect(estimateSamples(plan, end, checks)).toBeLessThan(3_300_000)
    }
  })

  it('of a single day is dense throughout', () => {
    expect(planHistory(1, end, 270).eras.map(({ intervalMs }) => intervalMs)).toEqual([60_000])
  })
})
