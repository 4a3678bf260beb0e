/** Inventories of the bench: synthetic hotspots with two checks each, in memory and in a database. */
import type { ProbeResult } from '../../probes/result.ts'
import type { Check, Hotspot } from '../../server/domain/hotspot.ts'
import type { Inventory } from '../../server/monitor/city.ts'
import type { RoundInput } from '../../server/monitor/record.ts'
import type { Db } from '../../server/store/database.ts'
import { hotspotAddress } from '../field/plan.ts'
import type { Random } from '../field/random.ts'

/** 2026-10-01 10:00 in Jakarta. */
export const begin = Date.UTC(2026, 9, 1, 3)
export const minuteMs = 60_000
export const schedule = '0 * * * * *'

const kecamatan = ['Beji', 'Bojongsari', 'Cilodong', 'Cimanggis', 'Cinere', 'Cipayung'] as const

const createHotspot = (index: number): Hotspot => {
  const number = String(index + 1).padStart(5, '0')
  return {
    key: index + 1,
    id: `titik-${number}`,
    name: `Titik Wi-Fi RW ${number}`,
    kind: index % 3 === 0 ? 'kelurahan' : 'rw',
    kecamatan: kecamatan[index % kecamatan.length] ?? null,
    kelurahan: `Kelurahan ${String(index % 63)}`,
    areaCode: '32.76.06.1004',
    postalCode: '16425',
    address: `Jl. Contoh ${String(index)}`,
    lat: -6.3 - (index % 100) * 0.0015,
    lon: 106.72 + Math.floor(index / 100) * 0.0015,
    coordinateBasis: 'office',
    lifecycle: 'active',
    activeFrom: null,
    provider: 'Penyedia Contoh A',
    uplinkId: null,
    ssid: 'Wi-Fi Publik',
    bandwidthMbps: 50,
    serviceHours: 'Mo-Fr 07:30-16:00',
    slaTarget: 0.98,
    source: 'bench',
  }
}

type CheckShape = Pick<Check, 'layer' | 'target'>

const createCheck = (key: number, hotspotKey: number, shape: CheckShape): Check => ({
  key,
  hotspotKey,
  uplinkKey: null,
  ...shape,
  required: true,
  schedule: null,
  tier: null,
  downAfter: 3,
  upAfter: 2,
  slowMs: 500,
  lossyRatio: 0.5,
})

/** `count` active hotspots, each with an ICMP check of its link and an HTTP check of its portal. */
export const createInventory = (count: number): Inventory => {
  const hotspots = Array.from({ length: count }, (_, index) => createHotspot(index))
  const checks = hotspots.flatMap(({ key }, index) => {
    const host = hotspotAddress(index)
    return [
      createCheck(2 * index + 1, key, { layer: 'link', target: { kind: 'icmp', host } }),
      createCheck(2 * index + 2, key, {
        layer: 'portal',
        target: { kind: 'http', url: `http://${host}/login`, expectText: 'Wi-Fi Publik' },
      }),
    ]
  })
  return { hotspots, uplinks: [], checks }
}

/** Writes what the foreign keys of measured facts ask for. */
export const saveInventory = (db: Db, inventory: Inventory): void => {
  const hotspot = db.prepare(
    `INSERT INTO hotspot (key, id, name, kind, coordinate_basis, lifecycle) VALUES (?, ?, ?, ?, ?, ?)`,
  )
  const check = db.prepare(
    'INSERT INTO hotspot_check (key, hotspot_key, layer, target) VALUES (?, ?, ?, ?)',
  )
  db.transaction(() => {
    for (const { key, id, name, kind, coordinateBasis, lifecycle } of inventory.hotspots) {
      hotspot.run(key, id, name, kind, coordinateBasis, lifecycle)
    }
    for (const { key, hotspotKey, layer, target } of inventory.checks) {
      check.run(key, hotspotKey, layer, JSON.stringify(target))
    }
  }).immediate()
}

/** Every fiftieth hotspot is dead for good: steady failures are ordinary life. */
const isDead = (check: Check): boolean => (check.hotspotKey ?? 0) % 50 === 0

const createResult = (check: Check, random: Random): ProbeResult => {
  if (isDead(check)) return { outcome: 'down', reason: 'timeout', detail: 'no answer' }
  const latencyMs = 2 + 40 * random()
  if (check.target.kind !== 'icmp') return { outcome: 'up', latencyMs }
  const lost = random() < 0.01 ? 1 : 0
  return {
    outcome: 'up',
    latencyMs,
    minMs: latencyMs * 0.8,
    maxMs: latencyMs * 1.3,
    sent: 3,
    lost,
  }
}

const witnessUp: ProbeResult = { outcome: 'up', latencyMs: 1 }

/** What the `index`-th one-minute round of a city measures. */
export const createRound = (inventory: Inventory, index: number, random: Random): RoundInput => {
  const at = begin + index * minuteMs
  return {
    kind: 'round',
    schedule,
    scheduledAt: at,
    startedAt: at,
    finishedAt: at + 3000,
    measurements: inventory.checks.map((check, position) => ({
      checkKey: check.key,
      at: at + (position % 3000),
      result: createResult(check, random),
    })),
    witnesses: (['near', 'far'] as const).map((tier) => ({
      name: `${tier}-1`,
      tier,
      at,
      result: witnessUp,
    })),
    skipped: 0,
  }
}
