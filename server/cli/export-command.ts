/** `titik export`: the inventory as a file that `titik import` reads back without a change. */
import { writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { DomainError } from '../domain/error.ts'
import type { HotspotRecord } from '../domain/inventory/hotspot-record.ts'
import { hotspotFormat, uplinkFormat } from '../domain/inventory/plan-import.ts'
import { writeFile } from '../domain/inventory/write-file.ts'
import { createInventoryStore } from '../store/inventory-store.ts'
import { withInventory } from './inventory-deps.ts'
import type { InventoryDeps, InventorySource } from './inventory-deps.ts'

interface ExportOptions {
  readonly kecamatan?: string
  readonly kind?: string
  readonly semicolon?: boolean
  readonly uplinks?: string
  readonly json?: boolean
  readonly envFile?: string
}

/** Gateways, contacts and fees never leave the staff side. */
const ownerOnly = { mode: 0o600 }

type Choice = (record: HotspotRecord) => boolean

const toChoice = ({ areas, kinds }: InventorySource, options: ExportOptions): Choice => {
  const { kecamatan, kind } = options
  const name = kecamatan === undefined ? undefined : areas.findKecamatan(kecamatan)?.name
  if (kecamatan !== undefined && name === undefined) {
    throw new DomainError('invalid', `unknown kecamatan: ${kecamatan}`)
  }
  if (kind !== undefined && !kinds.has(kind)) {
    throw new DomainError('invalid', `unknown kind: ${kind}`)
  }
  return (record) =>
    (name === undefined || record.kecamatan === name) &&
    (kind === undefined || record.kind === kind)
}

const runExport = (
  source: InventorySource,
  file: string,
  options: ExportOptions,
  deps: InventoryDeps,
): void => {
  const { hotspots, uplinks } = createInventoryStore(source.db).readInventory()
  const chosen = [...hotspots.values()].filter(toChoice(source, options))
  const style = options.semicolon === true ? 'semicolon' : 'comma'
  const text = writeFile(chosen, hotspotFormat(source.areas), style, source)
  if (options.uplinks !== undefined) {
    writeFileSync(
      options.uplinks,
      writeFile([...uplinks.values()], uplinkFormat, style, source),
      ownerOnly,
    )
  }
  if (options.json === true) deps.writeOut(`${JSON.stringify(chosen)}\n`)
  else if (file === '-') deps.writeOut(text)
  if (file !== '-') writeFileSync(file, text, ownerOnly)
}

export const createExportCommand = (deps: InventoryDeps): Command =>
  new Command('export')
    .description('write the inventory as CSV; importing it again changes nothing')
    .argument('[file]', 'file to write; - is standard output', '-')
    .option('--kecamatan <name>', 'only hotspots of this kecamatan')
    .option('--kind <code>', 'only hotspots of this kind')
    .option('--semicolon', 'semicolons, decimal commas and a byte order mark, for spreadsheets')
    .option('--uplinks <file>', 'write the uplinks to this file too')
    .option('--json', 'print the hotspots as JSON in place of CSV')
    .option('--env-file <file>', 'read settings from this file too')
    .action((file: string, options: ExportOptions) => {
      withInventory(deps, options.envFile, (source) => runExport(source, file, options, deps))
    })
