/** `titik outage`: what people say about outages: cause, parts, notes, acknowledgement, and their history. */
import { Command } from 'commander'
import { parseCause } from '../domain/people/outage-change.ts'
import { createHistoryStore } from '../store/history-store.ts'
import { createOutageChangeStore, type OutageRecord } from '../store/outage-change-store.ts'
import type { AuditRow } from '../store/audit-store.ts'
import type { InventoryDeps, InventorySource } from './inventory-deps.ts'
import {
  createPeopleCommand,
  parseId,
  parseWhen,
  runPeople,
  showAt,
  toOrder,
  withReason,
  type PeopleOptions,
} from './people-command.ts'

interface ListOptions extends PeopleOptions {
  readonly all?: boolean
  readonly limit: string
}

interface SplitOptions extends PeopleOptions {
  readonly at: string
}

const showOutage = (outage: OutageRecord, { timeZone }: InventorySource): string =>
  [
    `outage ${String(outage.id)}  ${outage.hotspotId ?? `uplink ${outage.uplinkId ?? ''}`}`,
    `  ${outage.severity}, layer ${outage.layer}, ${outage.reason}`,
    `  from ${showAt(outage.startedAt, timeZone)} to ${showAt(outage.endedAt, timeZone)}`,
    `  cause ${outage.cause}`,
    ...outage.parts.map((part) => `  from ${showAt(part.from, timeZone)}: ${part.cause}`),
  ].join('\n')

const showHistory = (rows: readonly AuditRow[], zone: string): string =>
  rows
    .map(
      (row) =>
        `${showAt(row.at, zone)}  ${row.who}  ${row.action}  ${row.before ?? '–'} → ${row.after ?? '–'}  (${row.why ?? ''})`,
    )
    .join('\n')

const createList = (deps: InventoryDeps): Command =>
  createPeopleCommand('list', 'list outages, newest first; the open ones unless --all is given')
    .option('--all', 'also those that have ended')
    .option('--limit <n>', 'how many at most', '50')
    .action((options: ListOptions) => {
      runPeople(
        deps,
        options,
        ({ db }) => {
          const state = options.all === true ? 'all' : 'open'
          return createHistoryStore(db).listOutages({ state, limit: parseId(options.limit) || 1 })
        },
        (outages, { timeZone }) =>
          outages.length === 0
            ? 'no outages'
            : outages
                .map((one) =>
                  [
                    String(one.id).padStart(6),
                    (one.hotspotId ?? `uplink ${one.uplinkId ?? ''}`).padEnd(28),
                    one.severity.padEnd(9),
                    one.cause.padEnd(13),
                    showAt(one.startedAt, timeZone),
                    '–',
                    one.endedAt === null ? 'open' : showAt(one.endedAt, timeZone),
                  ].join(' '),
                )
                .join('\n'),
      )
    })

const createShow = (deps: InventoryDeps): Command =>
  createPeopleCommand('show', 'show one outage with its notes and every change')
    .argument('<id>')
    .action((id: string, options: PeopleOptions) => {
      runPeople(
        deps,
        options,
        ({ db }) => {
          const store = createOutageChangeStore(db)
          const key = parseId(id)
          const outage = store.getOutage(key)
          return { outage, notes: store.listNotes(key), history: store.listHistory(key) }
        },
        ({ outage, notes, history }, source) =>
          [
            showOutage(outage, source),
            ...notes.map(
              (note) => `  ${showAt(note.at, source.timeZone)} ${note.who}: ${note.text}`,
            ),
            showHistory(history, source.timeZone),
          ].join('\n'),
      )
    })

const createCause = (deps: InventoryDeps): Command =>
  withReason(createPeopleCommand('cause', 'set the cause of a whole outage'))
    .argument('<id>')
    .argument('<cause>')
    .action((id: string, cause: string, options: PeopleOptions) => {
      runPeople(
        deps,
        options,
        ({ db }, now) =>
          createOutageChangeStore(db).setCause(
            parseId(id),
            parseCause(cause),
            toOrder(options, now),
          ),
        showOutage,
      )
    })

const createSplit = (deps: InventoryDeps): Command =>
  withReason(createPeopleCommand('split', 'another cause from an instant on'))
    .argument('<id>')
    .argument('<cause>')
    .requiredOption('--at <instant>', 'when the cause changed, e.g. 2026-10-05T14:00')
    .action((id: string, cause: string, options: SplitOptions) => {
      runPeople(
        deps,
        options,
        ({ db, timeZone }, now) => {
          const from = parseWhen('--at', options.at, timeZone, now)
          const part = { from, cause: parseCause(cause) }
          return createOutageChangeStore(db).split(parseId(id), part, toOrder(options, now))
        },
        showOutage,
      )
    })

const createNote = (deps: InventoryDeps): Command =>
  createPeopleCommand('note', 'add a note for colleagues')
    .argument('<id>')
    .argument('<text>')
    .requiredOption('--by <name>', 'who writes it')
    .action((id: string, text: string, options: PeopleOptions) => {
      runPeople(
        deps,
        options,
        ({ db }, now) => {
          const store = createOutageChangeStore(db)
          store.addNote(parseId(id), text, toOrder(options, now))
          return store.listNotes(parseId(id))
        },
        (notes, { timeZone }) =>
          notes.map((note) => `${showAt(note.at, timeZone)} ${note.who}: ${note.text}`).join('\n'),
      )
    })

const createAcknowledge = (deps: InventoryDeps): Command =>
  createPeopleCommand('acknowledge', 'say that somebody is on it')
    .argument('<id>')
    .requiredOption('--by <name>', 'who is on it')
    .action((id: string, options: PeopleOptions) => {
      runPeople(
        deps,
        options,
        ({ db }, now) =>
          createOutageChangeStore(db).acknowledge(parseId(id), toOrder(options, now)),
        showOutage,
      )
    })

export const createOutageCommand = (deps: InventoryDeps): Command =>
  new Command('outage')
    .description('causes, parts, notes and history of outages')
    .addCommand(createList(deps))
    .addCommand(createShow(deps))
    .addCommand(createCause(deps))
    .addCommand(createSplit(deps))
    .addCommand(createNote(deps))
    .addCommand(createAcknowledge(deps))
