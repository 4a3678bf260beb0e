/** A city made up for looking at pages: the real places of Depok, multiplied where more are wanted, in mixed states. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type {
  CoordinateBasis,
  Health,
  Hotspot,
  HotspotStatus,
  LayerStatus,
  Lifecycle,
  Outage,
} from '../../server/domain/hotspot.ts'
import { packageRoot } from '../../server/package-root.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

export interface MadeCity {
  readonly statuses: readonly HotspotStatus[]
  /** Open outages, one for each `down` and `degraded` hotspot. */
  readonly outages: readonly Outage[]
}

type Kind = 'up' | 'degraded' | 'down' | 'unknown' | 'unmonitored' | 'suspended' | 'planned'

/** States by position, so that every run shows the same picture: of 40 neighbours 31 work. */
const pattern: readonly Kind[] = [
  ...Array<Kind>(9).fill('up'),
  'down',
  ...Array<Kind>(8).fill('up'),
  'degraded',
  ...Array<Kind>(6).fill('up'),
  'unknown',
  ...Array<Kind>(5).fill('up'),
  'down',
  'unmonitored',
  ...Array<Kind>(3).fill('up'),
  'suspended',
  'planned',
  'degraded',
  'down',
]

const readRows = (): Readonly<Record<string, string>>[] =>
  parse(readFileSync(join(packageRoot, 'data/depok/hotspots.csv'), 'utf8'), {
    bom: true,
    columns: true,
  })

const toNumber = (text: string | undefined): number | null =>
  text === undefined || text === '' ? null : Number(text)

const toText = (text: string | undefined): string | null =>
  text === undefined || text === '' ? null : text

/** Copies lie around their original on a spiral, a few hundred metres apart. */
const shift = (degrees: number | null, copy: number, turn: (angle: number) => number) =>
  degrees === null ? null : degrees + turn(copy * 2.4) * 0.0012 * Math.sqrt(copy)

const createHotspot = (
  row: Readonly<Record<string, string>>,
  index: number,
  copy: number,
): Hotspot => {
  const read = (name: string): string => row[name] ?? ''
  return {
    key: index + 1,
    id: copy === 0 ? read('id') : `${read('id')}-${String(copy)}`,
    name: copy === 0 ? read('name') : `${read('name')} ${String(copy + 1)}`,
    kind: read('kind'),
    kecamatan: toText(row['kecamatan']),
    kelurahan: toText(row['kelurahan']),
    areaCode: toText(row['area_code']),
    postalCode: toText(row['postal_code']),
    address: toText(row['address']),
    lat: shift(toNumber(row['lat']), copy, Math.sin),
    lon: shift(toNumber(row['lon']), copy, Math.cos),
    coordinateBasis: read('coordinate_basis') as CoordinateBasis,
    lifecycle: 'active',
    activeFrom: null,
    provider: 'Penyedia Contoh A',
    uplinkId: null,
    ssid: 'DEPOK-WIFI',
    bandwidthMbps: 50,
    serviceHours: '24/7',
    slaTarget: 0.99,
    source: null,
  }
}

/** Health, reason and latency of the link and of the portal layer, by condition. */
const layersOf: Readonly<
  Record<Kind, readonly (readonly [Health, string | null, number | null])[]>
> = {
  up: [
    ['up', null, 4.2],
    ['up', null, 38],
  ],
  degraded: [
    ['up', null, 4.2],
    ['degraded', 'text_missing', 38],
  ],
  down: [
    ['down', 'timeout', null],
    ['down', 'timeout', null],
  ],
  unknown: [
    ['unknown', 'no_resources', null],
    ['unknown', 'no_resources', null],
  ],
  unmonitored: [],
  suspended: [],
  planned: [],
}

const createLayers = (kind: Kind, checkedAt: number): LayerStatus[] =>
  layersOf[kind].map(([health, reason, latencyMs], index) => ({
    layer: index === 0 ? 'link' : 'portal',
    health,
    reason,
    checkedAt: checkedAt + index * 300,
    latencyMs,
  }))

const toLifecycle = (kind: Kind): Lifecycle =>
  kind === 'suspended' || kind === 'planned' ? kind : 'active'

const reasons: Partial<Record<Kind, string>> = {
  down: 'timeout',
  degraded: 'text_missing',
  unknown: 'no_resources',
}

const healthOf: Readonly<Record<Kind, Health>> = {
  up: 'up',
  degraded: 'degraded',
  down: 'down',
  unknown: 'unknown',
  unmonitored: 'unknown',
  suspended: 'unknown',
  planned: 'unknown',
}

const troubleLayer: Partial<Record<Kind, HotspotStatus['healthLayer']>> = {
  down: 'link',
  degraded: 'portal',
}

/** A hotspot of the given condition, checked half a minute before `now`. */
export const createStatus = (hotspot: Hotspot, kind: Kind, now: number): HotspotStatus => {
  const healthLayer = troubleLayer[kind] ?? null
  const ageMs = healthLayer === null ? 30 * hourMs : (1 + (hotspot.key % 17) ** 2) * 4 * minuteMs
  const monitored = kind !== 'unmonitored'
  const checkedAt = monitored ? now - minuteMs / 2 : null
  return {
    hotspot: { ...hotspot, lifecycle: toLifecycle(kind) },
    health: healthOf[kind],
    healthSince: monitored ? now - ageMs : null,
    healthLayer,
    healthReason: reasons[kind] ?? null,
    checkedAt,
    staleAt: checkedAt === null ? null : checkedAt + 3 * minuteMs,
    layers: createLayers(kind, checkedAt ?? now),
    monitored,
    flapping: false,
    tiers: ['near'],
    openOutageId: healthLayer === null ? null : hotspot.key,
  }
}

/** The open outage that belongs to a status, or null. */
export const toOutage = (status: HotspotStatus): Outage | null => {
  const { health, hotspot, healthSince, healthLayer, healthReason, openOutageId } = status
  if (openOutageId === null || (health !== 'down' && health !== 'degraded')) return null
  return {
    id: openOutageId,
    hotspotId: hotspot.id,
    uplinkId: null,
    uplinkOutageId: null,
    severity: health,
    layer: healthLayer ?? 'link',
    reason: healthReason ?? 'timeout',
    cause: hotspot.key % 3 === 0 ? 'power' : 'unclassified',
    startedAt: healthSince ?? 0,
    endedAt: null,
    endReason: null,
    acknowledgedAt: null,
  }
}

/** `count` hotspots at `now`. */
export const makeCity = (count: number, now: number): MadeCity => {
  const rows = readRows()
  const statuses = Array.from({ length: count }, (_, index) => {
    const row = rows[index % rows.length] ?? {}
    const hotspot = createHotspot(row, index, Math.floor(index / rows.length))
    return createStatus(hotspot, pattern[(index * 7) % pattern.length] ?? 'up', now)
  })
  return {
    statuses,
    outages: statuses.map(toOutage).filter((outage) => outage !== null),
  }
}
