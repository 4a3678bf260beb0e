#!/usr/bin/env node
/** The `titik` command: everything an administrator can do without a browser. */
import { Command } from 'commander'
import { readConfig } from '../config.ts'
import { openDatabase } from '../store/database.ts'
import { version } from '../version.ts'
import { createExportCommand } from './export-command.ts'
import { createImportCommand } from './import-command.ts'
import { readCity } from './inventory-city.ts'
import type { InventoryDeps } from './inventory-deps.ts'
import { createMaintenanceCommand } from './maintenance-command.ts'
import { createOutageCommand } from './outage-command.ts'
import { createProbeCommand } from './probe-command.ts'
import { createServeCommand } from './serve-command.ts'

const inventoryDeps: InventoryDeps = {
  open: (envFile) => {
    const config = readConfig(envFile)
    const city = readCity(config.areasFile)
    return { db: openDatabase(config.databasePath), timeZone: config.timezone, ...city }
  },
  now: Date.now,
  writeOut: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
  setExitCode: (code) => {
    process.exitCode = code
  },
}

await new Command('titik')
  .description("Inventory and uptime monitor of a city's public Wi-Fi")
  .version(version)
  .showHelpAfterError('(titik --help lists the commands)')
  .addCommand(createServeCommand())
  .addCommand(createImportCommand(inventoryDeps))
  .addCommand(createExportCommand(inventoryDeps))
  .addCommand(createOutageCommand(inventoryDeps))
  .addCommand(createMaintenanceCommand(inventoryDeps))
  .addCommand(createProbeCommand())
  .parseAsync()
