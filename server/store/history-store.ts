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
  /** Newest first, by start and then by id. */
  readonly listOutages: (filter: OutageFilter) => Outage[]
  readonly findOutage: (id: number) => Outage | undefined
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
  o.reason, o.cause, o.started_at, o.ended_at, o.end_reason, o.acknowledged_at
  FROM outage o LEFT JOIN hotspot h ON h.key = o.hotspot_key LEFT JOIN uplink u ON u.key = o.uplink_key`

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
  return {
    listOutages: (filter) => {
      const { where, values } = toConditions(filter)
      const sql = `${outageColumns} ${where} ORDER BY o.started_at DESC, o.id DESC LIMIT ?`
      return db
        .prepare<(number | string)[], OutageRow>(sql)
        .all(...values, filter.limit)
        .map(toOutage)
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
