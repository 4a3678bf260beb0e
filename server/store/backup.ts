/** Backups: a whole, checked copy of the database beside a running server, and as many older ones as are worth their room. */
import { chmodSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { listSurplusBackups, type BackupsKept } from '../domain/retention.ts'
import { BackupError, runCopyProcess, type CopyReport } from './backup/copy-process.ts'
import {
  listBackups,
  makeBackupFolder,
  removeLeftovers,
  syncFolder,
  toBackupName,
  toPartialName,
} from './backup/files.ts'

export interface BackupOrder {
  readonly databasePath: string
  /** Made when it is not there. */
  readonly folder: string
  /** Room that must be left after the copy, bytes. */
  readonly reserveBytes: number
  /** Zone whose days and weeks the rotation counts. */
  readonly zone: string
  readonly kept: BackupsKept
  /** Epoch ms. */
  readonly now: number
  /** Breaks off. */
  readonly signal?: AbortSignal
}

export interface Backup extends CopyReport {
  readonly path: string
  readonly bytes: number
  /** Names of older backups that were deleted. */
  readonly removed: readonly string[]
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

const assertRoom = ({ databasePath, folder, reserveBytes }: BackupOrder): void => {
  const needed = sizeOf(databasePath) + sizeOf(`${databasePath}-wal`) + reserveBytes
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  if (free >= needed) return
  const toMb = (bytes: number): string => `${String(Math.ceil(bytes / 1_048_576))} MB`
  throw new BackupError(`no room in ${folder}: ${toMb(needed)} needed, ${toMb(free)} free`)
}

const rotate = ({ folder, zone, kept }: BackupOrder): string[] => {
  const surplus = listSurplusBackups(listBackups(folder), zone, kept)
  for (const { name } of surplus) rmSync(join(folder, name), { force: true })
  return surplus.map(({ name }) => name)
}

/**
 * Copies the database while others may write to it, checks the copy, and only then gives it its name; afterwards deletes
 * backups that are no longer worth their room.
 *
 * @throws BackupError when there is no room, the copy is not whole, or it was broken off; nothing is deleted then
 */
export const createBackup = async (order: BackupOrder): Promise<Backup> => {
  const { databasePath, folder, now, signal } = order
  makeBackupFolder(folder)
  removeLeftovers(folder, now)
  assertRoom(order)
  const partial = join(folder, toPartialName(now, process.pid))
  const path = join(folder, toBackupName(now))
  try {
    const report = await runCopyProcess(['copy', databasePath, partial], signal)
    chmodSync(partial, 0o600)
    renameSync(partial, path)
    syncFolder(folder)
    return { ...report, path, bytes: sizeOf(path), removed: rotate(order) }
  } catch (error) {
    for (const suffix of ['', '-journal']) rmSync(`${partial}${suffix}`, { force: true })
    throw error
  }
}
