/** The nightly job that copies the database. */
import { backupsKept } from '../../domain/retention.ts'
import { createBackup } from '../../store/backup.ts'
import type { ClockJob } from '../clock-jobs.ts'

export interface BackupJobSettings {
  readonly databasePath: string
  readonly folder: string
  /** Room that a copy must leave, bytes. */
  readonly reserveBytes: number
  readonly timezone: string
  readonly now: () => number
}

/** Backs up at 02:30, in a process of its own. */
export const createBackupJob = (settings: BackupJobSettings): ClockJob => ({
  name: 'backup',
  time: { every: 'day', hour: 2, minute: 30 },
  run: async (_period, signal) => {
    const { databasePath, folder, reserveBytes, timezone: zone, now } = settings
    const order = { databasePath, folder, reserveBytes, zone, kept: backupsKept, now: now() }
    const { path, bytes, removed } = await createBackup({ ...order, signal })
    return { path, bytes, removed }
  },
})
