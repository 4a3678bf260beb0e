/** The whole straight line for journeys: a city on loopback, the program that watches it, and its public answers. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { parseConfig } from '../../server/config.ts'
import { createLog } from '../../server/log.ts'
import { serve, type Running } from '../../server/serve.ts'
import { openDatabase } from '../../server/store/database.ts'
import type { Action } from '../field/action.ts'
import { importInventory } from '../field/demo-city.ts'
import { createField, type Field } from '../field/field.ts'
import { readDepokInventory, toWitnessSettings, type FieldInventory } from '../field/inventory.ts'
import { fieldNetwork } from '../field/plan.ts'

export interface WatchedCityOptions {
  /** Default: all 132 places. */
  readonly inventory?: FieldInventory
  /** Default every two seconds. */
  readonly round?: string
  /** Default 500. */
  readonly confirmIntervalMs?: number
}

/** A hotspot, outage or summary as the API sends it; only what journeys look at. */
export interface HotspotAnswer {
  readonly id: string
  readonly health: string
  readonly healthSince: number | null
  readonly healthReason: string | null
  readonly layers: readonly { readonly layer: string; readonly health: string }[]
}

export interface OutageAnswer {
  readonly id: number
  readonly hotspotId: string | null
  readonly uplinkId: string | null
  readonly uplinkOutageId: number | null
  readonly severity: string
  readonly layer: string
  readonly reason: string
  readonly startedAt: number
  readonly endedAt: number | null
  readonly endReason: string | null
}

export interface SummaryAnswer {
  readonly counts: Readonly<Record<string, number>>
  readonly blind: { readonly since: number; readonly tiers: readonly string[] } | null
}

export interface StoredSample {
  readonly at: number
  readonly isDown: boolean
}

export interface WatchedCity {
  readonly field: Field
  readonly running: Running
  readonly act: (action: Action) => Promise<void>
  /** Resolves at the first commit after which the condition holds; the program's own news, no waiting time. */
  readonly until: (condition: () => boolean) => Promise<void>
  /** Reads again after every live event until the answer is as wanted: what an open page would come to show. */
  readonly untilAnswer: <T>(read: () => Promise<T>, holds: (answer: T) => boolean) => Promise<T>
  /** Hotspots with this confirmed health, as the recorder has them. */
  readonly count: (health: string) => number
  readonly getHotspot: (id: string) => Promise<HotspotAnswer>
  readonly listOutages: (query?: string) => Promise<OutageAnswer[]>
  readonly getSummary: () => Promise<SummaryAnswer>
  /** Samples of one layer of a hotspot, oldest first, straight from the file. */
  readonly readSamples: (id: string, layer: string) => StoredSample[]
  readonly countFlips: (id: string) => number
  /** Ends the program alone; the file stays. */
  readonly stopServer: () => Promise<void>
  readonly close: () => Promise<void>
}

const readJson = async <T>(url: string): Promise<T> => {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`${url}: ${String(answer.status)}`)
  return (await answer.json()) as T
}

const createUntil =
  ({ live }: Running) =>
  (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      if (condition()) {
        resolve()
        return
      }
      const stop = live.subscribe(() => {
        if (!condition()) return
        stop()
        resolve()
      })
    })

/** Calls back for every piece of the event stream; resolves when the stream is open. */
const openEvents = async (url: string, onEvent: () => void): Promise<() => void> => {
  const ending = new AbortController()
  const answer = await fetch(`${url}/api/v1/events`, { signal: ending.signal })
  const stream = answer.body
  if (stream === null) throw new Error('no event stream')
  const read = async (): Promise<void> => {
    for await (const _piece of stream) onEvent()
  }
  read().catch(() => undefined)
  return () => ending.abort()
}

const createEvents = async (url: string) => {
  const listeners = new Set<() => void>()
  const close = await openEvents(url, () => {
    for (const listener of listeners) listener()
  })
  const untilAnswer = async <T>(
    read: () => Promise<T>,
    holds: (answer: T) => boolean,
  ): Promise<T> => {
    while (true) {
      const event = new Promise<void>((resolve) => {
        const listener = (): void => {
          listeners.delete(listener)
          resolve()
        }
        listeners.add(listener)
      })
      const answer = await read()
      if (holds(answer)) return answer
      await event
    }
  }
  return { untilAnswer, close }
}

const createReader = (path: string) => {
  const db = new Database(path, { readonly: true })
  const samples = db.prepare<[string, string], { at: number; result: number }>(
    `SELECT s.at, s.result FROM sample s JOIN hotspot_check c ON c.key = s.check_key
     JOIN hotspot h ON h.key = c.hotspot_key WHERE h.id = ? AND c.layer = ? ORDER BY s.at`,
  )
  const flips = db
    .prepare<[string], number>(
      'SELECT count(*) FROM flip f JOIN hotspot h ON h.key = f.hotspot_key WHERE h.id = ?',
    )
    .pluck()
  return {
    readSamples: (id: string, layer: string): StoredSample[] =>
      samples.all(id, layer).map(({ at, result }) => ({ at, isDown: result < 0 && result > -100 })),
    countFlips: (id: string): number => flips.get(id) ?? 0,
    close: () => db.close(),
  }
}

/** Opens the city, imports it and lets the program watch it; resolves when every hotspot is confirmed `up`. */
export const watchCity = async (options: WatchedCityOptions = {}): Promise<WatchedCity> => {
  const inventory = options.inventory ?? readDepokInventory()
  const folder = mkdtempSync(join(tmpdir(), 'titik-journey-'))
  const path = join(folder, 'titik.sqlite')
  const field = await createField({ sites: inventory.sites })
  const db = openDatabase(path)
  importInventory(db, inventory, field, 'Asia/Jakarta')
  db.close()
  const witnesses = toWitnessSettings(field)
  const config = parseConfig({
    TITIK_PORT: '0',
    TITIK_DATABASE: path,
    TITIK_ROUND: options.round ?? '*/2 * * * * *',
    TITIK_CONFIRM_INTERVAL_MS: String(options.confirmIntervalMs ?? 500),
    TITIK_WITNESSES_NEAR: witnesses.near,
    TITIK_WITNESSES_FAR: witnesses.far,
    TITIK_ALLOWED_TARGETS: fieldNetwork,
  })
  const running = await serve(config, createLog('error'))
  const reader = createReader(path)
  const { url, live } = running
  const count = (health: string): number =>
    [...live.hotspots.values()].filter((status) => status.health === health).length
  const until = createUntil(running)
  const events = await createEvents(url)
  let isStopped = false
  const stopServer = async (): Promise<void> => {
    events.close()
    if (!isStopped) await running.stop()
    isStopped = true
  }
  await until(() => count('up') === inventory.sites.length)
  return {
    ...{ field, running, act: field.apply, until, count, stopServer },
    untilAnswer: events.untilAnswer,
    getHotspot: (id) => readJson(`${url}/api/v1/hotspots/${id}`),
    listOutages: async (query = '') =>
      (await readJson<{ items: OutageAnswer[] }>(`${url}/api/v1/outages?limit=1000${query}`)).items,
    getSummary: () => readJson(`${url}/api/v1/summary`),
    readSamples: reader.readSamples,
    countFlips: reader.countFlips,
    close: async () => {
      await stopServer()
      reader.close()
      await field.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
