/** `titik contract`: terms with providers, as the ledger follows them. */
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { contractColumns, parseContracts } from '../domain/people/contract-file.ts'
import { createContractStore, type Contract } from '../store/contract-store.ts'
import type { InventoryDeps } from './inventory-deps.ts'
import {
  createPeopleCommand,
  runPeople,
  showAt,
  toOrder,
  withReason,
  type PeopleOptions,
} from './people-command.ts'

const showContract = (contract: Contract, zone: string): string =>
  [
    contract.id.padEnd(24),
    contract.provider.padEnd(24),
    (contract.number ?? '–').padEnd(16),
    `from ${showAt(contract.validFrom, zone)}`,
    contract.validTo === null ? 'open end' : `to ${showAt(contract.validTo, zone)}`,
    contract.slaTarget === null ? 'no target' : `target ${String(contract.slaTarget)}`,
  ].join(' ')

const showContracts = (contracts: readonly Contract[], zone: string): string =>
  contracts.length === 0
    ? 'no contracts'
    : contracts.map((contract) => showContract(contract, zone)).join('\n')

const createImport = (deps: InventoryDeps): Command =>
  withReason(
    createPeopleCommand(
      'import',
      `enter or correct contracts from CSV: ${contractColumns.join(',')}`,
    ),
  )
    .argument('<file>')
    .action((file: string, options: PeopleOptions) => {
      runPeople(
        deps,
        options,
        ({ db, timeZone }, now) => {
          const contracts = parseContracts(readFileSync(file, 'utf8'), timeZone)
          const changed = createContractStore(db).saveContracts(contracts, toOrder(options, now))
          return { changed, unchanged: contracts.length - changed }
        },
        ({ changed, unchanged }) => `${String(changed)} changed, ${String(unchanged)} unchanged`,
      )
    })

const createList = (deps: InventoryDeps): Command =>
  createPeopleCommand('list', 'list all contracts').action((options: PeopleOptions) => {
    runPeople(
      deps,
      options,
      ({ db }) => createContractStore(db).listContracts(),
      (contracts, { timeZone }) => showContracts(contracts, timeZone),
    )
  })

export const createContractCommand = (deps: InventoryDeps): Command =>
  new Command('contract')
    .description('terms with providers: validity, fee, target, excused and owed causes')
    .addCommand(createImport(deps))
    .addCommand(createList(deps))
