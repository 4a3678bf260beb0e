/** Opens the one SQLite file: settings of every connection, version checks and forward-only migrations. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { packageRoot } from '../package-root.ts'

export type Db = Database.Database

/** Below it two connections to one WAL file can corrupt each other (sqlite.org, release 3.51.3). */
const minimumSqlite = [3, 51, 3] as const

/** 24 MiB: the pages that one round of 2,000 hotspots touches stay in memory. */
const cacheKib = 24 * 1024

/** How long a statement waits for another process's lock, ms. */
export const busyTimeoutMs = 5000

export class DatabaseVersionError extends Error {}

interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}

const readMigrations = (): Migration[] => {
  const folder = join(packageRoot, 'server/store/migrations')
  return readdirSync(folder)
    .filter((name) => /^\d{4}-.+\.sql$/.test(name))
    .sort()
    .map((name) => ({
      version: Number(name.slice(0, 4)),
      name,
      sql: readFileSync(join(folder, name), 'utf8'),
    }))
}

const isTooOld = (version: string): boolean => {
  const parts = version.split('.').map(Number)
  for (const [index, minimum] of minimumSqlite.entries()) {
    const part = parts[index] ?? 0
    if (part !== minimum) return part < minimum
  }
  return false
}

const applySettings = (db: Db): void => {
  db.pragma(`busy_timeout = ${String(busyTimeoutMs)}`)
  db.pragma('journal_mode = WAL')
  // Said again after journal_mode: WAL would otherwise fall back to NORMAL with the first write.
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  db.pragma('mmap_size = 0')
  db.pragma('secure_delete = FAST')
  db.pragma(`cache_size = -${String(cacheKib)}`)
}

const migrate = (db: Db, path: string): void => {
  const migrations = readMigrations()
  const newest = migrations.at(-1)?.version ?? 0
  const current = db.pragma('user_version', { simple: true }) as number
  if (current > newest) {
    throw new DatabaseVersionError(
      `${path} has version ${String(current)}, this program knows ${String(newest)}: install the newer program, or restore a backup made by this one`,
    )
  }
  if (current === newest) return
  if (current > 0 && path !== ':memory:') backUpBeforeMigrating(db, path, current)
  for (const migration of migrations) {
    if (migration.version <= current) continue
    db.transaction(() => {
      // Another process may have migrated while this one waited for the lock.
      if ((db.pragma('user_version', { simple: true }) as number) >= migration.version) return
      db.exec(migration.sql)
      db.pragma(`user_version = ${String(migration.version)}`)
    }).immediate()
  }
}

const backUpBeforeMigrating = (db: Db, path: string, version: number): void => {
  const copy = `${path}.before-migration-from-${String(version)}`
  if (existsSync(copy)) return
  db.prepare('VACUUM INTO ?').run(copy)
  chmodSync(copy, 0o600)
}

/**
 * Opens (and creates) the database, with every setting checked and all migrations applied.
 *
 * @param path file, or `:memory:` in tests
 * @throws DatabaseVersionError when the file is newer than the program, or SQLite is too old
 */
export const openDatabase = (path: string): Db => {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o750 })
  const isNew = path !== ':memory:' && !existsSync(path)
  const db = new Database(path)
  try {
    const version = db.prepare('SELECT sqlite_version()').pluck().get() as string
    if (isTooOld(version)) {
      throw new DatabaseVersionError(
        `SQLite ${version} is too old: at least ${minimumSqlite.join('.')} is needed`,
      )
    }
    applySettings(db)
    migrate(db, path)
    if (isNew) chmodSync(path, 0o600)
  } catch (error) {
    db.close()
    throw error
  }
  return db
}
