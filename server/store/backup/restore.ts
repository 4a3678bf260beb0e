/** Puts a backup in the place of the database: checked first, the present one kept aside. */
import {
  chmodSync,
  copyFileSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { findNewestVersion } from '../database.ts'
import { lockInstance } from '../instance-lock.ts'
import { BackupError, runCopyProcess, type CopyReport } from './copy-process.ts'
import { syncFolder, toStamp } from './files.ts'

export interface RestoreOrder {
  /** The backup; when it was copied by hand, its `-wal` beside it is read too. */
  readonly file: string
  readonly databasePath: string
  /** Epoch ms; names what is kept aside. */
  readonly now: number
  /** False only checks. */
  readonly isDryRun: boolean
}

export interface Restored extends CopyReport {
  /** Where the database went that was there before; null when there was none (or nothing was done). */
  readonly aside: string | null
}

const suffixes = ['', '-wal', '-shm'] as const

/** Folds a write-ahead log into its file and leaves one file without companions. */
const fold = (path: string): void => {
  const db = new Database(path, { fileMustExist: true })
  try {
    db.pragma('mmap_size = 0')
    db.pragma('journal_mode = DELETE')
  } finally {
    db.close()
  }
}

/** A private copy of the backup beside the database: what is checked is what is put in place. */
const makeCopy = ({ file, databasePath }: RestoreOrder, copy: string): void => {
  mkdirSync(dirname(databasePath), { recursive: true, mode: 0o750 })
  for (const suffix of ['', '-wal'] as const) {
    if (suffix !== '' && !existsSync(`${file}${suffix}`)) continue
    copyFileSync(`${file}${suffix}`, `${copy}${suffix}`, constants.COPYFILE_FICLONE)
    chmodSync(`${copy}${suffix}`, 0o600)
  }
}

const removeAll = (path: string): void => {
  for (const suffix of [...suffixes, '-journal']) rmSync(`${path}${suffix}`, { force: true })
}

/** The file by a second name; where the file system has no links, as a copy. */
const keep = (path: string, aside: string): void => {
  try {
    linkSync(path, aside)
  } catch {
    copyFileSync(path, aside, constants.COPYFILE_EXCL)
  }
}

/** The log of the present database goes into its file, so that no moment of the exchange can part them. */
const settle = (path: string): void => {
  try {
    const db = new Database(path, { fileMustExist: true, timeout: 5000 })
    try {
      db.pragma('wal_checkpoint(TRUNCATE)')
    } finally {
      db.close()
    }
  } catch {
    // A damaged database is the reason to restore: it is kept aside as it is.
  }
}

/** At every moment one whole database is in place: the old one until the rename, then the new one. */
const exchange = (copy: string, databasePath: string, now: number): string | null => {
  let aside: string | null = null
  if (existsSync(databasePath)) {
    aside = `${databasePath}.before-restore-${toStamp(now)}`
    settle(databasePath)
    keep(databasePath, aside)
    for (const suffix of ['-wal', '-shm'] as const) {
      if (existsSync(`${databasePath}${suffix}`)) {
        renameSync(`${databasePath}${suffix}`, `${aside}${suffix}`)
      }
    }
  }
  renameSync(copy, databasePath)
  syncFolder(dirname(databasePath))
  return aside
}

const assertFile = ({ file, databasePath }: RestoreOrder): void => {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new BackupError(`there is no file ${file}`)
  }
  if (resolve(file) === resolve(databasePath)) {
    throw new BackupError(`${file} is the database itself`)
  }
}

/**
 * Checks a backup and puts it in the place of the database.
 *
 * @throws InstanceLockError while a server runs; BackupError when the file is no whole Titik database or too new for this
 *   program; the database is untouched then
 */
export const restoreBackup = async (order: RestoreOrder): Promise<Restored> => {
  assertFile(order)
  const { databasePath, now } = order
  const unlock = lockInstance(databasePath)
  const copy = `${databasePath}.restoring-${String(process.pid)}`
  try {
    makeCopy(order, copy)
    const report = await checkCopy(copy, order.file)
    return { ...report, aside: order.isDryRun ? null : exchange(copy, databasePath, now) }
  } finally {
    removeAll(copy)
    unlock()
  }
}

const checkCopy = async (copy: string, file: string): Promise<CopyReport> => {
  try {
    fold(copy)
  } catch (error) {
    throw new BackupError(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
  const report = await runCopyProcess(['check', copy]).catch((error: unknown) => {
    throw new BackupError(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  })
  const newest = findNewestVersion()
  if (report.version > newest) {
    const versions = `${String(report.version)}, this program knows ${String(newest)}`
    throw new BackupError(`${file} has version ${versions}: install the newer program first`)
  }
  return report
}
