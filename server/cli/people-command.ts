/** What the commands that record people's decisions share: who, why, when, and how they end. */
import { Command } from 'commander'
import { DomainError } from '../domain/error.ts'
import { parseInstant } from '../domain/instant.ts'
import type { ChangeOrder } from '../domain/people/order.ts'
import { withInventory, type InventoryDeps, type InventorySource } from './inventory-deps.ts'

export interface PeopleOptions {
  readonly by?: string
  readonly why?: string
  readonly json?: boolean
  readonly envFile?: string
}

/** A sub-command with the options that every one of them takes. */
export const createPeopleCommand = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .option('--json', 'print the result as JSON')
    .option('--env-file <file>', 'read settings from this file too')

/** Adds `--by` and `--why`, which a change needs. */
export const withReason = (command: Command): Command =>
  command
    .requiredOption('--by <name>', 'who decides this')
    .requiredOption('--why <text>', 'the reason, for the history')

export const toOrder = (options: PeopleOptions, now: number): ChangeOrder => ({
  at: now,
  who: options.by ?? '',
  why: options.why ?? '',
})

/** @throws DomainError `invalid` that names the option */
export const parseId = (text: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw new DomainError('invalid', `id: "${text}" is not a number`)
  return Number(text)
}

/**
 * An instant of the command line; `now` is one too.
 *
 * @throws DomainError `invalid` that names the option
 */
export const parseWhen = (option: string, text: string, zone: string, now: number): number => {
  const at = text === 'now' ? now : parseInstant(text, zone)
  if (at !== undefined) return at
  throw new DomainError(
    'invalid',
    `${option}: "${text}" is no instant; write 2026-10-05T14:00 (clock of ${zone}), ISO 8601 with an offset, or now`,
  )
}

/** Runs on the open database; `show` turns the result into text for people. */
export const runPeople = <T>(
  deps: InventoryDeps,
  options: PeopleOptions,
  work: (source: InventorySource, now: number) => T,
  show: (result: T, source: InventorySource) => string,
): void => {
  withInventory(deps, options.envFile, (source) => {
    const result = work(source, deps.now())
    const text = options.json === true ? JSON.stringify(result) : show(result, source)
    deps.writeOut(`${text}\n`)
  })
}

/** An instant for people: the zone's clock with its offset named. */
export const showAt = (at: number | null, zone: string): string => {
  if (at === null) return '–'
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    dateStyle: 'medium',
    timeStyle: 'medium',
  })
  return format.format(at)
}
