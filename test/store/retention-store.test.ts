/** Pruning: what is too old goes, slice by slice, and nothing else does. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, type Db } from '../../server/store/database.ts'
import { createRetentionStore } from '../../server/store/retention-store.ts'

const cutoffs = { rawFrom: 1_000_000, hoursFrom: 500_000 }
const clock = (): number => performance.now()

let db: Db

beforeEach(() => {
  db = openDatabase(':memory:')
})
afterEach(() => {
  db.close()
})

const insert = (
  table: 'sample' | 'check_hour' | 'check_day' | 'round',
  owner: number,
  at: number,
) => {
  const values = {
    sample: `(${String(owner)}, ${String(at)}, 8)`,
    check_hour: `(${String(owner)}, ${String(at)}, 1, 0, 0, 1, 0, 1, 1, 1)`,
    check_day: `(${String(owner)}, ${String(at)}, 1, 0, 0, 1, 0, 1, 1, 1)`,
    round: `('${String(owner)} * * * * *', ${String(at)}, 1, 1, 1, 0)`,
  }
  db.exec(`INSERT INTO ${table} VALUES ${values[table]}`)
}

const count = (sql: string): number => db.prepare<[], number>(sql).pluck().get() ?? 0

const prune = (budgetMs: number, monotonicMs = clock) => {
  const slice = createRetentionStore(db).beginPruning(cutoffs)
  let slices = 0
  let removed = 0
  for (;;) {
    const one = slice(budgetMs, monotonicMs)
    slices += 1
    removed += one.removed
    if (one.isDone) return { slices, removed }
  }
}

describe('pruning', () => {
  it('takes samples and rounds before the one instant, hours before the other, and keeps the instant itself', () => {
    for (const owner of [1, 2, 70_000]) {
      for (const at of [0, 499_999, 500_000, 999_999, 1_000_000, 2_000_000]) {
        insert('sample', owner, at)
        insert('round', owner, at)
        insert('check_hour', owner, at)
        insert('check_day', owner, at)
      }
    }
    expect(prune(50).removed).toBe(3 * (4 + 4 + 2))
    expect(count('SELECT min(at) FROM sample')).toBe(1_000_000)
    expect(count('SELECT min(scheduled_at) FROM round')).toBe(1_000_000)
    expect(count('SELECT min(hour) FROM check_hour')).toBe(500_000)
    expect(count('SELECT count(*) FROM check_day')).toBe(18)
    expect(prune(50).removed).toBe(0)
  })

  it('ends a slice as soon as its time is over, and the next one goes on from there', () => {
    for (let at = 0; at < 2000; at += 1) insert('sample', 1 + (at % 4), at)
    let now = 0
    const { slices, removed } = prune(5, () => (now += 5))
    expect(removed).toBe(2000)
    // Each look at the clock ends a slice after one statement of 250 rows.
    expect(slices).toBeGreaterThanOrEqual(2000 / 250)
  })

  it('is done at once where there is nothing', () => {
    expect(prune(50)).toEqual({ slices: 1, removed: 0 })
  })

  it('tells from when on samples are whole before the first of them goes, and never takes that back', () => {
    const store = createRetentionStore(db)
    store.beginPruning(cutoffs)
    const read = () =>
      count("SELECT CAST(value AS INTEGER) FROM monitor_fact WHERE name = 'samples_from'")
    expect(read()).toBe(1_000_000)
    store.beginPruning({ ...cutoffs, rawFrom: 900_000 })
    expect(read()).toBe(1_000_000)
    store.beginPruning({ ...cutoffs, rawFrom: 1_100_000 })
    expect(read()).toBe(1_100_000)
  })
})
