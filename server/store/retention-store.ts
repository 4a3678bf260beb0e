/** SQL of pruning: what has outlived its retention goes in slices that are bounded by time, each a transaction. */
import type { RetentionCutoffs } from '../domain/retention.ts'
import { busyTimeoutMs, type Db } from './database.ts'
import { createSamplesFrom } from './samples-from.ts'

/** Rows that one statement deletes; the clock is looked at between statements. */
const rowsPerStatement = 250

/** How long a slice waits for another process's lock, ms: the next slice comes soon. */
const impatientMs = 50

export interface PruneSlice {
  /** Rows that this slice deleted. */
  readonly removed: number
  /** Nothing is left that may go. */
  readonly isDone: boolean
}

export interface RetentionStore {
  /**
   * Begins at the beginning, and notes from when on raw samples are complete, before the first of them goes: a repair
   * of rollups looks there.
   *
   * @returns deletes for about `budgetMs` in one immediate transaction, again and again until all is done
   * @throws both throw the database's error, e.g. SQLITE_BUSY after 50 ms; begin anew then
   */
  readonly beginPruning: (
    cutoffs: RetentionCutoffs,
  ) => (budgetMs: number, monotonicMs: () => number) => PruneSlice
  /**
   * Folds what lies in the write-ahead log into the file, as far as no reader needs it. Done often it is short; left to
   * SQLite it comes after 1,000 pages, all at once, in the middle of a slice or of a round.
   */
  readonly foldLog: () => void
}

interface PruneStep {
  readonly removed: number
  /** The table holds nothing more that may go. */
  readonly isDone: boolean
}

/** One statement's worth of work. */
type Pruner = (cutoffs: RetentionCutoffs) => PruneStep

interface OwnedTable {
  readonly table: 'sample' | 'round'
  readonly owner: string
  readonly at: string
  /** Sorts before every owner; a number would be compared as text with a text column. */
  readonly lowest: number | string
}

/** Rows of a table that is ordered by an owner first: one owner after the other, each by its oldest rows. */
const createOwnedPruner = (db: Db, { table, owner, at, lowest }: OwnedTable): Pruner => {
  const nextOwner = db
    .prepare<[number | string], number | string | null>(
      `SELECT min(${owner}) FROM ${table} WHERE ${owner} > ?`,
    )
    .pluck()
  const remove = db.prepare<[number | string, number]>(
    `DELETE FROM ${table} WHERE ${owner} = ? AND ${at} < ? ORDER BY ${at} LIMIT ${String(rowsPerStatement)}`,
  )
  let current: number | string | null = null
  return ({ rawFrom }) => {
    current ??= nextOwner.get(lowest) ?? null
    if (current === null) return { removed: 0, isDone: true }
    const { changes } = remove.run(current, rawFrom)
    if (changes < rowsPerStatement) current = nextOwner.get(current) ?? null
    return { removed: changes, isDone: current === null }
  }
}

const createHourPruner = (db: Db): Pruner => {
  const remove = db.prepare<[number]>(
    `DELETE FROM check_hour WHERE hour < ? ORDER BY hour, check_key LIMIT ${String(rowsPerStatement)}`,
  )
  return ({ hoursFrom }) => {
    const { changes } = remove.run(hoursFrom)
    return { removed: changes, isDone: changes < rowsPerStatement }
  }
}

const createPruners = (db: Db): Pruner[] => [
  createOwnedPruner(db, { table: 'sample', owner: 'check_key', at: 'at', lowest: -1 }),
  createOwnedPruner(db, { table: 'round', owner: 'schedule', at: 'scheduled_at', lowest: '' }),
  createHourPruner(db),
]

/** Deletes what has outlived its retention; everything that the ledger reads and the daily rollups stay. */
export const createRetentionStore = (db: Db): RetentionStore => {
  const samplesFrom = createSamplesFrom(db)
  const inTransaction = <T>(work: () => T): T => {
    db.pragma(`busy_timeout = ${String(impatientMs)}`)
    try {
      return db.transaction(work).immediate()
    } finally {
      db.pragma(`busy_timeout = ${String(busyTimeoutMs)}`)
    }
  }
  return {
    beginPruning: (cutoffs) => {
      inTransaction(() => {
        if (cutoffs.rawFrom > samplesFrom.get()) samplesFrom.set(cutoffs.rawFrom)
      })
      const left = createPruners(db)
      return (budgetMs, monotonicMs) =>
        inTransaction(() => {
          const until = monotonicMs() + budgetMs
          let removed = 0
          do {
            const step = left[0]?.(cutoffs)
            if (step?.isDone === true) left.shift()
            removed += step?.removed ?? 0
          } while (left.length > 0 && monotonicMs() < until)
          return { removed, isDone: left.length === 0 }
        })
    },
    foldLog: () => {
      db.pragma('wal_checkpoint(PASSIVE)')
    },
  }
}
