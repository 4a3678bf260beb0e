/** Backs up a database while rounds are written to it every 50 ms, and restores the copy. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { backupsKept } from '../../server/domain/retention.ts'
import { createBackup } from '../../server/store/backup.ts'
import { restoreBackup } from '../../server/store/backup/restore.ts'
import { begin, createRecordedCity, minute } from '../monitor/recorded-city.ts'
import { dumpDatabase } from '../store/dump.ts'
import { countRows } from './program.ts'

const commitEveryMs = 50
const hotspots = Array.from({ length: 20 }, (_, index) => ({
  id: `h${String(index)}`,
  layers: ['link'] as const,
}))

const fill = (db: Database.Database, samples: number): void => {
  db.pragma('synchronous = OFF')
  const insert = db.prepare('INSERT INTO sample (check_key, at, result) VALUES (?, ?, ?)')
  db.transaction(() => {
    for (let index = 0; index < samples; index += 1) {
      insert.run(100 + (index % 50), Math.floor(index / 50), 8 * (index % 9000))
    }
  })()
  db.pragma('synchronous = FULL')
}

/** Rounds of a copy are whole: every round has the samples that it says. */
const expectWholeRounds = (path: string): void => {
  const db = new Database(path)
  const halves = `SELECT count(*) FROM round r WHERE r.checks <>
    (SELECT count(*) FROM sample s WHERE s.check_key <= 20 AND s.at BETWEEN r.started_at AND r.finished_at)`
  expect(countRows(db, halves)).toBe(0)
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  db.close()
}

/** Prints how long commits took meanwhile. */
export const backUpBesideWriter = async (order: {
  readonly samples: number
  readonly backups: number
}): Promise<void> => {
  const home = mkdtempSync(join(tmpdir(), 'titik-beside-'))
  const path = join(home, 'titik.sqlite')
  const restored = join(home, 'restored.sqlite')
  const city = createRecordedCity({ hotspots }, { path })
  fill(city.db, order.samples)
  city.startAt(begin)
  let rounds = 0
  let longestMs = 0
  const writer = setInterval(() => {
    const from = performance.now()
    city.pass({ at: begin + rounds * minute })
    longestMs = Math.max(longestMs, performance.now() - from)
    rounds += 1
  }, commitEveryMs)
  try {
    for (let index = 0; index < order.backups; index += 1) {
      const before = rounds
      const from = performance.now()
      const backup = await createBackup({
        databasePath: path,
        folder: join(home, 'backups'),
        reserveBytes: 0,
        zone: 'UTC',
        kept: backupsKept,
        now: begin + index * 1000,
      })
      const tookMs = Math.round(performance.now() - from)
      const during = rounds - before
      console.log(
        `${(backup.bytes / 1_048_576).toFixed(0)} MB in ${String(tookMs)} ms beside ${String(during)} commits, the longest ${longestMs.toFixed(0)} ms`,
      )
      // Half of what a quiet machine would do: other tests want their share.
      expect(during).toBeGreaterThan(tookMs / commitEveryMs / 4)
      const { tables, path: file } = backup
      expect(tables['round']).toBeGreaterThanOrEqual(before)
      expect(tables['round']).toBeLessThanOrEqual(rounds)
      expectWholeRounds(file)
      await restoreBackup({ file, databasePath: restored, now: begin, isDryRun: false })
      if (order.samples <= 500_000) expect(dumpDatabase(restored)).toBe(dumpDatabase(file))
      expectWholeRounds(restored)
      rmSync(restored)
    }
  } finally {
    clearInterval(writer)
    city.db.close()
    rmSync(home, { recursive: true })
  }
}
