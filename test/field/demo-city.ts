/** Makes a demo: a city that fails by itself, a database with its history, and a server that watches it. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { readCity } from '../../server/cli/inventory-city.ts'
import { parseConfig, type Config } from '../../server/config.ts'
import { planImport } from '../../server/domain/inventory/plan-import.ts'
import { startOfDay } from '../../server/domain/zone.ts'
import type { Log } from '../../server/log.ts'
import { createDayOf, serve, type Running } from '../../server/serve.ts'
import { openDatabase, type Db } from '../../server/store/database.ts'
import { createInventoryStore } from '../../server/store/inventory-store.ts'
import type { DemoOptions } from './demo-options.ts'
import { createField, type Field } from './field.ts'
import { makeHistory, type History } from './history.ts'
import {
  makeSyntheticInventory,
  readDepokInventory,
  toHotspotsCsv,
  toUplinksCsv,
  toWitnessSettings,
  type FieldInventory,
} from './inventory.ts'
import { fieldNetwork } from './plan.ts'
import { playRandom } from './play.ts'
import { createLatencies } from './weather.ts'

/** Rounds of the demo: three times as often as by default, so that things move. */
const demoRound = '*/20 * * * * *'
const firstPort = 8080
const portsTried = 50

export interface DemoOutput {
  readonly onProgress: (ratio: number) => void
  readonly log: Log
}

export interface Demo {
  readonly url: string
  readonly field: Field
  readonly history: History
  readonly databasePath: string
  /** Settles when the city can no longer be played; rejects with the reason. */
  readonly playing: Promise<void>
}

/** What has to be ended, newest first. */
type Ending = () => Promise<void>

const canListen = (port: number): Promise<boolean> =>
  new Promise((settle) => {
    const trial = createServer()
    trial.on('error', () => settle(false))
    trial.listen({ port, host: '127.0.0.1' }, () => trial.close(() => settle(true)))
  })

const findPort = async (wanted: number | null): Promise<number> => {
  if (wanted !== null) {
    if (await canListen(wanted)) return wanted
    throw new Error(`port ${String(wanted)} is taken: choose another with --port`)
  }
  for (let port = firstPort; port < firstPort + portsTried; port++) {
    if (await canListen(port)) return port
  }
  throw new Error(`no free port from ${String(firstPort)} on: choose one with --port`)
}

interface Folder {
  readonly path: string
  /** Removes a temporary folder; leaves one that was named. */
  readonly clear: () => void
}

const prepareFolder = (data: string | null): Folder => {
  if (data === null) {
    const path = mkdtempSync(join(tmpdir(), 'titik-demo-'))
    return { path, clear: () => rmSync(path, { recursive: true, force: true }) }
  }
  const path = resolve(data)
  if (existsSync(join(path, 'titik.sqlite'))) {
    throw new Error(`${path} holds a database already: a demo begins with a fresh one`)
  }
  return { path, clear: () => undefined }
}

const toConfig = (field: Field, databasePath: string, port: number): Config => {
  const witnesses = toWitnessSettings(field)
  return parseConfig({
    TITIK_PORT: String(port),
    TITIK_DATABASE: databasePath,
    TITIK_ROUND: demoRound,
    TITIK_WITNESSES_NEAR: witnesses.near,
    TITIK_WITNESSES_FAR: witnesses.far,
    TITIK_ALLOWED_TARGETS: fieldNetwork,
    TITIK_DEMO: '1',
  })
}

/** The simulated city has been in service for longer than any history that can be made of it. */
const inServiceMs = 401 * 86_400_000

/**
 * Fills an empty database with the field's inventory.
 *
 * @throws Error when a row is rejected: the field's own inventory has to be right
 */
export const importInventory = (
  db: Db,
  inventory: FieldInventory,
  field: Field,
  timeZone: string,
): void => {
  const store = createInventoryStore(db)
  const files = { hotspots: toHotspotsCsv(inventory, field), uplinks: toUplinksCsv(field) }
  const plan = planImport(files, store.readInventory(), { ...readCity(null), timeZone })
  const now = Date.now()
  const applied = store.applyImport(plan, {
    now,
    today: startOfDay(timeZone, now - inServiceMs),
    who: 'demo',
    why: 'simulated city',
  })
  if (applied.createdHotspots !== inventory.sites.length) {
    throw new Error(
      `only ${String(applied.createdHotspots)} of ${String(inventory.sites.length)} hotspots could be imported`,
    )
  }
}

const fillDatabase = async (
  options: DemoOptions,
  context: { inventory: FieldInventory; field: Field; config: Config; signal: AbortSignal },
  output: DemoOutput,
): Promise<History> => {
  const { inventory, field, config, signal } = context
  const db = openDatabase(config.databasePath)
  try {
    importInventory(db, inventory, field, config.timezone)
    const store = createInventoryStore(db)
    return await makeHistory(
      {
        db,
        inventory: {
          hotspots: store.listHotspots(),
          uplinks: store.listUplinks(),
          checks: store.listChecks(),
        },
        sites: inventory.sites,
        witnesses: config.witnesses,
        seed: options.seed,
        days: options.days,
        until: Date.now,
        dayOf: createDayOf(config.timezone),
        onProgress: output.onProgress,
      },
      signal,
    )
  } finally {
    db.close()
  }
}

const endAll = async (endings: Ending[]): Promise<void> => {
  for (const end of endings.splice(0).reverse()) await end()
}

interface Site {
  readonly options: DemoOptions
  readonly endings: Ending[]
  readonly folder: Folder
}

const build = async (
  { options, endings, folder }: Site,
  output: DemoOutput,
  signal: AbortSignal,
): Promise<Demo> => {
  const port = await findPort(options.port)
  const inventory =
    options.hotspots === null ? readDepokInventory() : makeSyntheticInventory(options.hotspots)
  const drawLatencyMs = createLatencies(options.seed)
  const field = await createField({
    sites: inventory.sites,
    portalDelayMs: (index) => drawLatencyMs(index, Date.now()),
  })
  endings.push(field.close)
  const config = toConfig(field, join(folder.path, 'titik.sqlite'), port)
  const history = await fillDatabase(options, { inventory, field, config, signal }, output)
  const ending = new AbortController()
  const play = { seed: options.seed, from: Date.now(), ongoing: history.active }
  const playing = playRandom({ field, ...play, signal: ending.signal })
  endings.push(async () => {
    ending.abort()
    await playing.catch(() => undefined)
  })
  signal.throwIfAborted()
  const running: Running = await serve(config, output.log)
  endings.push(running.stop)
  return { url: running.url, field, history, databasePath: config.databasePath, playing }
}

/**
 * Prepares a demo; `start` makes and starts everything, `end` undoes it in any state and removes a temporary folder,
 * `abandon` removes that folder at once, for an end that takes too long.
 *
 * @param signal ends the making of history early; `start` then rejects
 * @throws Error when the named folder holds a database already
 */
export const createDemo = (options: DemoOptions, output: DemoOutput, signal: AbortSignal) => {
  const folder = prepareFolder(options.data)
  const endings: Ending[] = []
  return {
    start: (): Promise<Demo> => build({ options, endings, folder }, output, signal),
    end: async (): Promise<void> => {
      try {
        await endAll(endings)
      } finally {
        folder.clear()
      }
    },
    abandon: folder.clear,
  }
}
