/** One server a database: two would both write rounds and outages. */
import Database from 'better-sqlite3'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

export class InstanceLockError extends Error {}

/**
 * Takes the lock beside the database, as an exclusive transaction on a file of its own: the system gives it back however
 * the process ends.
 *
 * @returns gives the lock back
 * @throws InstanceLockError when another server has it
 */
export const lockInstance = (databasePath: string): (() => void) => {
  if (databasePath === ':memory:') return () => undefined
  mkdirSync(dirname(databasePath), { recursive: true, mode: 0o750 })
  const lock = new Database(`${databasePath}.lock`, { timeout: 0 })
  try {
    lock.pragma('journal_mode = MEMORY')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'SQLITE_BUSY') throw error
    throw new InstanceLockError(
      `another titik already serves ${databasePath}: end it first, or set TITIK_DATABASE`,
    )
  }
  return () => {
    lock.close()
  }
}
