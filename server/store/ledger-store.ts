/** Gathers what ledgers are computed from. Raw samples are never read, and no query grows with the length of history. */
import {
  lifecycles,
  type Cause,
  type Health,
  type OutageEnd,
  type Severity,
} from '../domain/hotspot.ts'
import {
  groupFacts,
  listClosed,
  listContracts,
  listMaintenance,
  toTiers,
  toWindowSpans,
  type FactRow,
  type FactsByField,
  type HoursContext,
} from '../domain/ledger/dated-facts.ts'
import type { Dated, LedgerFacts, LedgerOutage, OutagePart, Spell } from '../domain/ledger/facts.ts'
import type { Span } from '../domain/ledger/span.ts'
import type { Lifecycle } from '../domain/hotspot.ts'
import { inheritCauses } from '../domain/people/outage-change.ts'
import { createContractStore } from './contract-store.ts'
import type { Db } from './database.ts'
import { createHistoryStore } from './history-store.ts'
import { createMaintenanceStore } from './maintenance-store.ts'

export interface LedgerRange extends Span {
  /** Epoch ms. */
  readonly now: number
}

export interface HotspotFacts {
  readonly facts: LedgerFacts
  /** Dated facts by which the hotspot belongs to a kecamatan, kind or provider. */
  readonly dated: FactsByField
}

interface OutageRow extends Spell {
  readonly id: number
  readonly severity: Severity
  readonly endReason: OutageEnd | null
  readonly uplinkOutageId: number | null
  readonly cause: Cause
  readonly uplinkCause: Cause | null
}

const prepare = (db: Db) => ({
  facts: db.prepare<[number], FactRow>(
    'SELECT field, valid_from AS validFrom, value FROM hotspot_fact WHERE hotspot_key = ?',
  ),
  // The flip in force at the beginning, and those that follow it within the period.
  flips: db.prepare<{ key: number; from: number; to: number }, { at: number; health: Health }>(
    `SELECT at, health FROM flip WHERE hotspot_key = @key AND at < @to
       AND at >= coalesce((SELECT max(at) FROM flip WHERE hotspot_key = @key AND at <= @from), 0)
     ORDER BY at`,
  ),
  // Outages of one hotspot follow each other, so that only the newest that began before the period can reach into it, or
  // end with its first instant, which counts as ended in it.
  outages: db.prepare<{ key: number; from: number; to: number }, OutageRow>(
    `SELECT o.id, o.severity, o.started_at AS startedAt, o.ended_at AS endedAt, o.end_reason AS endReason,
       o.uplink_outage_id AS uplinkOutageId, o.cause, p.cause AS uplinkCause
     FROM outage o LEFT JOIN outage p ON p.id = o.uplink_outage_id
     WHERE o.hotspot_key = @key AND o.started_at < @to AND coalesce(o.ended_at, 9e15) >= @from
       AND o.started_at >= coalesce(
         (SELECT max(started_at) FROM outage WHERE hotspot_key = @key AND started_at < @from), 0)
     ORDER BY o.started_at`,
  ),
  parts: db.prepare<[], OutagePart & { outageId: number }>(
    'SELECT outage_id AS outageId, from_at AS "from", cause FROM outage_part ORDER BY outage_id, from_at',
  ),
})

const readParts = (rows: readonly (OutagePart & { readonly outageId: number })[]) => {
  const parts = new Map<number, OutagePart[]>()
  for (const { outageId, from, cause } of rows) {
    const list = parts.get(outageId) ?? []
    list.push({ from, cause })
    parts.set(outageId, list)
  }
  return parts
}

const toOutage = (row: OutageRow, parts: ReadonlyMap<number, OutagePart[]>): LedgerOutage => {
  const { uplinkCause, ...outage } = row
  const own = { cause: row.cause, parts: parts.get(row.id) ?? [] }
  const uplink =
    uplinkCause === null || row.uplinkOutageId === null
      ? null
      : { cause: uplinkCause, parts: parts.get(row.uplinkOutageId) ?? [] }
  return { ...outage, ...inheritCauses(own, uplink) }
}

const toLifecycle = (facts: FactsByField): Dated<Lifecycle>[] =>
  (facts.get('lifecycle') ?? []).flatMap(({ validFrom, value }) => {
    const found = lifecycles.find((one) => one === value)
    return found === undefined ? [] : [{ validFrom, value: found }]
  })

/** Spans of places with the same hours are the same: they are made once for a period. */
const createClosedCache = (range: Span, context: HoursContext) => {
  const cache = new Map<string, Span[]>()
  return (facts: FactsByField): Span[] => {
    const key = JSON.stringify([facts.get('service_hours') ?? [], facts.get('kind') ?? []])
    const known = cache.get(key)
    if (known !== undefined) return known
    const spans = listClosed(facts, range, context)
    cache.set(key, spans)
    return spans
  }
}

/** Prepares the statements once. */
export const createLedgerStore = (db: Db, context: HoursContext) => {
  const sql = prepare(db)
  const history = createHistoryStore(db)
  const maintenance = createMaintenanceStore(db)
  const contracts = createContractStore(db)
  return {
    /**
     * Reads what all hotspots share, once, for any number of hotspots of one period.
     *
     * @param range the period; an outage that began earlier or ends later is given whole
     */
    openPeriod: (range: LedgerRange) => {
      const { from, to, now } = range
      const blind = history.listBlind(from, to)
      const { calendar } = context
      const windows = toWindowSpans(maintenance.listTouching(from, to), range, calendar)
      const terms = contracts.listContracts()
      const parts = readParts(sql.parts.all())
      const closedOf = createClosedCache(range, context)
      return {
        /** @param unseen times of which no sample speaks, such as what follows the newest one */
        readHotspot: (
          { key, id }: { readonly key: number; readonly id: string },
          unseen: readonly Spell[],
        ): HotspotFacts => {
          const dated = groupFacts(sql.facts.all(key))
          const facts: LedgerFacts = {
            from,
            to,
            now,
            flips: sql.flips.all({ key, from, to }),
            blind,
            tiers: toTiers(dated),
            lifecycle: toLifecycle(dated),
            unseen,
            outages: sql.outages.all({ key, from, to }).map((row) => toOutage(row, parts)),
            closed: closedOf(dated),
            maintenance: listMaintenance(id, dated, { from, to, windows }),
            contracts: listContracts(id, dated, range, terms),
          }
          return { facts, dated }
        },
      }
    },
  }
}
