#!/usr/bin/env node
/** The `titik` command: everything an administrator can do without a browser. */
import { Command } from 'commander'
import { readConfig } from '../config.ts'
import { openDatabase } from '../store/database.ts'
import { version } from '../version.ts'
import { createBackupCommand } from './backup-command.ts'
import { createContractCommand } from './contract-command.ts'
import { createDoctorCommand } from './doctor-command.ts'
import { createExportCommand } from './export-command.ts'
import { createImportCommand } from './import-command.ts'
import { readCity } from './inventory-city.ts'
import type { InventoryDeps } from './inventory-deps.ts'
import { createMaintenanceCommand } from './maintenance-command.ts'
import type { OperationDeps } from './operation-deps.ts'
import { createOutageCommand } from './outage-command.ts'
import { createProbeCommand } from './probe-command.ts'
import { createRestoreCommand } from './restore-command.ts'
import { createRollupCommand } from './rollup-command.ts'
import { createServeCommand } from './serve-command.ts'

const deps: Omit<OperationDeps, 'readConfig'> = {
  now: Date.now,
  writeOut: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
  setExitCode: (code) => {
    process.exitCode = code
  },
}

const operationDeps: OperationDeps = { ...deps, readConfig }

const inventoryDeps: InventoryDeps = {
  ...deps,
  open: (envFile) => {
    const config = readConfig(envFile)
    const city = readCity(config.areasFile)
    return { db: openDatabase(config.databasePath), timeZone: config.timezone, ...city }
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
  .addCommand(createContractCommand(inventoryDeps))
  .addCommand(createRollupCommand(operationDeps))
  .addCommand(createBackupCommand(operationDeps))
  .addCommand(createRestoreCommand(operationDeps))
  .addCommand(createDoctorCommand(operationDeps))
  .addCommand(createProbeCommand())
  .parseAsync()
