/** Backup files in their folder: names that carry their time, and leftovers of copies that were broken off. */
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { BackupFile } from '../../domain/retention.ts'

const namePattern = /^titik-(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z\.sqlite$/

/** Hidden, so that nobody takes an unfinished copy for a backup. */
const partialPattern = /^\.titik-\d{8}T\d{6}Z\.sqlite\.\d+\.partial(-journal|-wal|-shm)?$/

/** A copy that has not grown for so long belongs to a process that is gone, ms. */
const abandonedMs = 15 * 60_000

/** `20261009T193000Z` for an instant, epoch ms. */
export const toStamp = (at: number): string =>
  new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '')

export const toBackupName = (at: number): string => `titik-${toStamp(at)}.sqlite`

export const toPartialName = (at: number, pid: number): string =>
  `.${toBackupName(at)}.${String(pid)}.partial`

const toInstant = (name: string): number | null => {
  const match = namePattern.exec(name)
  if (match === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map(Number)
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

/** Finished backups in `folder`, oldest first; none when there is no such folder. Other files are not looked at. */
export const listBackups = (folder: string): BackupFile[] => {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
  return names
    .flatMap((name) => {
      const at = toInstant(name)
      return at === null ? [] : [{ name, at }]
    })
    .sort((a, b) => a.at - b.at)
}

/** Makes sure that what was renamed in `folder` survives a power cut. */
export const syncFolder = (folder: string): void => {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

export const makeBackupFolder = (folder: string): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
}

/** Deletes copies that were broken off. */
export const removeLeftovers = (folder: string, now: number): void => {
  for (const name of readdirSync(folder)) {
    if (!partialPattern.test(name)) continue
    const changedAt = statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? now
    if (now - changedAt > abandonedMs) rmSync(join(folder, name), { force: true })
  }
}
