/** A web application over an empty database and a city made by hand. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Hotspot, HotspotStatus } from '../../server/domain/hotspot.ts'
import type { HttpApp } from '../../server/http/app.ts'
import { createHttpApp, startHttpServer } from '../../server/http/app.ts'
import type { HttpDeps } from '../../server/http/deps.ts'
import type { HttpSettings } from '../../server/http/settings.ts'
import type { EventLimits } from '../../server/http/events.ts'
import { openDatabase } from '../../server/store/database.ts'
import { createLiveState } from '../../server/store/live.ts'

/** 2026-01-15 10:00 in Jakarta. */
export const noon = Date.UTC(2026, 0, 15, 3)

const createHotspot = (facts: Partial<Hotspot> & { id: string }): Hotspot => ({
  key: 1,
  name: `Kelurahan ${facts.id}`,
  kind: 'kelurahan',
  kecamatan: 'Beji',
  kelurahan: 'Kukusan',
  areaCode: '32.76.06.1003',
  postalCode: '16425',
  address: 'Jl. Contoh 1',
  lat: -6.36,
  lon: 106.82,
  coordinateBasis: 'office',
  lifecycle: 'active',
  activeFrom: null,
  provider: 'contoh',
  uplinkId: null,
  ssid: 'WIFI',
  bandwidthMbps: 50,
  serviceHours: null,
  slaTarget: null,
  source: null,
  ...facts,
})

/** An `up` hotspot whose last sample speaks until three minutes after `noon`. */
export const createStatus = (
  id: string,
  status: Partial<HotspotStatus> = {},
  facts: Partial<Hotspot> = {},
): HotspotStatus => ({
  hotspot: createHotspot({ id, ...facts }),
  health: 'up',
  healthSince: noon - 3_600_000,
  healthLayer: null,
  healthReason: null,
  checkedAt: noon,
  staleAt: noon + 180_000,
  layers: [{ layer: 'link', health: 'up', reason: null, checkedAt: noon, latencyMs: 4.25 }],
  monitored: true,
  flapping: false,
  tiers: ['near'],
  openOutageId: null,
  ...status,
})

export const settings: HttpSettings = {
  timezone: 'Asia/Jakarta',
  publicOrigin: null,
  trustedProxies: [],
  tileUrl: null,
  tileAttribution: null,
  isDemo: false,
  version: '0.0.0-test',
}

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly facts: Readonly<Record<string, unknown>>
}

/** A log that keeps its lines. */
export const createMemoryLog = () => {
  const lines: LogLine[] = []
  const write = (level: LogLine['level']) => (facts: object) => {
    lines.push({ level, facts: { ...facts } })
  }
  return {
    lines,
    log: {
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
    },
  }
}

/** Everything that the room needs; `clock.now` is moved by the test. */
const createDeps = (changed: Partial<HttpDeps> = {}) => {
  const clock = { now: noon }
  const { lines, log } = createMemoryLog()
  const deps: HttpDeps = {
    db: openDatabase(':memory:'),
    live: createLiveState(),
    now: () => clock.now,
    settings,
    hours: {
      calendar: { zone: settings.timezone, holidays: new Map() },
      defaultHours: new Map(),
    },
    areasGeojson: '{"type":"FeatureCollection","features":[]}',
    webRoot: mkdtempSync(join(tmpdir(), 'titik-web-')),
    log,
    ...changed,
  }
  return { deps, clock, lines }
}

/** An application without a socket, stopped when the test ends. */
export const createApp = (changed: Partial<HttpDeps> = {}) => {
  const fixture = createDeps(changed)
  const app: HttpApp = createHttpApp(fixture.deps)
  onTestFinished(() => {
    app.stop()
    fixture.deps.db.close()
  })
  return { ...fixture, app, live: fixture.deps.live }
}

/** A server on a free port of loopback, closed when the test ends. */
export const createServer = async (changed: Partial<HttpDeps> = {}, limits?: EventLimits) => {
  const fixture = createDeps(changed)
  const server = await startHttpServer(fixture.deps, { host: '127.0.0.1', port: 0 }, limits)
  onTestFinished(async () => {
    await server.close()
    fixture.deps.db.close()
  })
  return { ...fixture, ...server, live: fixture.deps.live }
}
