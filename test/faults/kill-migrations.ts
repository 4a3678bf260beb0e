/** Kills the program while it brings an old database up to date, and opens what is left. */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { packageRoot } from '../../server/package-root.ts'
import { findNewestVersion, openDatabase } from '../../server/store/database.ts'
import { createRandom } from '../field/random.ts'
import { runAndKill, type Work } from './killed-work.ts'

const samples = 120_000
const suffixOfCopy = '.before-migration-from-1'

/** A database of the first version, with rows. */
const makeFirstVersion = (path: string): void => {
  const db = new Database(path)
  db.pragma('journal_mode = WAL')
  const file = join(packageRoot, 'server/store/migrations/0001-first.sql')
  db.exec(readFileSync(file, 'utf8'))
  db.pragma('user_version = 1')
  const hotspot = db.prepare(
    `INSERT INTO hotspot (key, id, name, kind, coordinate_basis, lifecycle) VALUES (?, ?, ?, 'rw', 'office', 'active')`,
  )
  const outage = db.prepare(
    `INSERT INTO outage (hotspot_key, severity, layer, reason, started_at, ended_at) VALUES (?, 'down', 'link', 'timeout', ?, ?)`,
  )
  const sample = db.prepare('INSERT INTO sample VALUES (?, ?, 8000)')
  db.transaction(() => {
    for (let key = 1; key <= 100; key += 1) {
      hotspot.run(key, `h${String(key)}`, `Hotspot ${String(key)}`)
      for (let at = 0; at < 20; at += 1) outage.run(key, at * 1000, at * 1000 + 500)
    }
    for (let index = 0; index < samples; index += 1) sample.run(1 + (index % 100), index)
  })()
  db.close()
}

/** Sums over columns that every version has. */
const sums = {
  hotspot: 'sum(key * length(name))',
  outage: 'sum(id * started_at + ended_at)',
  sample: 'sum(check_key * at + result)',
}

const digest = (db: Database.Database): unknown[] =>
  Object.entries(sums).map(([table, sum]) =>
    db.prepare(`SELECT count(*), ${sum} FROM ${table}`).raw().get(),
  )

const digestFile = (path: string): unknown[] => {
  const db = new Database(path)
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(db.pragma('foreign_key_check')).toEqual([])
    return digest(db)
  } finally {
    db.close()
  }
}

const checkWhatIsLeft = (path: string, before: unknown[]): number => {
  const db = new Database(path)
  const found = Number(db.pragma('user_version', { simple: true }))
  db.close()
  expect(digestFile(path)).toEqual(before)
  // A copy that carries its name is whole, whenever the program died.
  const copy = `${path}${suffixOfCopy}`
  if (existsSync(copy)) expect(digestFile(copy)).toEqual(before)
  openDatabase(path).close()
  expect(digestFile(path)).toEqual(before)
  expect(digestFile(copy)).toEqual(before)
  const opened = new Database(path)
  expect(opened.pragma('user_version', { simple: true })).toBe(findNewestVersion())
  opened.close()
  return found
}

/** Kills `times` migrations, every other one with its copy made before; prints at which versions they died. */
export const killMigrations = async (times: number, seed: number): Promise<void> => {
  const random = createRandom(seed)
  const home = mkdtempSync(join(tmpdir(), 'titik-migrate-'))
  const original = join(home, 'first.sqlite')
  const path = join(home, 'titik.sqlite')
  const work: Work = { words: ['test/faults/child.mjs', 'migrate', path], saysBegin: true }
  const prepare = (hasCopy: boolean): void => {
    for (const name of readdirSync(home)) {
      if (name.startsWith('titik.sqlite')) rmSync(join(home, name))
    }
    copyFileSync(original, path)
    if (hasCopy) copyFileSync(original, `${path}${suffixOfCopy}`)
  }
  try {
    makeFirstVersion(original)
    const before = digestFile(original)
    const tookMs = { withCopy: 0, without: 0 }
    for (const name of ['without', 'withCopy'] as const) {
      prepare(name === 'withCopy')
      tookMs[name] = (await runAndKill(work, null)).tookMs
    }
    const died: Record<string, number> = {}
    for (let index = 0; index < times; index += 1) {
      const name = index % 2 === 0 ? 'without' : 'withCopy'
      prepare(name === 'withCopy')
      const { isDone } = await runAndKill(work, random() * tookMs[name])
      const version = String(checkWhatIsLeft(path, before))
      const found = `${isDone ? 'done' : 'killed'} at version ${version}`
      died[found] = (died[found] ?? 0) + 1
      expect(readdirSync(home).filter((file) => file.includes('partial'))).toEqual([])
    }
    console.log(`seed ${String(seed)}:`, tookMs, died)
  } finally {
    rmSync(home, { recursive: true })
  }
}
