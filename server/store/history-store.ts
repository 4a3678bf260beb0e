/** What was measured and decided before now: outages, flips, blind intervals and dated facts. Reads only. */
import type {
  BlindCause,
  BlindInterval,
  Cause,
  Health,
  Layer,
  Outage,
  OutageEnd,
  Severity,
  Tier,
} from '../domain/hotspot.ts'
import type { OutagePart } from '../domain/ledger/facts.ts'
import { inheritCauses } from '../domain/people/outage-change.ts'
import type { OutageInEffect } from '../domain/public-outage.ts'
import type { Db } from './database.ts'

/** A confirmed change of health as it is stored. */
export interface FlipRow {
  /** First sample of the new health, epoch ms. */
  readonly at: number
  readonly health: Health
  readonly layer: Layer | null
  readonly reason: string | null
}

/** A dated fact of a hotspot: `value` holds from `validFrom` until the next row of the same field. */
export interface FactRow {
  readonly validFrom: number
  readonly value: string | null
}

export interface OutageFilter {
  /** `open`: only those not ended. */
  readonly state: 'open' | 'all'
  /** Outages that touch `[from, to)`, epoch ms. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly hotspotId?: string | undefined
  /** 1 or more. */
  readonly limit: number
  /** Only rows that come after this one in the answer's order. */
  readonly before?: { readonly startedAt: number; readonly id: number } | undefined
}

export interface HistoryStore {
  /** Newest first, by start and then by id; causes are those in effect, also through an uplink's outage. */
  readonly listOutages: (filter: OutageFilter) => OutageInEffect[]
  readonly findOutage: (id: number) => Outage | undefined
  /** The instant of its first confirmed health, epoch ms; null before it. */
  readonly findFirstFlip: (hotspotKey: number) => number | null
  /** Oldest first: the flip in force at `from`, if any, and those in `[from, to)`. */
  readonly listFlips: (hotspotKey: number, from: number, to: number) => FlipRow[]
  /** Intervals that touch `[from, to)`, oldest first; open ones have `endedAt: null`. */
  readonly listBlind: (from: number, to: number) => BlindInterval[]
  /** All rows of one field of one hotspot, oldest first. */
  readonly listFacts: (hotspotKey: number, field: string) => FactRow[]
}

interface OutageRow {
  id: number
  hotspot_id: string | null
  uplink_id: string | null
  uplink_outage_id: number | null
  severity: Severity
  layer: Layer
  reason: string
  cause: Cause
  uplink_cause: Cause | null
  started_at: number
  ended_at: number | null
  end_reason: OutageEnd | null
  acknowledged_at: number | null
}

interface BlindRow {
  tier: Tier | 'all'
  cause: BlindCause
  started_at: number
  ended_at: number | null
}

const outageColumns = `SELECT o.id, h.id AS hotspot_id, u.id AS uplink_id, o.uplink_outage_id, o.severity, o.layer,
  o.reason, o.cause, p.cause AS uplink_cause, o.started_at, o.ended_at, o.end_reason, o.acknowledged_at
  FROM outage o LEFT JOIN hotspot h ON h.key = o.hotspot_key LEFT JOIN uplink u ON u.key = o.uplink_key
    LEFT JOIN outage p ON p.id = o.uplink_outage_id`

const toOutage = (row: OutageRow): Outage => ({
  id: row.id,
  hotspotId: row.hotspot_id,
  uplinkId: row.uplink_id,
  uplinkOutageId: row.uplink_outage_id,
  severity: row.severity,
  layer: row.layer,
  reason: row.reason,
  cause: row.cause,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  endReason: row.end_reason,
  acknowledgedAt: row.acknowledged_at,
})

/** Parts of some outages, by outage id. */
const createPartsReader = (db: Db) => {
  const select = db.prepare<[string], OutagePart & { outageId: number }>(
    `SELECT outage_id AS outageId, from_at AS "from", cause FROM outage_part
     WHERE outage_id IN (SELECT value FROM json_each(?)) ORDER BY outage_id, from_at`,
  )
  return (ids: readonly number[]): ReadonlyMap<number, OutagePart[]> => {
    const parts = new Map<number, OutagePart[]>()
    for (const { outageId, from, cause } of select.all(JSON.stringify(ids))) {
      const list = parts.get(outageId) ?? []
      list.push({ from, cause })
      parts.set(outageId, list)
    }
    return parts
  }
}

const toOutageInEffect = (
  row: OutageRow,
  partsOf: ReadonlyMap<number, OutagePart[]>,
): OutageInEffect => {
  const own = { cause: row.cause, parts: partsOf.get(row.id) ?? [] }
  const uplink =
    row.uplink_outage_id === null || row.uplink_cause === null
      ? null
      : { cause: row.uplink_cause, parts: partsOf.get(row.uplink_outage_id) ?? [] }
  return { ...toOutage(row), ...inheritCauses(own, uplink) }
}

const toBlind = (row: BlindRow): BlindInterval => ({
  tier: row.tier,
  cause: row.cause,
  startedAt: row.started_at,
  endedAt: row.ended_at,
})

/** Conditions of a filter and their values; every text is fixed, values are bound. */
const toConditions = (filter: OutageFilter): { where: string; values: (number | string)[] } => {
  const conditions: string[] = []
  const values: (number | string)[] = []
  const add = (condition: string, ...bound: (number | string)[]): void => {
    conditions.push(condition)
    values.push(...bound)
  }
  if (filter.state === 'open') add('o.ended_at IS NULL')
  if (filter.to !== undefined) add('o.started_at < ?', filter.to)
  if (filter.from !== undefined) {
    // An outage of no length belongs to the instant at which it began.
    add('(o.ended_at IS NULL OR o.ended_at > ? OR o.started_at >= ?)', filter.from, filter.from)
  }
  if (filter.hotspotId !== undefined) {
    add('o.hotspot_key = (SELECT key FROM hotspot WHERE id = ?)', filter.hotspotId)
  }
  if (filter.before !== undefined) {
    add('(o.started_at, o.id) < (?, ?)', filter.before.startedAt, filter.before.id)
  }
  return { where: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`, values }
}

/** Reads history from `db`; nothing is cached. */
export const createHistoryStore = (db: Db): HistoryStore => {
  const selectOutage = db.prepare<[number], OutageRow>(`${outageColumns} WHERE o.id = ?`)
  const selectFlips = db.prepare<[number, number, number, number], FlipRow>(
    `SELECT at, health, layer, reason FROM flip WHERE hotspot_key = ? AND at < ?
       AND at >= coalesce((SELECT max(at) FROM flip WHERE hotspot_key = ? AND at <= ?), 0)
     ORDER BY at`,
  )
  const selectBlind = db.prepare<[number, number], BlindRow>(
    `SELECT tier, cause, started_at, ended_at FROM blind_interval
     WHERE started_at < ? AND (ended_at IS NULL OR ended_at > ?) ORDER BY started_at, id`,
  )
  const selectFacts = db.prepare<[number, string], { valid_from: number; value: string | null }>(
    `SELECT valid_from, value FROM hotspot_fact WHERE hotspot_key = ? AND field = ? ORDER BY valid_from`,
  )
  const selectFirst = db
    .prepare<[number], number | null>('SELECT min(at) FROM flip WHERE hotspot_key = ?')
    .pluck()
  const readParts = createPartsReader(db)
  return {
    findFirstFlip: (hotspotKey) => selectFirst.get(hotspotKey) ?? null,
    listOutages: (filter) => {
      const { where, values } = toConditions(filter)
      const sql = `${outageColumns} ${where} ORDER BY o.started_at DESC, o.id DESC LIMIT ?`
      const rows = db.prepare<(number | string)[], OutageRow>(sql).all(...values, filter.limit)
      const ids = rows.flatMap(({ id, uplink_outage_id: uplink }) =>
        uplink === null ? [id] : [id, uplink],
      )
      const parts = readParts(ids)
      return rows.map((row) => toOutageInEffect(row, parts))
    },
    findOutage: (id) => {
      const row = selectOutage.get(id)
      return row === undefined ? undefined : toOutage(row)
    },
    listFlips: (hotspotKey, from, to) => selectFlips.all(hotspotKey, to, hotspotKey, from),
    listBlind: (from, to) => selectBlind.all(to, from).map(toBlind),
    listFacts: (hotspotKey, field) =>
      selectFacts
        .all(hotspotKey, field)
        .map((row) => ({ validFrom: row.valid_from, value: row.value })),
  }
}
