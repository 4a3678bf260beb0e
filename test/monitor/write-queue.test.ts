import Database from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RoundInput } from '../../server/monitor/record.ts'
import { WriteQueue } from '../../server/monitor/write-queue.ts'
import { openDatabase, type Db } from '../../server/store/database.ts'
import { createRecordStore } from '../../server/store/record-store.ts'

const roundAt = (at: number): RoundInput => ({
  kind: 'round',
  schedule: '* * * * *',
  scheduledAt: at,
  startedAt: at,
  finishedAt: at + 1,
  measurements: [],
  witnesses: [],
  skipped: 0,
})

const silent = { debug: () => 0, info: () => 0, warn: () => 0, error: () => 0 }

let folder: string
let db: Db
let other: Database.Database

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'titik-queue-'))
  db = openDatabase(join(folder, 'a.sqlite'))
  other = new Database(join(folder, 'a.sqlite'))
})

afterEach(() => {
  other.close()
  db.close()
  rmSync(folder, { recursive: true })
})

const createQueue = () => {
  const store = createRecordStore(db)
  const faults = new Map<string, string>()
  const seenFaults = new Set<string>()
  const darkness: [number, number][] = []
  let onRecorded: (input: RoundInput) => void = () => undefined
  let isDiskLow = false
  const queue = new WriteQueue({
    record: (input) =>
      store.inTransaction(() => {
        store.saveRound({ ...input, checks: 0 })
        return { deviating: [], outages: [] }
      }),
    noteDarkness: (from, until) => store.inTransaction(() => darkness.push([from, until])),
    onRecorded: (input) => {
      onRecorded(input)
    },
    isDiskLow: () => isDiskLow,
    faults: {
      raise: (code, detail) => {
        faults.set(code, detail)
        seenFaults.add(code)
      },
      clear: (code) => faults.delete(code),
    },
    log: silent,
  })
  const waitFor = (startedAt: number): Promise<void> =>
    new Promise((resolve) => {
      onRecorded = (input) => {
        if (input.startedAt === startedAt) resolve()
      }
    })
  const stored = (): unknown[] =>
    db.prepare('SELECT scheduled_at FROM round ORDER BY scheduled_at').pluck().all()
  const setDiskLow = (value: boolean): void => {
    isDiskLow = value
  }
  return { queue, faults, seenFaults, darkness, waitFor, stored, setDiskLow }
}

describe('a locked database', () => {
  it('keeps rounds in memory, says so, and gets all of them when the lock goes', async () => {
    const { queue, faults, waitFor, stored } = createQueue()
    other.exec('BEGIN IMMEDIATE')
    for (const at of [1, 2, 3, 4, 5]) queue.submit(roundAt(at))
    expect(queue.length).toBe(5)
    expect([...faults.keys()]).toEqual(['database_locked'])
    const last = waitFor(5)
    other.exec('ROLLBACK')
    await last
    expect(stored()).toEqual([1, 2, 3, 4, 5])
    expect(faults.size).toBe(0)
  })

  it('gives up the oldest rounds beyond five and calls their time dark', async () => {
    const { queue, darkness, waitFor, stored } = createQueue()
    other.exec('BEGIN IMMEDIATE')
    for (const at of [1, 2, 3, 4, 5, 6, 7]) queue.submit(roundAt(at))
    const last = waitFor(7)
    other.exec('ROLLBACK')
    await last
    expect(stored()).toEqual([3, 4, 5, 6, 7])
    expect(darkness).toEqual([[1, 3]])
  })

  it('does not keep pages waiting: one try takes a fraction of a second', () => {
    const { queue } = createQueue()
    other.exec('BEGIN IMMEDIATE')
    const begin = performance.now()
    queue.submit(roundAt(1))
    expect(performance.now() - begin).toBeLessThan(1000)
    expect(queue.close()).toBe(1)
    other.exec('ROLLBACK')
  })
})

describe('a disk that is nearly full', () => {
  it('keeps every round out, and the time of those that were left out is dark', () => {
    const { queue, darkness, stored, setDiskLow } = createQueue()
    queue.submit(roundAt(1))
    setDiskLow(true)
    queue.submit(roundAt(2))
    queue.submit(roundAt(3))
    expect(stored()).toEqual([1])
    expect(queue.length).toBe(0)
    expect(queue.unrecordedFrom).toBe(2)
    setDiskLow(false)
    queue.submit(roundAt(4))
    expect(stored()).toEqual([1, 4])
    expect(darkness).toEqual([[2, 4]])
    expect(queue.unrecordedFrom).toBeNull()
  })

  it('takes rounds that still waited for a lock with it, in one dark time', () => {
    const { queue, darkness, stored, setDiskLow } = createQueue()
    other.exec('BEGIN IMMEDIATE')
    queue.submit(roundAt(1))
    expect(queue.unrecordedFrom).toBe(1)
    setDiskLow(true)
    queue.submit(roundAt(2))
    other.exec('ROLLBACK')
    setDiskLow(false)
    queue.submit(roundAt(3))
    expect(stored()).toEqual([3])
    expect(darkness).toEqual([[1, 3]])
  })
})

describe('a round that can never be written', () => {
  it('is dropped with a fault and does not hold up the next', () => {
    const { queue, seenFaults, stored } = createQueue()
    db.exec(
      `CREATE TRIGGER refuse BEFORE INSERT ON round WHEN new.scheduled_at = 1
       BEGIN SELECT raise(ABORT, 'no'); END`,
    )
    queue.submit(roundAt(1))
    queue.submit(roundAt(2))
    expect(queue.length).toBe(0)
    expect([...seenFaults]).toEqual(['database_write'])
    expect(stored()).toEqual([2])
  })
})
