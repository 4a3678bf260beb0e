/** Kills pruning, repair of rollups, backups and people's edits at random moments, and looks at what is left each time. */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { computeCutoffs } from '../../server/domain/retention.ts'
import { createRandom } from '../field/random.ts'
import { dumpDatabase } from '../store/dump.ts'
import { runAndKill, titik, type Work } from './killed-work.ts'
import { endOfCity, makeOldCity, rawFrom } from './old-city.ts'
import { countRows } from './program.ts'

const read = <T>(path: string, look: (db: Database.Database) => T): T => {
  const db = new Database(path, { fileMustExist: true })
  try {
    return look(db)
  } finally {
    db.close()
  }
}

const expectIntegrity = (path: string): void => {
  read(path, (db) => {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(db.pragma('foreign_key_check')).toEqual([])
  })
}

const dumpOf = (path: string, sql: string): string =>
  read(path, (db) => JSON.stringify(db.prepare(sql).raw().all()))

const hours = 'SELECT * FROM check_hour ORDER BY hour, check_key'
const daysOf = 'SELECT * FROM check_day ORDER BY day, check_key'

/** What no pruning may touch. */
const kept = [
  daysOf,
  'SELECT * FROM flip ORDER BY hotspot_key, at',
  'SELECT * FROM outage ORDER BY id',
  'SELECT * FROM blind_interval ORDER BY id',
  'SELECT * FROM check_state ORDER BY check_key',
  `SELECT * FROM sample WHERE at >= ${String(rawFrom)} ORDER BY check_key, at`,
  `SELECT * FROM round WHERE scheduled_at >= ${String(rawFrom)} ORDER BY scheduled_at`,
]

const dumpKept = (path: string): string => kept.map((sql) => dumpOf(path, sql)).join('\n')

interface Scene {
  readonly original: string
  readonly path: string
  readonly home: string
  /** A fresh copy of the original at `path`. */
  readonly reset: () => void
}

const withOldCity = async (seed: number, play: (scene: Scene) => Promise<void>): Promise<void> => {
  const home = mkdtempSync(join(tmpdir(), 'titik-killed-'))
  const original = join(home, 'original.sqlite')
  const path = join(home, 'titik.sqlite')
  try {
    makeOldCity(original, seed)
    const reset = (): void => {
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
      copyFileSync(original, path)
    }
    await play({ original, path, home, reset })
  } finally {
    rmSync(home, { recursive: true })
  }
}

/** Counts how often work was killed, not merely begun. */
const killTimes = async (
  work: Work,
  times: number,
  seed: number,
  { reset, check }: { readonly reset: () => void; readonly check: () => void },
): Promise<number> => {
  const random = createRandom(seed)
  reset()
  const { tookMs } = await runAndKill(work, null)
  let killed = 0
  for (let index = 0; index < times; index += 1) {
    reset()
    const { isDone } = await runAndKill(work, random() * tookMs)
    if (!isDone) killed += 1
    check()
  }
  return killed
}

export const killPruning = (times: number, seed: number): Promise<void> =>
  withOldCity(seed, async ({ original, path, reset }) => {
    const words = ['test/faults/child.mjs', 'prune', path, String(endOfCity)]
    const before = dumpKept(original)
    const hoursBefore = dumpOf(original, hours)
    const { hoursFrom } = computeCutoffs('UTC', endOfCity)
    expect(hoursFrom).toBeLessThan(rawFrom)
    const old = `SELECT count(*) FROM sample WHERE at < ${String(rawFrom)}`
    const countOld = (): number => read(path, (db) => countRows(db, old))
    const left = new Set<number>()
    const check = (): void => {
      expectIntegrity(path)
      expect(dumpKept(path)).toBe(before)
      expect(dumpOf(path, hours)).toBe(hoursBefore)
      left.add(countOld())
    }
    await killTimes({ words, saysBegin: true }, times, seed, { reset, check })
    expect(left.size).toBeGreaterThan(1)
    await runAndKill({ words, saysBegin: true }, null)
    check()
    expect(countOld()).toBe(0)
  })

export const killRebuild = (times: number, seed: number): Promise<void> =>
  withOldCity(seed, async ({ original, path, reset }) => {
    const right = [dumpOf(original, hours), dumpOf(original, daysOf)]
    const [from, to] = ['2026-10-05', '2026-10-09T12:00Z']
    const period = `hour >= ${String(Date.UTC(2026, 9, 5))}`
    const work: Work = {
      words: [titik, 'rollup', '--rebuild', from, to],
      environment: { TITIK_DATABASE: path, TITIK_TIMEZONE: 'UTC' },
      saysBegin: false,
    }
    const spoil = (): void => {
      reset()
      read(path, (db) => {
        db.exec(`UPDATE check_hour SET up = up + 7, min_us = 1 WHERE ${period} AND hour % 7200000 = 0;
                 UPDATE check_day SET down = 0 WHERE day >= ${String(Date.UTC(2026, 9, 5))}`)
      })
    }
    const wrongRows = (): number => {
      const wrong = (sql: string, index: number): number => {
        const now = JSON.parse(dumpOf(path, sql)) as unknown[]
        const then = JSON.parse(right[index] ?? '[]') as unknown[]
        expect(now.length).toBe(then.length)
        return now.filter((row, at) => JSON.stringify(row) !== JSON.stringify(then[at])).length
      }
      return wrong(hours, 0) + wrong(daysOf, 1)
    }
    spoil()
    const spoilt = wrongRows()
    expect(spoilt).toBeGreaterThan(100)
    const check = (): void => {
      expectIntegrity(path)
      expect(wrongRows()).toBeLessThanOrEqual(spoilt)
    }
    await killTimes(work, times, seed, { reset: spoil, check })
    // The one that was killed is finished by the next.
    await runAndKill(work, null)
    expect(wrongRows()).toBe(0)
  })

export const killBackups = (times: number, seed: number): Promise<void> =>
  withOldCity(seed, async ({ original, path, home, reset }) => {
    const folder = join(home, 'backups')
    const before = dumpDatabase(original)
    const work: Work = {
      words: [titik, 'backup'],
      environment: { TITIK_DATABASE: path, TITIK_DISK_LOW_MB: '1' },
      saysBegin: false,
    }
    const listNames = (): string[] => (existsSync(folder) ? readdirSync(folder) : [])
    const check = (): void => {
      expect(dumpDatabase(path)).toBe(before)
      for (const name of listNames()) {
        // A file that carries the name of a backup is one.
        if (/^titik-.*\.sqlite$/.test(name)) expect(dumpDatabase(join(folder, name))).toBe(before)
        else expect(name).toMatch(/^\.titik-.*\.partial(-journal)?$/)
      }
      rmSync(folder, { recursive: true, force: true })
    }
    const killed = await killTimes(work, times, seed, { reset, check })
    expect(killed).toBeGreaterThan(0)
  })

export const killEdits = (times: number, seed: number): Promise<void> =>
  withOldCity(seed, async ({ path, reset }) => {
    const span = ['--from', '2026-10-10T00:00', '--to', '2026-10-10T02:00']
    const people = ['--title', 'tidying', '--by', 'sari', '--why', 'planned']
    const work: Work = {
      words: [titik, 'maintenance', 'add', '--for', 'all', ...span, ...people],
      environment: { TITIK_DATABASE: path },
      saysBegin: false,
    }
    const check = (): void => {
      expectIntegrity(path)
      // The window and the word about it are one: both are there, or neither is.
      read(path, (db) => {
        const windows = countRows(db, 'SELECT count(*) FROM maintenance')
        expect(countRows(db, 'SELECT count(*) FROM audit')).toBe(windows)
        expect(windows).toBeLessThanOrEqual(1)
      })
    }
    await killTimes(work, times, seed, { reset, check })
    reset()
    await runAndKill(work, null)
    read(path, (db) => {
      expect(countRows(db, 'SELECT count(*) FROM maintenance')).toBe(1)
      expect(countRows(db, 'SELECT count(*) FROM audit')).toBe(1)
    })
  })
