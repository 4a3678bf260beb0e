/** Wires the rooms into one running program, and ends it in order. */
import { readFileSync, statfsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { createProbeRunner } from '../probes/runner.ts'
import type { Config } from './config.ts'
import type { HoursContext } from './domain/ledger/dated-facts.ts'
import { parseDefaultHours } from './domain/service-hours/default-hours.ts'
import { parseHolidays } from './domain/service-hours/holidays.ts'
import { startOfDay } from './domain/zone.ts'
import { startHttpServer } from './http/app.ts'
import type { Log } from './log.ts'
import { createClockJobs } from './monitor/clock-jobs.ts'
import { createBackupJob } from './monitor/jobs/backup.ts'
import { createPruneJob } from './monitor/jobs/prune.ts'
import { Monitor } from './monitor/monitor.ts'
import { Recorder } from './monitor/record.ts'
import { findConcurrency } from './monitor/resources.ts'
import { packageRoot } from './package-root.ts'
import type { Db } from './store/database.ts'
import { openForServing } from './store/inspection-store.ts'
import { lockInstance } from './store/instance-lock.ts'
import { createInventoryStore } from './store/inventory-store.ts'
import { createLiveState, type LiveState } from './store/live.ts'
import { createRecordStore } from './store/record-store.ts'
import { createRetentionStore } from './store/retention-store.ts'
import { version } from './version.ts'

export interface Running {
  /** Where the pages are, e.g. `http://127.0.0.1:8080`. */
  readonly url: string
  readonly live: LiveState
  /** Ends rounds, probes, streams and the database; at most about four seconds. */
  readonly stop: () => Promise<void>
}

const schematicAreas = 'data/depok/areas-schematic.geojson'
const cityHolidays = 'data/depok/holidays.csv'
const cityHours = 'data/depok/service-hours.json'

/** A file of the operator's, or else the one that the city came with. */
const readGiven = (file: string | null, own: string): string =>
  readFileSync(file === null ? join(packageRoot, own) : resolve(file), 'utf8')

const readHours = (config: Config): HoursContext => ({
  calendar: {
    zone: config.timezone,
    holidays: parseHolidays(readGiven(config.holidaysFile, cityHolidays)),
  },
  defaultHours: parseDefaultHours(JSON.parse(readGiven(config.serviceHoursFile, cityHours))),
})

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

/** Bytes that may still be written into `folder` by anybody but the system. */
const readFreeBytes = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

const monotonicMs = (): number => performance.now()

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
    disk: {
      readFreeBytes: () => readFreeBytes(dirname(config.databasePath)),
      lowBytes: config.diskLowBytes,
    },
    now: Date.now,
    monotonicMs,
    log,
  })
  monitor.start()
  return monitor
}

const startClockJobs = (config: Config, db: Db, monitor: Monitor, log: Log) => {
  const { timezone, databasePath, backupFolder: folder, diskLowBytes: reserveBytes } = config
  const now = Date.now
  const { findFact, setFact, inTransaction } = createRecordStore(db)
  const whenQuiet = (): Promise<void> => monitor.whenQuiet()
  const prune = { store: createRetentionStore(db), timezone, whenQuiet, now, monotonicMs }
  const jobs = createClockJobs({
    jobs: [
      ...(folder === null
        ? []
        : [createBackupJob({ databasePath, folder, reserveBytes, timezone, now })]),
      createPruneJob(prune),
    ],
    timezone,
    findFact,
    setFact: (name, value) => {
      inTransaction(() => {
        setFact(name, value)
      })
    },
    now,
    monotonicMs,
    log,
  })
  jobs.start()
  return jobs
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
      hours: readHours(config),
      areasGeojson: readGiven(config.areasFile, schematicAreas),
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
    const opened = (db = openForServing(config.databasePath))
    const live = createLiveState()
    const monitor = startMonitor(config, opened, live, log)
    const server = await startPages(config, opened, live, log).catch(async (error: unknown) => {
      await monitor.stop()
      throw error
    })
    const jobs = startClockJobs(config, opened, monitor, log)
    log.info({ url: server.url, database: config.databasePath }, 'titik is serving')
    void monitor.runNow()
    return {
      url: server.url,
      live,
      stop: async () => {
        await Promise.all([jobs.stop(), monitor.stop()])
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
