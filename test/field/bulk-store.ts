/** The recorder's store, made for years of virtual time in seconds: writes less often what real time writes at once. */
import type { Db } from '../../server/store/database.ts'
import {
  createRecordStore,
  type RecordStore,
  type SampleRow,
} from '../../server/store/record-store.ts'

type SavedState = Parameters<RecordStore['saveState']>[1]

/** Counts of one check in one hour or day, not yet written. */
interface Tally {
  readonly start: number
  up: number
  down: number
  unknown: number
  sent: number
  lost: number
  sumUs: number
  minUs: number | null
  maxUs: number | null
}

const createTally = (start: number): Tally => ({
  start,
  up: 0,
  down: 0,
  unknown: 0,
  sent: 0,
  lost: 0,
  sumUs: 0,
  minUs: null,
  maxUs: null,
})

const count = (tally: Tally, row: SampleRow): void => {
  tally[row.outcome]++
  tally.sent += row.sent
  tally.lost += row.lost
  tally.sumUs += row.meanUs
  if (row.minUs !== null && (tally.minUs === null || row.minUs < tally.minUs)) {
    tally.minUs = row.minUs
  }
  if (row.maxUs !== null && (tally.maxUs === null || row.maxUs > tally.maxUs)) {
    tally.maxUs = row.maxUs
  }
}

/** Tallies by check; a check that reaches the next hour or day has its old tally written. */
const createTallies = (db: Db, table: 'check_hour' | 'check_day') => {
  const insert = db.prepare(`INSERT INTO ${table} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const tallies = new Map<number, Tally>()
  const write = (checkKey: number, tally: Tally): void => {
    const { start, up, down, unknown, sent, lost, sumUs, minUs, maxUs } = tally
    insert.run(checkKey, start, up, down, unknown, sent, lost, sumUs, minUs, maxUs)
  }
  return {
    add: (row: SampleRow, start: number): void => {
      let tally = tallies.get(row.checkKey)
      if (tally?.start !== start) {
        if (tally !== undefined) write(row.checkKey, tally)
        tally = createTally(start)
        tallies.set(row.checkKey, tally)
      }
      count(tally, row)
    },
    flush: (): void => {
      for (const [checkKey, tally] of tallies) write(checkKey, tally)
      tallies.clear()
    },
  }
}

/** Samples in the order in which they came; written check by check, so that every page is filled once. */
const createSampleHeap = (db: Db) => {
  const insert = db.prepare('INSERT INTO sample (check_key, at, result) VALUES (?, ?, ?)')
  // Instants and codes take turns: half a million rows would be heavy as objects.
  const heaps = new Map<number, number[]>()
  const write = (checkKey: number, heap: readonly number[]): void => {
    for (let index = 0; index < heap.length; index += 2) {
      insert.run(checkKey, heap[index], heap[index + 1])
    }
  }
  return {
    add: ({ checkKey, at, code }: SampleRow): void => {
      const heap = heaps.get(checkKey)
      if (heap === undefined) heaps.set(checkKey, [at, code])
      else heap.push(at, code)
    },
    *flush(): Generator<number, void, void> {
      for (const key of [...heaps.keys()].sort((a, b) => a - b)) {
        write(key, heaps.get(key) ?? [])
        yield key
      }
      heaps.clear()
    },
  }
}

export interface BulkStore {
  readonly store: RecordStore
  /** Writes what is still held back, check by check; run it to its end before anybody else reads or writes. */
  readonly flush: () => Generator<number, void, void>
}

/**
 * Same rows as the recorder's own store leaves behind, without a transaction per round: rollups are written once per
 * hour and day, samples and states once at the end. The caller holds the transaction. Time must run forward.
 */
export const createBulkStore = (db: Db): BulkStore => {
  const base = createRecordStore(db)
  const hours = createTallies(db, 'check_hour')
  const days = createTallies(db, 'check_day')
  const samples = createSampleHeap(db)
  const states = new Map<number, SavedState>()
  function* flush(): Generator<number, void, void> {
    yield* samples.flush()
    hours.flush()
    days.flush()
    for (const [checkKey, state] of states) base.saveState(checkKey, state)
    states.clear()
  }
  const store: RecordStore = {
    ...base,
    insertSample: samples.add,
    addRollups: (row, hour, day) => {
      hours.add(row, hour)
      days.add(row, day)
    },
    saveState: (checkKey, state) => {
      states.set(checkKey, state)
    },
    loadStates: () => new Map([...base.loadStates(), ...states]),
    inTransaction: (work) => work(),
  }
  return { store, flush }
}
