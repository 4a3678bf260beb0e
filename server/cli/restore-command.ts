/** `titik restore`: puts a backup in the place of the database, and keeps the present one aside. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command } from 'commander'
import { restoreBackup } from '../store/backup/restore.ts'
import { runOperation, type OperationDeps } from './operation-deps.ts'

interface RestoreOptions {
  readonly yes?: boolean
  readonly json?: boolean
  readonly envFile?: string
}

const runRestore = async (
  fileText: string,
  options: RestoreOptions,
  deps: OperationDeps,
): Promise<void> => {
  const { databasePath } = deps.readConfig(options.envFile)
  const file = resolve(fileText)
  const isDryRun = options.yes !== true && existsSync(databasePath)
  const { version, tables, aside } = await restoreBackup({
    file,
    databasePath,
    now: deps.now(),
    isDryRun,
  })
  if (isDryRun) deps.setExitCode(1)
  if (options.json === true) {
    deps.writeOut(`${JSON.stringify({ restored: !isDryRun, file, version, tables, aside })}\n`)
    return
  }
  const count = (table: string): string => `${String(tables[table] ?? 0)} ${table}s`
  deps.writeOut(
    `${file} is whole: ${['hotspot', 'flip', 'outage', 'sample'].map(count).join(', ')}\n`,
  )
  if (isDryRun) {
    deps.writeOut(`nothing was changed: --yes puts it in the place of ${databasePath}\n`)
    return
  }
  deps.writeOut(`it is now ${databasePath}\n`)
  if (aside !== null) deps.writeOut(`what was there is kept as ${aside}\n`)
  deps.writeOut(
    'next: "titik doctor", then start the server. The time since the backup reads as unknown.\n',
  )
}

export const createRestoreCommand = (deps: OperationDeps): Command =>
  new Command('restore')
    .description(
      'check a backup and put it in the place of the database; the server must be stopped',
    )
    .argument('<file>', 'a backup; a copy made by hand may have its -wal file beside it')
    .option('--yes', 'replace the database that is there; it is kept aside')
    .option('--json', 'print the result as JSON')
    .option('--env-file <file>', 'read settings from this file too')
    .addHelpText('after', '\nExit code: 0 restored, 1 not restored.')
    .action((file: string, options: RestoreOptions) =>
      runOperation(deps, () => runRestore(file, options, deps)),
    )
