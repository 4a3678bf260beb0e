/** The inventory of the simulated city: real places of Depok, or synthetic ones, with the field's addresses filled in. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { packageRoot } from '../../server/package-root.ts'
import type { Field } from './field.ts'
import type { Site } from './plan.ts'
import { portalText } from './portal.ts'
import { createRandom, type Random } from './random.ts'

type Row = Readonly<Record<string, string>>

/** Uplinks and hotspots before they have addresses. */
export interface FieldInventory {
  readonly sites: readonly Site[]
  /** Columns of the import file, by hotspot, in the order of `sites`. */
  readonly rows: readonly Row[]
  /** Column names in the order of the import file. */
  readonly columns: readonly string[]
}

/** One uplink carries exactly this many hotspots, as far as there are so many. */
export const largestUplink = 40

/** Sizes of the other uplinks of the 132 places; together with the largest they make 132. */
const otherUplinks = [28, 22, 18, 14, 10] as const

/** Invented on purpose: no page names a real provider of the city. */
const providers = ['Penyedia Contoh A', 'Penyedia Contoh B', 'Penyedia Contoh C'] as const

/** Every so many-th hotspot is also probed by ICMP; loopback always answers, so it can never go down. */
const icmpEvery = 33

/** Hours by kind, invented for the demo; kinds that are not listed state none. */
const hoursOfKind: Row = {
  kelurahan: 'Mo-Fr 07:30-16:00; PH off',
  kecamatan: 'Mo-Fr 07:30-16:00; PH off',
  puskesmas: 'Mo-Sa 07:30-14:00; PH off',
  rs: '24/7',
  taman: 'Mo-Su 06:00-22:00',
  jalan: '24/7',
}

const dataFile = (name: string): string =>
  readFileSync(join(packageRoot, 'data/depok', name), 'utf8')

const readColumns = (): { columns: string[]; rows: Row[] } => {
  const table = parse(dataFile('hotspots.csv'), { bom: true })
  const [columns = [], ...lines] = table
  const rows = lines.map((line) =>
    Object.fromEntries(columns.map((name, index) => [name, line[index] ?? ''])),
  )
  return { columns, rows }
}

const letterOf = (index: number): string =>
  index < 26 ? String.fromCharCode(97 + index) : String(index + 1)

/** Uplink of each position: consecutive places share one, as neighbours share a line. */
const spreadUplinks = (count: number): string[] => {
  const sizes: number[] = [largestUplink, ...otherUplinks]
  while (sizes.reduce((sum, size) => sum + size, 0) < count) sizes.push(largestUplink)
  return sizes
    .flatMap((size, index) => Array<string>(size).fill(`uplink-${letterOf(index)}`))
    .slice(0, count)
}

const uplinkNumber = (id: string): number => {
  const letter = id.slice('uplink-'.length)
  return /^\d+$/.test(letter) ? Number(letter) - 1 : letter.charCodeAt(0) - 97
}

const providerOf = (uplinkId: string): string =>
  providers[uplinkNumber(uplinkId) % providers.length] ?? providers[0]

const toInventory = (columns: readonly string[], places: readonly Row[]): FieldInventory => {
  const uplinkIds = spreadUplinks(places.length)
  const rows = places.map((place, index): Row => {
    const uplink = uplinkIds[index] ?? ''
    return {
      ...place,
      provider: providerOf(uplink),
      uplink,
      ssid: 'WiFi-Contoh-Depok',
      bandwidth_mbps: String([30, 50, 100][index % 3] ?? 30),
      service_hours: hoursOfKind[place['kind'] ?? ''] ?? '',
      sla_target: '0.99',
      link_icmp: index % icmpEvery === icmpEvery - 1 ? 'yes' : 'no',
    }
  })
  const sites = rows.map((row) => ({ id: row['id'] ?? '', uplinkId: row['uplink'] ?? null }))
  return { sites, rows, columns: [...columns, 'link_icmp'] }
}

/** The 132 places of `data/depok/hotspots.csv`, all active, grouped by kecamatan so that uplinks are regional. */
export const readDepokInventory = (): FieldInventory => {
  const { columns, rows } = readColumns()
  const sorted = rows.toSorted((a, b) => (a['area_code'] ?? '').localeCompare(b['area_code'] ?? ''))
  return toInventory(
    columns,
    sorted.map((row) => ({ ...row, lifecycle: 'active' })),
  )
}

const areasSchema = z.object({
  kecamatan: z.array(z.object({ code: z.string(), name: z.string() })),
  kelurahan: z.array(
    z.object({ code: z.string(), name: z.string(), lat: z.number(), lon: z.number() }),
  ),
})
type Area = z.infer<typeof areasSchema>['kelurahan'][number]

/** Degrees of latitude or longitude around a kelurahan's point, about 650 m. */
const jitterDegrees = 0.006

const isNearest = (area: Area, areas: readonly Area[], lat: number, lon: number): boolean => {
  const distance = (other: Area): number => Math.hypot(other.lat - lat, other.lon - lon)
  return areas.every((other) => distance(area) <= distance(other))
}

const jitter = (area: Area, areas: readonly Area[], random: Random): Pick<Area, 'lat' | 'lon'> => {
  const away = (): number => (random() * 2 - 1) * jitterDegrees
  while (true) {
    const lat = area.lat + away()
    const lon = area.lon + away()
    if (isNearest(area, areas, lat, lon)) return { lat, lon }
  }
}

/**
 * An inventory of `count` (1–63,999) invented hotspots, spread over the city's kelurahan.
 * The same count always gives the same places.
 */
export const makeSyntheticInventory = (count: number): FieldInventory => {
  const areas = areasSchema.parse(JSON.parse(dataFile('areas.json')))
  const kecamatanOf = new Map(areas.kecamatan.map(({ code, name }) => [code, name]))
  const random = createRandom(count)
  const places = Array.from({ length: count }, (_, index): Row => {
    const position = Math.floor((index * areas.kelurahan.length) / count)
    const area = areas.kelurahan[position]
    if (area === undefined) throw new Error('no kelurahan')
    const { lat, lon } = jitter(area, areas.kelurahan, random)
    const number = String(index + 1).padStart(4, '0')
    return {
      id: `sintetis-${number}`,
      name: `Titik Sintetis ${number}`,
      kind: 'rw',
      kecamatan: kecamatanOf.get(area.code.slice(0, 8)) ?? '',
      kelurahan: area.name,
      area_code: area.code,
      lat: lat.toFixed(6),
      lon: lon.toFixed(6),
      coordinate_basis: 'approximate',
      lifecycle: 'active',
      source: 'synthetic, for tests',
    }
  })
  return toInventory(readColumns().columns, places)
}

const toCell = (text: string): string =>
  /[",;\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text

const toCsv = (columns: readonly string[], rows: readonly Row[]): string =>
  [columns, ...rows.map((row) => columns.map((name) => row[name] ?? ''))]
    .map((cells) => `${cells.map(toCell).join(',')}\n`)
    .join('')

/** The file for `titik import`, with the addresses under which the field answers. */
export const toHotspotsCsv = (inventory: FieldInventory, field: Field): string =>
  toCsv(
    inventory.columns,
    inventory.rows.map((row, index) => ({
      ...row,
      gateway: field.hotspots[index]?.address ?? '',
      link_tcp_port: String(field.ports.gateway),
      portal_url: field.hotspots[index]?.portalUrl ?? '',
      portal_expect: portalText,
    })),
  )

/** The file for `titik import --uplinks`. */
export const toUplinksCsv = (field: Field): string =>
  toCsv(
    ['id', 'name', 'provider', 'gateway', 'link_tcp_port'],
    field.uplinks.map(({ id, address }) => ({
      id,
      name: `Uplink Contoh ${id.slice('uplink-'.length).toUpperCase()}`,
      provider: providerOf(id),
      gateway: address,
      link_tcp_port: String(field.ports.gateway),
    })),
  )

/** Witness settings of a server that watches this field, as `TITIK_WITNESSES_NEAR` and `_FAR` take them. */
export const toWitnessSettings = (
  field: Field,
): { readonly near: string; readonly far: string } => {
  const list = (tier: 'near' | 'far'): string =>
    field.witnesses
      .filter((witness) => witness.tier === tier)
      .map(({ address }) => `tcp:${address}:${String(field.ports.gateway)}`)
      .join(',')
  return { near: list('near'), far: list('far') }
}
