/** Opens the one SQLite file: settings of every connection, version checks and forward-only migrations. */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { packageRoot } from '../package-root.ts'

export type Db = Database.Database

/** Below it two connections to one WAL file can corrupt each other (sqlite.org, release 3.51.3). */
const minimumSqlite = [3, 51, 3] as const

/** 24 MiB: the pages that one round of 2,000 hotspots touches stay in memory. */
const cacheKib = 24 * 1024

/** How long a statement waits for another process's lock, ms. */
export const busyTimeoutMs = 5000

class DatabaseVersionError extends Error {}

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

/** Schema version of this program, i.e. of a database that it has opened. */
export const findNewestVersion = (): number => readMigrations().at(-1)?.version ?? 0

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

/** A copy that carries its name is whole: a process that was killed while it copied leaves only a `.partial`. */
const backUpBeforeMigrating = (db: Db, path: string, version: number): void => {
  const copy = `${path}.before-migration-from-${String(version)}`
  if (existsSync(copy)) return
  const partial = `${copy}.${String(process.pid)}.partial`
  db.prepare('VACUUM INTO ?').run(partial)
  chmodSync(partial, 0o600)
  const handle = openSync(partial, 'r+')
  fsyncSync(handle)
  closeSync(handle)
  renameSync(partial, copy)
  removeLeftovers(copy)
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const removeLeftovers = (copy: string): void => {
  const folder = dirname(copy)
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(`${basename(copy)}.`)) continue
    const pid = /^(\d+)\.partial(-journal)?$/.exec(name.slice(basename(copy).length + 1))?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, name), { force: true })
  }
}

/** Nobody else may read a new file, also when the program is killed right after it made it. */
const createPrivately = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o750 })
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
}

const assertVersion = (db: Db): void => {
  const version = db.prepare('SELECT sqlite_version()').pluck().get() as string
  if (!isTooOld(version)) return
  throw new DatabaseVersionError(
    `SQLite ${version} is too old: at least ${minimumSqlite.join('.')} is needed`,
  )
}

/**
 * Opens a database that is there, with the settings of every connection, and leaves its schema as it is.
 *
 * @throws the system's error when there is no such file; DatabaseVersionError when SQLite is too old
 */
export const openWithoutMigrating = (path: string): Db => {
  const db = new Database(path, { fileMustExist: true })
  try {
    assertVersion(db)
    applySettings(db)
  } catch (error) {
    db.close()
    throw error
  }
  return db
}

/**
 * Opens (and creates) the database, with every setting checked and all migrations applied.
 *
 * @param path file, or `:memory:` in tests
 * @throws DatabaseVersionError when the file is newer than the program, or SQLite is too old
 */
export const openDatabase = (path: string): Db => {
  if (path !== ':memory:') createPrivately(path)
  const db = new Database(path)
  try {
    assertVersion(db)
    applySettings(db)
    migrate(db, path)
  } catch (error) {
    db.close()
    throw error
  }
  return db
}
