/** `titik backup`: a checked copy of the database, also while the server writes to it. */
import { resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { DomainError } from '../domain/error.ts'
import { backupsKept } from '../domain/retention.ts'
import { createBackup, type Backup } from '../store/backup.ts'
import { runOperation, toMegabytes, type OperationDeps } from './operation-deps.ts'

interface BackupOptions {
  readonly out?: string
  readonly keepDaily: number
  readonly keepWeekly: number
  readonly json?: boolean
  readonly envFile?: string
}

const most = 10_000

const toCount =
  (least: number) =>
  (text: string): number => {
    const count = /^\d{1,5}$/.test(text) ? Number(text) : -1
    if (count >= least && count <= most) return count
    throw new InvalidArgumentError(`must be a number, ${String(least)}–${String(most)}`)
  }

const toText = ({ path, bytes, tables, removed }: Backup): string => {
  const rows = Object.values(tables).reduce((a, b) => a + b, 0)
  const older = removed.length === 0 ? '' : `, ${String(removed.length)} older ones deleted`
  return `${path}\n${toMegabytes(bytes)}, ${String(rows)} rows in ${String(Object.keys(tables).length)} tables, checked${older}\n`
}

const runBackup = async (options: BackupOptions, deps: OperationDeps): Promise<void> => {
  const config = deps.readConfig(options.envFile)
  const folder = options.out === undefined ? config.backupFolder : resolve(options.out)
  if (folder === null) {
    throw new DomainError('invalid', 'TITIK_BACKUPS is off: name a folder with --out DIR')
  }
  const backup = await createBackup({
    databasePath: config.databasePath,
    folder,
    reserveBytes: config.diskLowBytes,
    zone: config.timezone,
    kept: { daily: options.keepDaily, weekly: options.keepWeekly },
    now: deps.now(),
  })
  deps.writeOut(options.json === true ? `${JSON.stringify(backup)}\n` : toText(backup))
}

export const createBackupCommand = (deps: OperationDeps): Command =>
  new Command('backup')
    .description('copy the database, also while the server runs, check the copy, delete old ones')
    .option('--out <dir>', 'folder of the copies (default: TITIK_BACKUPS)')
    .option(
      '--keep-daily <count>',
      'days of which the newest copy is kept',
      toCount(1),
      backupsKept.daily,
    )
    .option(
      '--keep-weekly <count>',
      'weeks before these of which the newest copy is kept',
      toCount(0),
      backupsKept.weekly,
    )
    .option('--json', 'print the result as JSON')
    .option('--env-file <file>', 'read settings from this file too')
    .action((options: BackupOptions) => runOperation(deps, () => runBackup(options, deps)))
