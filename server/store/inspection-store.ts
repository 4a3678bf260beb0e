/** What can be said about the database itself: settings of a connection, damage, ages. Reads only. */
import type { Db } from './database.ts'
import { openDatabase } from './database.ts'

/** Settings that every connection of the program must have (product terms: durable, checked, patient). */
export const wantedSettings: Readonly<Record<string, string | number>> = {
  journal_mode: 'wal',
  // FULL
  synchronous: 2,
  foreign_keys: 1,
  mmap_size: 0,
}

/** A connection waits at least so long for a lock, ms. */
export const leastBusyTimeoutMs = 5000

export interface InspectionStore {
  /** Settings of this connection by name, among them `busy_timeout`. */
  readonly readSettings: () => Readonly<Record<string, string | number>>
  readonly findSqliteVersion: () => string
  readonly findSchemaVersion: () => number
  /**
   * First damages in words, none when the file is whole.
   *
   * @param isFull also compares every index with its table: several times slower
   */
  readonly listDamages: (isFull: boolean) => string[]
  /** Tables with rows that refer to nothing. */
  readonly listOrphanedTables: () => string[]
  /** End and scheduled time of the newest round of the schedule (of any when undefined), epoch ms. */
  readonly findLastRound: (
    schedule?: string,
  ) => { readonly scheduledAt: number; readonly finishedAt: number } | undefined
  /** Orderly stop, epoch ms; undefined while the program runs, and after it was killed. */
  readonly findStop: () => number | undefined
  /** Period that a job of the clock did last. */
  readonly findFact: (name: string) => string | undefined
  /** ICMP checks in use. */
  readonly countIcmpChecks: () => number
}

/** At most so many damages are told. */
const damagesTold = 5

const readPragma = (db: Db, name: string): string | number =>
  db.pragma(name, { simple: true }) as string | number

/** The database may be of an older schema: statements are prepared when they are asked for. */
export const createInspectionStore = (db: Db): InspectionStore => {
  const findFact = (name: string): string | undefined =>
    db.prepare<[string], string>('SELECT value FROM monitor_fact WHERE name = ?').pluck().get(name)
  return {
    readSettings: () =>
      Object.fromEntries(
        [...Object.keys(wantedSettings), 'busy_timeout'].map((name) => [
          name,
          readPragma(db, name),
        ]),
      ),
    findSqliteVersion: () =>
      db.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? 'unknown',
    findSchemaVersion: () => Number(readPragma(db, 'user_version')),
    listDamages: (isFull) => {
      const name = isFull ? 'integrity_check' : 'quick_check'
      const rows = db.pragma(`${name}(${String(damagesTold)})`) as Record<string, string>[]
      const texts = rows.flatMap((row) => Object.values(row))
      return texts.join() === 'ok' ? [] : texts
    },
    listOrphanedTables: () => {
      const rows = db.pragma('foreign_key_check') as { table: string }[]
      return [...new Set(rows.map(({ table }) => table))]
    },
    findLastRound: (schedule) =>
      db
        .prepare<[string | null], { scheduledAt: number; finishedAt: number }>(
          `SELECT scheduled_at AS scheduledAt, finished_at AS finishedAt FROM round
           WHERE schedule = coalesce(?, schedule) ORDER BY scheduled_at DESC LIMIT 1`,
        )
        .get(schedule ?? null),
    findStop: () => {
      const stopped = findFact('stopped_at')
      return stopped === undefined ? undefined : Number(stopped)
    },
    findFact,
    countIcmpChecks: () =>
      db
        .prepare<[], number>(
          `SELECT count(*) FROM hotspot_check WHERE is_active = 1 AND target ->> 'kind' = 'icmp'`,
        )
        .pluck()
        .get() ?? 0,
  }
}

/** The file is not what was written to it; the message names the remedy. */
export class DamagedDatabaseError extends Error {}

const refuse = (path: string, damage: string): DamagedDatabaseError =>
  new DamagedDatabaseError(
    `${path} is damaged (${damage}): put a backup in its place with "titik restore FILE --yes"`,
  )

const isDamage = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && /^SQLITE_(CORRUPT|NOTADB)/.test(String(error.code))

/**
 * Opens the database for the server. After an end that was not orderly, as after a power cut, the whole file is looked
 * through first: rounds must not be written on top of damage.
 *
 * @throws DamagedDatabaseError, and whatever `openDatabase` throws
 */
export const openForServing = (path: string): Db => {
  let db: Db | undefined
  try {
    db = openDatabase(path)
    const store = createInspectionStore(db)
    const wasKilled = store.findLastRound() !== undefined && store.findStop() === undefined
    const [damage] = wasKilled ? store.listDamages(false) : []
    if (damage !== undefined) throw refuse(path, damage)
    return db
  } catch (error) {
    db?.close()
    throw isDamage(error) ? refuse(path, error.message) : error
  }
}
