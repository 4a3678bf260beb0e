/** A small city with the real recorder over a real database, fed by hand with virtual time. */
import type { ProbeResult } from '../../probes/result.ts'
import type { Check, Hotspot, Layer, Tier, Uplink } from '../../server/domain/hotspot.ts'
import { planCity, type Inventory } from '../../server/monitor/city.ts'
import { Recorder, type RoundInput } from '../../server/monitor/record.ts'
import { openDatabase, type Db } from '../../server/store/database.ts'
import { createLiveState } from '../../server/store/live.ts'
import { createRecordStore } from '../../server/store/record-store.ts'

export const minute = 60_000
export const begin = Date.UTC(2026, 9, 1, 3, 0, 0)

export const up: ProbeResult = { outcome: 'up', latencyMs: 12.5 }
export const down: ProbeResult = { outcome: 'down', reason: 'timeout', detail: 'no answer' }
export const unknown: ProbeResult = { outcome: 'unknown', cause: 'no_resources', detail: 'EMFILE' }
export const flawed: ProbeResult = { outcome: 'up', latencyMs: 20, flaws: ['text_missing'] }

export interface CitySpec {
  readonly hotspots: readonly {
    readonly id: string
    readonly uplink?: string
    readonly layers: readonly Layer[]
    readonly tier?: Tier
  }[]
  readonly uplinks?: readonly string[]
}

const hotspotOf = (key: number, id: string, uplinkId: string | null): Hotspot => ({
  key,
  id,
  name: id,
  kind: 'taman',
  kecamatan: 'Beji',
  kelurahan: 'Kukusan',
  areaCode: '32.76.06.1004',
  postalCode: null,
  address: null,
  lat: -6.36,
  lon: 106.82,
  coordinateBasis: 'office',
  lifecycle: 'active',
  activeFrom: null,
  provider: null,
  uplinkId,
  ssid: null,
  bandwidthMbps: null,
  serviceHours: null,
  slaTarget: null,
  source: null,
})

const checkOf = (
  key: number,
  owner: Pick<Check, 'hotspotKey' | 'uplinkKey'>,
  layer: Layer,
  tier: Tier,
): Check => ({
  key,
  ...owner,
  layer,
  target: { kind: 'tcp', host: '10.0.0.1', port: key },
  required: true,
  schedule: null,
  tier,
  downAfter: 3,
  upAfter: 2,
  slowMs: null,
  lossyRatio: null,
})

export const inventoryOf = (spec: CitySpec): Inventory => {
  const uplinks: Uplink[] = (spec.uplinks ?? []).map((id, index) => ({
    key: index + 1,
    id,
    name: id,
    provider: null,
  }))
  const hotspots: Hotspot[] = []
  const checks: Check[] = []
  for (const [index, one] of spec.hotspots.entries()) {
    const key = index + 1
    hotspots.push(hotspotOf(key, one.id, one.uplink ?? null))
    for (const layer of one.layers) {
      checks.push(
        checkOf(checks.length + 1, { hotspotKey: key, uplinkKey: null }, layer, one.tier ?? 'near'),
      )
    }
  }
  for (const uplink of uplinks) {
    checks.push(
      checkOf(checks.length + 1, { hotspotKey: null, uplinkKey: uplink.key }, 'link', 'near'),
    )
  }
  return { hotspots, uplinks, checks }
}

const saveInventory = (db: Db, inventory: Inventory): void => {
  for (const { key, id, name } of inventory.uplinks) {
    db.prepare('INSERT INTO uplink (key, id, name) VALUES (?, ?, ?)').run(key, id, name)
  }
  for (const { key, id, name, kind } of inventory.hotspots) {
    db.prepare(
      `INSERT INTO hotspot (key, id, name, kind, coordinate_basis, lifecycle) VALUES (?, ?, ?, ?, 'office', 'active')`,
    ).run(key, id, name, kind)
  }
  for (const check of inventory.checks) {
    db.prepare(
      'INSERT INTO hotspot_check (key, hotspot_key, uplink_key, layer, target) VALUES (?, ?, ?, ?, ?)',
    ).run(check.key, check.hotspotKey, check.uplinkKey, check.layer, JSON.stringify(check.target))
  }
}

/** By hotspot or uplink id, and `id/layer` where layers differ; everything else is up. */
export type Answers = Readonly<Record<string, ProbeResult | undefined>>

export interface PassOptions {
  readonly at: number
  readonly answers?: Answers
  readonly witnesses?: Partial<Record<Tier, ProbeResult>>
  readonly kind?: RoundInput['kind']
  /** Only these owners are probed. */
  readonly only?: readonly string[]
}

export interface CityOptions {
  /** Database file; in memory unless given. */
  readonly path?: string
  /** First instant of the local day; UTC days unless given. */
  readonly dayOf?: (at: number) => number
}

const dayMs = 86_400_000
const utcDayOf = (at: number): number => at - (at % dayMs)

const openRecorder = (db: Db, inventory: Inventory, dayOf: (at: number) => number) => {
  const live = createLiveState()
  const store = createRecordStore(db)
  const recorder = new Recorder({ store, live, dayOf })
  const city = planCity(inventory, { defaultSchedule: '0 * * * * *', intervalOf: () => minute })
  return { live, recorder, city }
}

export const createRecordedCity = (spec: CitySpec, options: CityOptions = {}) => {
  const { path = ':memory:', dayOf = utcDayOf } = options
  const db = openDatabase(path)
  const inventory = inventoryOf(spec)
  saveInventory(db, inventory)
  let opened = openRecorder(db, inventory, dayOf)
  const ownerIds = new Map<number, string>()
  for (const check of inventory.checks) {
    const hotspot = inventory.hotspots.find((h) => h.key === check.hotspotKey)
    const uplink = inventory.uplinks.find((u) => u.key === check.uplinkKey)
    ownerIds.set(check.key, hotspot?.id ?? uplink?.id ?? '')
  }

  const startAt = (now: number): void => {
    opened.recorder.start(now, minute)
    opened.recorder.setCity(opened.city, now)
  }

  const pass = (round: PassOptions) => {
    const { at, answers = {}, witnesses = {}, kind = 'round', only } = round
    const measurements = inventory.checks.flatMap((check, index) => {
      const id = ownerIds.get(check.key) ?? ''
      if (only !== undefined && !only.includes(id)) return []
      const result = answers[`${id}/${check.layer}`] ?? answers[id] ?? up
      return [{ checkKey: check.key, at: at + index, result }]
    })
    return opened.recorder.recordRound({
      kind,
      schedule: '0 * * * * *',
      scheduledAt: at,
      startedAt: at,
      finishedAt: at + 500,
      measurements,
      witnesses: (['near', 'far'] as const).flatMap((tier) => {
        const result = witnesses[tier]
        return result === undefined ? [] : [{ name: `${tier}-1`, tier, at, result }]
      }),
      skipped: 0,
    })
  }

  return {
    db,
    pass,
    startAt,
    /** People change the inventory. */
    edit: (now: number, change: (inventory: Inventory) => Inventory): void => {
      const schedules = { defaultSchedule: '0 * * * * *', intervalOf: () => minute }
      opened.recorder.setCity(planCity(change(inventory), schedules), now)
    },
    get live() {
      return opened.live
    },
    get recorder() {
      return opened.recorder
    },
    /** As after a crash: memory is gone, the file stays. */
    restart: (now: number): void => {
      opened = openRecorder(db, inventory, dayOf)
      startAt(now)
    },
    /** Same answers in a round every minute. */
    rounds: (from: number, count: number, same: Omit<PassOptions, 'at'> = {}): number => {
      for (let index = 0; index < count; index += 1) pass({ ...same, at: from + index * minute })
      return from + count * minute
    },
    healthOf: (id: string) => opened.live.hotspots.get(id)?.health,
    flips: (key = 1) =>
      db
        .prepare<[number], { at: number; health: string }>(
          'SELECT at, health FROM flip WHERE hotspot_key = ? ORDER BY at',
        )
        .all(key),
    outages: () =>
      db
        .prepare<
          [],
          {
            hotspot_key: number | null
            uplink_key: number | null
            uplink_outage_id: number | null
            severity: string
            layer: string
            reason: string
            started_at: number
            ended_at: number | null
            end_reason: string | null
          }
        >('SELECT * FROM outage ORDER BY id')
        .all(),
    blind: () =>
      db
        .prepare<[], { tier: string; cause: string; started_at: number; ended_at: number | null }>(
          'SELECT tier, cause, started_at, ended_at FROM blind_interval ORDER BY id',
        )
        .all(),
  }
}
