/** Repaired rollups are those that the recorder wrote, and what can no longer be known is left alone. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ProbeResult } from '../../probes/result.ts'
import { createDayOf } from '../../server/serve.ts'
import { createRetentionStore } from '../../server/store/retention-store.ts'
import { createRollupStore, type RollupRepair } from '../../server/store/rollup-store.ts'
import { addDays, startOfDay } from '../../server/domain/zone.ts'
import { createRandom } from '../field/random.ts'
import { createRecordedCity, minute } from '../monitor/recorded-city.ts'

const hour = 60 * minute
const from = Date.UTC(2026, 9, 1, 14, 20)
const hours = 6

type City = ReturnType<typeof createRecordedCity>
let city: City

const echo = (random: () => number): ProbeResult => {
  const minMs = 1 + random() * 20
  const maxMs = minMs + random() * 10
  const lost = random() < 0.2 ? 1 + Math.floor(random() * 2) : 0
  return { outcome: 'up', latencyMs: (minMs + maxMs) / 2, minMs, maxMs, sent: 3, lost }
}

const connect = (random: () => number): ProbeResult => {
  const roll = random()
  if (roll < 0.1) return { outcome: 'down', reason: 'timeout', detail: '' }
  if (roll < 0.2) return { outcome: 'unknown', cause: 'no_resources', detail: '' }
  return { outcome: 'up', latencyMs: random() * 40 }
}

/** Check 1 sends echoes, check 2 connects: six hours of minutes with everything that can happen. */
const record = (zone: string): City => {
  const recorded = createRecordedCity(
    {
      hotspots: [
        { id: 'a', layers: ['link'] },
        { id: 'b', layers: ['link'] },
      ],
    },
    { dayOf: createDayOf(zone) },
  )
  recorded.db
    .prepare(`UPDATE hotspot_check SET target = '{"kind":"icmp","host":"10.0.0.1"}' WHERE key = 1`)
    .run()
  recorded.startAt(from)
  const random = createRandom(11)
  for (let at = from; at < from + hours * hour; at += minute) {
    recorded.pass({ at, answers: { a: echo(random), b: connect(random) } })
  }
  return recorded
}

const dump = (): unknown[] => [
  ...city.db.prepare('SELECT * FROM check_hour ORDER BY hour, check_key').all(),
  ...city.db.prepare('SELECT * FROM check_day ORDER BY day, check_key').all(),
]

const rebuild = (zone: string, isDryRun = false) => {
  const store = createRollupStore(city.db)
  const checks = store.listChecks()
  const sum: Record<keyof RollupRepair, number> = { same: 0, repaired: 0, beyond: 0 }
  const add = (found: RollupRepair): void => {
    for (const name of ['same', 'repaired', 'beyond'] as const) sum[name] += found[name]
  }
  const end = from + hours * hour
  for (let at = from - (from % hour); at < end; at += hour) {
    add(store.repairHour(at, checks, isDryRun))
  }
  for (let day = startOfDay(zone, from); day < end; day = addDays(zone, day, 1)) {
    add(store.repairDay(day, addDays(zone, day, 1), checks, isDryRun))
  }
  return sum
}

afterEach(() => {
  city.db.close()
})

describe.each(['UTC', 'Asia/Jakarta', 'Asia/Kolkata'])('rollups of days in %s', (zone) => {
  beforeEach(() => {
    city = record(zone)
  })

  it('that are right stay as they are', () => {
    const before = dump()
    const { same, repaired, beyond } = rebuild(zone)
    expect({ same, repaired, beyond }).toEqual({ same: before.length, repaired: 0, beyond: 0 })
    expect(dump()).toEqual(before)
  })

  it('of a probe that measures once become what the recorder wrote, to the microsecond', () => {
    const before = dump()
    city.db.exec(`DELETE FROM check_hour WHERE check_key = 2 AND hour % 7200000 = 0;
                  UPDATE check_hour SET up = up + 1, min_us = 1 WHERE check_key = 2;
                  DELETE FROM check_day WHERE check_key = 2`)
    expect(rebuild(zone).repaired).toBeGreaterThan(hours)
    expect(dump()).toEqual(before)
    expect(rebuild(zone).repaired).toBe(0)
  })

  it('are only compared in a dry run', () => {
    city.db.exec('UPDATE check_hour SET down = down + 1')
    const damaged = dump()
    expect(rebuild(zone, true).repaired).toBeGreaterThan(0)
    expect(dump()).toEqual(damaged)
  })
})

describe('echoes', () => {
  interface Row {
    up: number
    sent: number
    lost: number
    sum_us: number
    min_us: number
    max_us: number
  }
  const hourAt = from - (from % hour) + hour
  const read = () =>
    city.db
      .prepare<[number], Row>('SELECT * FROM check_hour WHERE check_key = 1 AND hour = ?')
      .get(hourAt)

  beforeEach(() => {
    city = record('UTC')
  })

  it('that samples do not tell are kept where everything they tell agrees', () => {
    city.db.prepare('UPDATE check_hour SET sent = sent + 5 WHERE check_key = 1').run()
    const before = dump()
    rebuild('UTC')
    // The day no longer agrees with its hours in `sent` alone, which is no reason to doubt it.
    expect(dump()).toEqual(before)
  })

  it('of a row that is gone are as many as are sent today; counts, losses and sums are exact', () => {
    const before = read()
    city.db.prepare('DELETE FROM check_hour WHERE check_key = 1').run()
    rebuild('UTC')
    const after = read()
    expect(after).toMatchObject({ up: 60, sent: 180, lost: before?.lost, sum_us: before?.sum_us })
    expect(after?.min_us).toBeGreaterThanOrEqual(before?.min_us ?? Infinity)
    expect(after?.max_us).toBeLessThanOrEqual(before?.max_us ?? 0)
  })

  it('faster than the fastest that was stored show that the row is wrong', () => {
    city.db.prepare('UPDATE check_hour SET min_us = max_us WHERE check_key = 1').run()
    expect(rebuild('UTC').repaired).toBe(hours + 1)
  })
})

describe('what lies beyond the raw samples', () => {
  beforeEach(() => {
    city = record('UTC')
  })

  it('is left alone, hour by hour and check by check', () => {
    const second = from - (from % hour) + hour
    city.db.exec('UPDATE check_hour SET up = 999; UPDATE check_day SET up = 9999')
    city.db
      .prepare('DELETE FROM sample WHERE check_key = 2 AND at >= ? AND at < ?')
      .run(second, second + hour)
    expect(rebuild('UTC').beyond).toBeGreaterThan(0)
    const ups = city.db
      .prepare('SELECT check_key, up FROM check_hour WHERE hour = ? ORDER BY check_key')
      .all(second)
    expect(ups).toEqual([
      { check_key: 1, up: 60 },
      { check_key: 2, up: 999 },
    ])
  })

  it('begins where pruning began, even if some older samples are still there', () => {
    const cut = from + 2 * hour
    createRetentionStore(city.db).beginPruning({ rawFrom: cut, hoursFrom: 0 })
    city.db.exec('UPDATE check_hour SET up = 999')
    rebuild('UTC')
    const left = city.db.prepare('SELECT DISTINCT hour FROM check_hour WHERE up = 999').pluck()
    // The hour in which pruning ends is not whole either.
    expect(left.all()).toEqual([0, 1, 2].map((index) => from - (from % hour) + index * hour))
  })

  it('an hour whose first samples are gone does not shrink', () => {
    const before = dump()
    city.db.prepare('DELETE FROM sample WHERE at < ?').run(from + 30 * minute)
    rebuild('UTC')
    expect(dump()).toEqual(before)
  })

  it('a city without samples and rollups has nothing to repair', () => {
    city.db.exec('DELETE FROM sample; DELETE FROM check_hour; DELETE FROM check_day')
    expect(createRollupStore(city.db).findOldestSample()).toBeNull()
    expect(rebuild('UTC')).toEqual({ same: 0, repaired: 0, beyond: 0 })
  })
})
