/** `titik import`: shows what a file would change in the inventory, and with `--apply` changes it. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { Command } from 'commander'
import { DomainError } from '../domain/error.ts'
import { isClean, isUsable, planImport } from '../domain/inventory/plan-import.ts'
import type { ImportPlan } from '../domain/inventory/plan-import.ts'
import { startOfDay } from '../domain/zone.ts'
import { createInventoryStore } from '../store/inventory-store.ts'
import { toImportJson, toImportText } from './import-report.ts'
import type { ImportOutcome } from './import-report.ts'
import { withInventory } from './inventory-deps.ts'
import type { InventoryDeps, InventorySource } from './inventory-deps.ts'

interface ImportOptions {
  readonly apply?: boolean
  readonly partial?: boolean
  readonly uplinks?: string
  readonly by: string
  readonly json?: boolean
  readonly envFile?: string
}

const readText = (file: string): string => {
  const bytes = readFileSync(file === '-' ? 0 : file)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new DomainError('invalid', `${file} is not UTF-8 text: save it as CSV UTF-8`)
  }
}

const readOptional = (file: string | undefined): string | null =>
  file === undefined ? null : readText(file)

const isAllowed = (plan: ImportPlan, options: ImportOptions): boolean =>
  isClean(plan) || (options.partial === true && isUsable(plan))

const toOutcome = (plan: ImportPlan, options: ImportOptions): ImportOutcome => {
  if (!isAllowed(plan, options)) return 'refused'
  return options.apply === true ? 'applied' : 'dry_run'
}

const runImport = (
  { db, areas, kinds, timeZone }: InventorySource,
  file: string | undefined,
  options: ImportOptions,
  deps: InventoryDeps,
): void => {
  if (file === undefined && options.uplinks === undefined) {
    throw new DomainError('invalid', 'nothing to import: give a FILE, --uplinks FILE, or both')
  }
  const store = createInventoryStore(db)
  const files = { hotspots: readOptional(file), uplinks: readOptional(options.uplinks) }
  const plan = planImport(files, store.readInventory(), { areas, kinds, timeZone })
  const outcome = toOutcome(plan, options)
  if (outcome === 'applied') {
    const now = deps.now()
    const names = [file, options.uplinks].filter((name) => name !== undefined)
    const why = `import ${names.map((name) => basename(name)).join(', ')}`
    store.applyImport(plan, { now, today: startOfDay(timeZone, now), who: options.by, why })
  }
  deps.writeOut(options.json === true ? toImportJson(plan, outcome) : toImportText(plan, outcome))
  if (outcome === 'refused') deps.setExitCode(1)
}

export const createImportCommand = (deps: InventoryDeps): Command =>
  new Command('import')
    .description('compare a CSV file with the inventory; a dry run unless --apply is given')
    .argument('[file]', 'hotspots as CSV, comma or semicolon; - reads standard input')
    .option('--apply', 'write what the dry run shows')
    .option('--partial', 'leave out rejected rows and unknown columns instead of refusing the file')
    .option('--uplinks <file>', 'uplinks as CSV: id,name,provider,gateway,link_tcp_port')
    .option('--by <name>', 'who changes the inventory, for the audit', 'cli')
    .option('--json', 'print the result as JSON')
    .option('--env-file <file>', 'read settings from this file too')
    .action((file: string | undefined, options: ImportOptions) => {
      withInventory(deps, options.envFile, (source) => runImport(source, file, options, deps))
    })
