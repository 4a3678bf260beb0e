/** A real server over a made city: database, live state and all pages, on a free port of loopback. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HotspotStatus, Outage } from '../../server/domain/hotspot.ts'
import { toSampleCode } from '../../server/domain/result-code.ts'
import { startHttpServer } from '../../server/http/app.ts'
import type { HttpDeps } from '../../server/http/deps.ts'
import type { HttpSettings } from '../../server/http/settings.ts'
import { packageRoot } from '../../server/package-root.ts'
import { openDatabase, type Db } from '../../server/store/database.ts'
import { createLiveState, type LiveState } from '../../server/store/live.ts'
import { createMemoryLog, settings as plainSettings } from '../http/fixture.ts'
import type { MadeCity } from './made-city.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

export interface CityServer {
  readonly url: string
  readonly live: LiveState
  readonly db: Db
  /** Stops listening; what is published meanwhile is not lost. */
  readonly cut: () => Promise<void>
  /** Listens again, at the same address. */
  readonly resume: () => Promise<void>
  readonly close: () => Promise<void>
}

const insertHotspots = (db: Db, statuses: readonly HotspotStatus[]): void => {
  const insertHotspot = db.prepare(
    `INSERT INTO hotspot (key, id, name, kind, coordinate_basis, lifecycle)
     VALUES (?, ?, ?, ?, ?, ?)`,
  )
  const insertFact = db.prepare(
    `INSERT INTO hotspot_fact (hotspot_key, field, valid_from, value) VALUES (?, 'lifecycle', 0, ?)`,
  )
  for (const { hotspot } of statuses) {
    const { key, id, name, kind, coordinateBasis, lifecycle } = hotspot
    insertHotspot.run(key, id, name.slice(0, 200), kind, coordinateBasis, lifecycle)
    insertFact.run(key, lifecycle)
  }
}

const insertOutages = (db: Db, statuses: readonly HotspotStatus[], outages: readonly Outage[]) => {
  const keys = new Map(statuses.map(({ hotspot }) => [hotspot.id, hotspot.key]))
  const insert = db.prepare(
    `INSERT INTO outage (id, hotspot_key, severity, layer, reason, cause, started_at, ended_at, end_reason)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  for (const one of outages) {
    const key = keys.get(one.hotspotId ?? '')
    const spell = [one.startedAt, one.endedAt, one.endReason]
    insert.run(one.id, key, one.severity, one.layer, one.reason, one.cause, ...spell)
  }
}

/** Ninety days of flips and outages, a day of samples and hours: the past of one hotspot. */
const insertPast = (db: Db, { hotspot, health }: HotspotStatus, now: number): void => {
  const flip = db.prepare(
    'INSERT INTO flip (hotspot_key, at, health, layer, reason) VALUES (?, ?, ?, ?, ?)',
  )
  const outage = db.prepare(
    `INSERT INTO outage (hotspot_key, severity, layer, reason, cause, started_at, ended_at, end_reason)
     VALUES (?, ?, 'link', 'timeout', 'provider', ?, ?, 'recovered')`,
  )
  flip.run(hotspot.key, now - 82 * dayMs, 'up', null, null)
  for (const [daysAgo, hours, severity] of [
    [60, 5, 'down'],
    [41, 30, 'down'],
    [33, 2, 'degraded'],
    [12, 1, 'down'],
  ] as const) {
    const start = now - daysAgo * dayMs
    flip.run(hotspot.key, start, severity, 'link', 'timeout')
    flip.run(hotspot.key, start + hours * hourMs, 'up', null, null)
    outage.run(hotspot.key, severity, start, start + hours * hourMs)
  }
  if (health === 'down') flip.run(hotspot.key, now - 2 * hourMs, 'down', 'link', 'timeout')
  insertLatency(db, hotspot.key, now)
}

const insertLatency = (db: Db, hotspotKey: number, now: number): void => {
  const check = db.prepare(
    `INSERT INTO hotspot_check (key, hotspot_key, layer, target) VALUES (?, ?, ?, ?)`,
  )
  const sample = db.prepare('INSERT INTO sample (check_key, at, result) VALUES (?, ?, ?)')
  const hour = db.prepare(
    `INSERT INTO check_hour (check_key, hour, up, down, unknown, sent, lost, sum_us, min_us, max_us)
     VALUES (?, ?, 60, 0, 0, 60, 0, ?, ?, ?)`,
  )
  for (const [offset, layer, target, base] of [
    [1, 'link', '{"host":"192.0.2.1","kind":"tcp","port":80}', 5],
    [2, 'portal', '{"kind":"http","url":"http://192.0.2.1/"}', 40],
  ] as const) {
    const key = hotspotKey * 10 + offset
    check.run(key, hotspotKey, layer, target)
    const from = Math.floor(now / hourMs) * hourMs - 24 * hourMs
    for (let at = from; at < now; at += minuteMs) {
      const minute = (at - from) / minuteMs
      const latencyMs = base * (1 + 0.4 * Math.sin(minute / 90) + 0.1 * Math.sin(minute * 7))
      if (minute < 600 || minute > 660)
        sample.run(key, at, toSampleCode({ outcome: 'up', latencyMs }))
    }
    for (let at = from; at < now; at += hourMs) {
      hour.run(key, at, base * 60_000, base * 600, base * 1600)
    }
  }
}

interface CityServerOptions {
  /** Epoch ms of the server's clock; default the real one. */
  readonly now?: () => number
  readonly settings?: Partial<HttpSettings>
  /** Built files; default those of the last build. */
  readonly webRoot?: string
  /** Witnesses, blind intervals and faults to begin with. */
  readonly begin?: Parameters<LiveState['publish']>[0]
}

/** Starts it; the first five hotspots have a past. */
export const startCityServer = async (
  city: MadeCity,
  options: CityServerOptions = {},
): Promise<CityServer> => {
  const now = options.now ?? (() => Date.now())
  const db = openDatabase(':memory:')
  db.transaction(() => {
    insertHotspots(db, city.statuses)
    insertOutages(db, city.statuses, city.outages)
    for (const status of city.statuses.slice(0, 5)) insertPast(db, status, now())
  })()
  const live = createLiveState()
  const at = now()
  live.publish({
    hotspots: city.statuses,
    outages: city.outages,
    witnesses: [
      { name: 'near-1', tier: 'near', state: 'up', checkedAt: at },
      { name: 'near-2', tier: 'near', state: 'up', checkedAt: at },
      { name: 'far-1', tier: 'far', state: 'down', checkedAt: at },
    ],
    round: {
      schedule: '0 * * * * *',
      scheduledAt: at - 32_000,
      startedAt: at - 32_000,
      finishedAt: at - 28_000,
      checks: city.statuses.length * 2,
      skipped: 0,
    },
    ...options.begin,
  })
  live.setReady(true)
  const deps: HttpDeps = {
    db,
    live,
    now,
    settings: { ...plainSettings, ...options.settings },
    hours: {
      calendar: { zone: plainSettings.timezone, holidays: new Map() },
      defaultHours: new Map(),
    },
    areasGeojson: readFileSync(join(packageRoot, 'data/depok/areas-schematic.geojson'), 'utf8'),
    webRoot: options.webRoot ?? join(packageRoot, 'web/dist'),
    log: createMemoryLog().log,
  }
  let server = await startHttpServer(deps, { host: '127.0.0.1', port: 0 })
  const { url } = server
  return {
    url,
    live,
    db,
    cut: () => server.close(),
    resume: async () => {
      server = await startHttpServer(deps, { host: '127.0.0.1', port: Number(new URL(url).port) })
    },
    close: async () => {
      await server.close()
      db.close()
    },
  }
}
