/** Wires the rooms into one running program, and ends it in order. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createProbeRunner } from '../probes/runner.ts'
import type { Config } from './config.ts'
import { startOfDay } from './domain/zone.ts'
import { startHttpServer } from './http/app.ts'
import type { Log } from './log.ts'
import { Monitor } from './monitor/monitor.ts'
import { Recorder } from './monitor/record.ts'
import { findConcurrency } from './monitor/resources.ts'
import { packageRoot } from './package-root.ts'
import { openDatabase, type Db } from './store/database.ts'
import { lockInstance } from './store/instance-lock.ts'
import { createInventoryStore } from './store/inventory-store.ts'
import { createLiveState, type LiveState } from './store/live.ts'
import { createRecordStore } from './store/record-store.ts'
import { version } from './version.ts'

export interface Running {
  /** Where the pages are, e.g. `http://127.0.0.1:8080`. */
  readonly url: string
  readonly live: LiveState
  /** Ends rounds, probes, streams and the database; at most about four seconds. */
  readonly stop: () => Promise<void>
}

const schematicAreas = 'data/depok/areas-schematic.geojson'

/** First instant of the local day that holds `at`, epoch ms. Local days begin rarely: the newest answer is kept. */
export const createDayOf = (timezone: string) => {
  let from = 0
  let until = 0
  return (at: number): number => {
    if (at < from || at >= until) {
      from = startOfDay(timezone, at)
      // Days have 23 to 25 hours: 26 after its beginning it is the next day everywhere.
      until = startOfDay(timezone, from + 26 * 3_600_000)
    }
    return from
  }
}

const startMonitor = (config: Config, db: Db, live: LiveState, log: Log) => {
  const inventory = createInventoryStore(db)
  const monitor = new Monitor({
    recorder: new Recorder({
      store: createRecordStore(db),
      live,
      dayOf: createDayOf(config.timezone),
    }),
    live,
    runner: createProbeRunner({ policy: config.policy, now: Date.now }),
    witnesses: config.witnesses,
    loadInventory: () => ({
      hotspots: inventory.listHotspots(),
      uplinks: inventory.listUplinks(),
      checks: inventory.listChecks(),
    }),
    findRevision: inventory.findRevision,
    timezone: config.timezone,
    defaultSchedule: config.round,
    confirmIntervalMs: config.confirmIntervalMs,
    concurrency: findConcurrency(),
    now: Date.now,
    monotonicMs: () => performance.now(),
    log,
  })
  monitor.start()
  return monitor
}

const startPages = (config: Config, db: Db, live: LiveState, log: Log) =>
  startHttpServer(
    {
      db,
      live,
      now: Date.now,
      settings: {
        timezone: config.timezone,
        publicOrigin: config.publicOrigin,
        trustedProxies: config.trustedProxies,
        tileUrl: config.tileUrl,
        tileAttribution: config.tileAttribution,
        isDemo: config.isDemo,
        version,
      },
      areasGeojson: readFileSync(
        config.areasFile === null ? join(packageRoot, schematicAreas) : resolve(config.areasFile),
        'utf8',
      ),
      webRoot: join(packageRoot, 'web/dist'),
      log,
    },
    { host: config.host, port: config.port },
  )

/**
 * Starts probing and serving.
 *
 * @throws when the database, the area file or the listening address cannot be used; nothing is left running then
 */
export const serve = async (config: Config, log: Log): Promise<Running> => {
  const unlock = lockInstance(config.databasePath)
  let db: Db | undefined
  try {
    const opened = (db = openDatabase(config.databasePath))
    const live = createLiveState()
    const monitor = startMonitor(config, opened, live, log)
    const server = await startPages(config, opened, live, log).catch(async (error: unknown) => {
      await monitor.stop()
      throw error
    })
    log.info({ url: server.url, database: config.databasePath }, 'titik is serving')
    void monitor.runNow()
    return {
      url: server.url,
      live,
      stop: async () => {
        await monitor.stop()
        await server.close()
        opened.close()
        unlock()
        log.info({}, 'titik has stopped')
      },
    }
  } catch (error) {
    db?.close()
    unlock()
    throw error
  }
}
