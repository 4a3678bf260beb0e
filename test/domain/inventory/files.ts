/** Inventory files for tests: real city, rows with good values, any dialect. */
import { readCity } from '../../../server/cli/inventory-city.ts'
import { minimumHotspotColumns } from '../../../server/domain/inventory/hotspot-columns.ts'
import { planImport } from '../../../server/domain/inventory/plan-import.ts'
import type {
  ImportContext,
  ImportPlan,
  Inventory,
} from '../../../server/domain/inventory/plan-import.ts'
import { writeRow } from '../../../server/domain/inventory/table.ts'

export const context: ImportContext = { ...readCity(null), timeZone: 'Asia/Jakarta' }

export const emptyInventory: Inventory = { hotspots: new Map(), uplinks: new Map() }

export type Cells = Readonly<Record<string, string>>

/** A complete row: a puskesmas in Cimanggis with gateway, port and portal. */
const goodCells: Cells = {
  id: 'pkm-tugu',
  name: 'Puskesmas Tugu',
  kind: 'puskesmas',
  kecamatan: 'Cimanggis',
  kelurahan: 'Tugu',
  area_code: '32.76.02.1009',
  postal_code: '16451',
  address: 'Jl. Akses UI',
  lat: '-6.361498',
  lon: '106.849716',
  coordinate_basis: 'office',
  lifecycle: 'active',
  active_from: '2025-01-31',
  provider: 'Penyedia Contoh',
  uplink: '',
  ssid: 'WiFi-Contoh',
  bandwidth_mbps: '30',
  service_hours: 'Mo-Fr 08:00-16:00; PH off',
  sla_target: '0.995',
  gateway: '10.1.2.3',
  link_tcp_port: '443',
  portal_url: 'http://10.1.2.3/login',
  portal_expect: 'Selamat datang',
  usage: 'mikrotik',
  source: 'test',
}

export const minimumNames = minimumHotspotColumns.map(({ name }) => name)

interface Dialect {
  readonly delimiter?: ',' | ';'
  readonly lineEnd?: string
  readonly lead?: string
  /** Columns in place of the minimum. */
  readonly names?: readonly string[]
}

/** A file with one row per object; cells that an object does not name are those of `goodCells`. */
export const toCsv = (rows: readonly Cells[], dialect: Dialect = {}): string => {
  const { delimiter = ',', lineEnd = '\n', lead = '', names = minimumNames } = dialect
  const lines = [
    names,
    ...rows.map((row) => names.map((name) => row[name] ?? goodCells[name] ?? '')),
  ]
  return lead + lines.map((cells) => writeRow(cells, delimiter) + lineEnd).join('')
}

/** What a hotspot file would do; to the empty inventory unless another is given. */
export const planHotspots = (content: string, inventory = emptyInventory): ImportPlan =>
  planImport({ hotspots: content, uplinks: null }, inventory, context)

/** `line column reason` of every rejection. */
export const rejectionsOf = (plan: ImportPlan): string[] =>
  (plan.hotspots?.rejected ?? []).map(
    ({ line, column, reason }) => `${String(line)} ${column} ${reason}`,
  )

/** `line column reason` of every warning. */
export const warningsOf = (plan: ImportPlan): string[] =>
  (plan.hotspots?.warnings ?? []).map(
    ({ line, column, reason }) => `${String(line)} ${column} ${reason}`,
  )
