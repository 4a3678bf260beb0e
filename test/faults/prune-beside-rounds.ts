/** The pruning job on a large file, beside rounds: how long does a slice hold the event loop? */
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { createPruneJob } from '../../server/monitor/jobs/prune.ts'
import { createRetentionStore } from '../../server/store/retention-store.ts'
import { createRecordedCity, minute } from '../monitor/recorded-city.ts'
import { countRows } from './program.ts'

const day = 86_400_000
const now = Date.UTC(2026, 9, 9, 12)
const hotspots = Array.from({ length: 50 }, (_, index) => ({
  id: `h${String(index)}`,
  layers: ['link'] as const,
}))
/** Other checks, whose samples fill the file. */
const otherChecks = 400

/**
 * Prunes `rows` samples of 40 days; a seventh of them is too old. Prints what it measured.
 *
 * @returns the longest slice, ms
 */
export const pruneBesideRounds = async (rows: number): Promise<number> => {
  const home = mkdtempSync(join(tmpdir(), 'titik-prune-'))
  const path = join(home, 'titik.sqlite')
  const city = createRecordedCity({ hotspots }, { path })
  try {
    city.db.pragma('synchronous = OFF')
    const perCheck = Math.floor(rows / otherChecks)
    const insert = city.db.prepare('INSERT INTO sample (check_key, at, result) VALUES (?, ?, ?)')
    city.db.transaction(() => {
      for (let key = 1; key <= otherChecks; key += 1) {
        for (let index = 0; index < perCheck; index += 1) {
          const at = now - Math.floor(((index + 1) / perCheck) * 40 * day)
          insert.run(1000 + key, at, 8 * (index % 40_000))
        }
      }
    })()
    city.db.pragma('wal_checkpoint(TRUNCATE)')
    city.db.pragma('synchronous = FULL')
    // Else the first commit would pay for everything that was filled in.
    const handle = openSync(path, 'r')
    fsyncSync(handle)
    closeSync(handle)
    city.startAt(now)
    let rounds = 0
    let longestRoundMs = 0
    const writer = setInterval(() => {
      const from = performance.now()
      city.pass({ at: now + rounds * minute })
      longestRoundMs = Math.max(longestRoundMs, performance.now() - from)
      rounds += 1
    }, 100)
    const job = createPruneJob({
      store: createRetentionStore(city.db),
      timezone: 'UTC',
      whenQuiet: () => Promise.resolve(),
      now: () => now,
      monotonicMs: () => performance.now(),
    })
    const begin = performance.now()
    const facts = await job.run('', new AbortController().signal)
    clearInterval(writer)
    const { longestMs } = facts as { longestMs: number }
    console.log(
      JSON.stringify(facts),
      `of ${String(rows)} in ${String(Math.round(performance.now() - begin))} ms, ${String(rounds)} rounds beside, the longest ${longestRoundMs.toFixed(1)} ms`,
    )
    const old = `SELECT count(*) FROM sample WHERE at < ${String(now - 35 * day - day / 2)}`
    expect(countRows(city.db, old)).toBe(0)
    return longestMs
  } finally {
    city.db.close()
    rmSync(home, { recursive: true })
  }
}
