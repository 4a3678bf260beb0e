/** `titik maintenance`: planned time, entered before, during or after it. */
import { Command } from 'commander'
import { DomainError } from '../domain/error.ts'
import { parseScope, type Maintenance, type NewMaintenance } from '../domain/people/maintenance.ts'
import { createInventoryStore } from '../store/inventory-store.ts'
import { createMaintenanceStore } from '../store/maintenance-store.ts'
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

interface AddOptions extends PeopleOptions {
  readonly for: string
  readonly from: string
  readonly to?: string
  readonly repeat?: string
  readonly title: string
}

interface EndOptions extends PeopleOptions {
  readonly at: string
}

const showWindow = (window: Maintenance, zone: string): string => {
  const { scope, scopeValue, startsAt, endsAt, recurrence } = window
  const what = scopeValue === null ? scope : `${scope}=${scopeValue}`
  const until = endsAt === null ? 'until ended' : `to ${showAt(endsAt, zone)}`
  const repeat = recurrence === null ? '' : ` repeated ${recurrence}`
  const state = window.cancelledAt === null ? '' : ' (called off)'
  return `${String(window.id).padStart(5)} ${what}  from ${showAt(startsAt, zone)} ${until}${repeat}: ${window.title}${state}`
}

/** A window for something that does not exist would hold for nothing, silently. */
const assertExists = (window: NewMaintenance, { db, areas, kinds }: InventorySource): void => {
  const { scope, scopeValue } = window
  if (scopeValue === null) return
  const inventory = createInventoryStore(db)
  const exists = {
    all: () => true,
    hotspot: () => inventory.findHotspot(scopeValue) !== undefined,
    uplink: () => inventory.listUplinks().some((uplink) => uplink.id === scopeValue),
    kecamatan: () => areas.findKecamatan(scopeValue) !== undefined,
    kind: () => kinds.has(scopeValue),
    provider: () => inventory.listHotspots().some((hotspot) => hotspot.provider === scopeValue),
  }[scope]()
  if (!exists) throw new DomainError('invalid', `for: there is no ${scope} "${scopeValue}"`)
}

const createAdd = (deps: InventoryDeps): Command =>
  withReason(createPeopleCommand('add', 'enter planned time, also afterwards'))
    .requiredOption(
      '--for <scope>',
      'all, or hotspot=ID, kecamatan=NAME, kind=, provider=, uplink=',
    )
    .requiredOption('--from <instant>', 'when it begins; now is an instant too')
    .option('--to <instant>', 'when it ends; without it, until it is ended')
    .option('--repeat <hours>', 'only these times within it, e.g. "Su 01:00-03:00"')
    .requiredOption('--title <text>', 'what is done, as everybody may read it')
    .action((options: AddOptions) => {
      runPeople(
        deps,
        options,
        (source, now) => {
          const { timeZone } = source
          const { to } = options
          const window: NewMaintenance = {
            ...parseScope(options.for),
            startsAt: parseWhen('--from', options.from, timeZone, now),
            endsAt: to === undefined ? null : parseWhen('--to', to, timeZone, now),
            recurrence: options.repeat ?? null,
            title: options.title,
          }
          assertExists(window, source)
          return createMaintenanceStore(source.db).insert(window, toOrder(options, now))
        },
        (window, { timeZone }) => showWindow(window, timeZone),
      )
    })

const createEnd = (deps: InventoryDeps): Command =>
  withReason(createPeopleCommand('end', 'end a window, now or at another instant'))
    .argument('<id>')
    .option('--at <instant>', 'when it ended', 'now')
    .action((id: string, options: EndOptions) => {
      runPeople(
        deps,
        options,
        ({ db, timeZone }, now) => {
          const at = parseWhen('--at', options.at, timeZone, now)
          return createMaintenanceStore(db).end(parseId(id), at, toOrder(options, now))
        },
        (window, { timeZone }) => showWindow(window, timeZone),
      )
    })

const createCancel = (deps: InventoryDeps): Command =>
  withReason(createPeopleCommand('cancel', 'call a window off: it counts nowhere'))
    .argument('<id>')
    .action((id: string, options: PeopleOptions) => {
      runPeople(
        deps,
        options,
        ({ db }, now) => {
          createMaintenanceStore(db).cancel(parseId(id), toOrder(options, now))
          return { cancelled: parseId(id) }
        },
        ({ cancelled }) => `maintenance window ${String(cancelled)} is called off`,
      )
    })

const createList = (deps: InventoryDeps): Command =>
  createPeopleCommand('list', 'list all windows, oldest first').action((options: PeopleOptions) => {
    runPeople(
      deps,
      options,
      ({ db }) => createMaintenanceStore(db).listAll(),
      (windows, { timeZone }) =>
        windows.length === 0
          ? 'no maintenance windows'
          : windows.map((window) => showWindow(window, timeZone)).join('\n'),
    )
  })

export const createMaintenanceCommand = (deps: InventoryDeps): Command =>
  new Command('maintenance')
    .description('planned time: probed all the same, outside of what contracts promise')
    .addCommand(createAdd(deps))
    .addCommand(createEnd(deps))
    .addCommand(createCancel(deps))
    .addCommand(createList(deps))
