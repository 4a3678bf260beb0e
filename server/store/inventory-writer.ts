/** Writes an import into the inventory: rows, dated facts, checks and audit, in one transaction. */
import { DomainError } from '../domain/error.ts'
import { toHotspotChecks, toUplinkChecks } from '../domain/inventory/checks.ts'
import { toChangedFacts, toFirstFacts } from '../domain/inventory/facts.ts'
import type { Fact } from '../domain/inventory/facts.ts'
import type { HotspotRecord, UplinkRecord } from '../domain/inventory/hotspot-record.ts'
import type { FilePlan, RecordChange } from '../domain/inventory/plan-file.ts'
import type { ImportPlan } from '../domain/inventory/plan-import.ts'
import { createCheckStore } from './check-store.ts'
import type { Db } from './database.ts'
import { toHotspotParameters, toHotspotRecord, toUplinkRecord } from './inventory-rows.ts'
import type { HotspotRow, UplinkRow } from './inventory-rows.ts'

/** When, for whom and why an import is applied. */
export interface ImportOrder {
  /** Epoch ms. */
  readonly now: number
  /** First instant of the local day of `now`: a lifecycle without a date of its own begins here. */
  readonly today: number
  readonly who: string
  readonly why: string
}

/** How many records were written. */
export interface Applied {
  readonly createdHotspots: number
  readonly changedHotspots: number
  readonly createdUplinks: number
  readonly changedUplinks: number
}

const hotspotColumns = [
  ...['id', 'name', 'kind', 'kecamatan', 'kelurahan', 'area_code', 'postal_code', 'address'],
  ...['lat', 'lon', 'coordinate_basis', 'lifecycle', 'active_from', 'provider', 'uplink_key'],
  ...['ssid', 'bandwidth_mbps', 'service_hours', 'sla_target', 'gateway', 'link_icmp'],
  ...['link_tcp_port', 'portal_url', 'portal_expect', 'usage', 'source', 'contract_number'],
  ...['monthly_fee', 'owner_office', 'device_brand', 'device_model', 'device_serial', 'contact'],
  ...['notes', 'source_date'],
]

const prepareWrites = (db: Db) => ({
  findHotspot: db.prepare<[string], HotspotRow>(
    `SELECT h.*, u.id AS uplink_id FROM hotspot h LEFT JOIN uplink u ON u.key = h.uplink_key
     WHERE h.id = ?`,
  ),
  insertHotspot: db
    .prepare<[object], number>(
      `INSERT INTO hotspot (${hotspotColumns.join(', ')})
       VALUES (${hotspotColumns.map((name) => `@${name}`).join(', ')}) RETURNING key`,
    )
    .pluck(),
  updateHotspot: db
    .prepare<[object], number>(
      `UPDATE hotspot SET ${hotspotColumns.map((name) => `${name} = @${name}`).join(', ')},
         version = version + 1
       WHERE id = @id RETURNING key`,
    )
    .pluck(),
  findUplink: db.prepare<[string], UplinkRow>('SELECT * FROM uplink WHERE id = ?'),
  writeUplink: db
    .prepare<[UplinkRecord], number>(
      `INSERT INTO uplink (id, name, provider, gateway, link_tcp_port)
       VALUES (@id, @name, @provider, @gateway, @linkTcpPort)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, provider = excluded.provider,
         gateway = excluded.gateway, link_tcp_port = excluded.link_tcp_port
       RETURNING key`,
    )
    .pluck(),
  dropFactsFrom: db.prepare<[number, string, number]>(
    'DELETE FROM hotspot_fact WHERE hotspot_key = ? AND field = ? AND valid_from >= ?',
  ),
  insertFact: db.prepare<[number, string, number, string | null]>(
    'INSERT INTO hotspot_fact (hotspot_key, field, valid_from, value) VALUES (?, ?, ?, ?)',
  ),
  insertAudit: db.prepare(
    `INSERT INTO audit (at, who, action, subject, before, after, why)
     VALUES (@at, @who, @action, @subject, @before, @after, @why)`,
  ),
  raiseRevision: db.prepare(
    `INSERT INTO monitor_fact (name, value) VALUES ('inventory_revision', '1')
     ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)`,
  ),
})

const insistUnchanged = (id: string, before: object | null, present: object | null): void => {
  // Both were mapped by the same code, so that the order of their keys is the same.
  if (JSON.stringify(before) !== JSON.stringify(present)) {
    throw new DomainError('conflict', `${id} was changed meanwhile: compare the file again`)
  }
}

/** What an audit row says was there: for a change, only the fields that differ. */
const toAuditValues = <R>({ before, after, fields }: RecordChange<R>) => ({
  before:
    before === null
      ? null
      : JSON.stringify(Object.fromEntries(fields.map((field) => [field.column, field.before]))),
  after: JSON.stringify(
    before === null
      ? after
      : Object.fromEntries(fields.map((field) => [field.column, field.after])),
  ),
})

const toChanges = <R>(plan: FilePlan<R> | null): RecordChange<R>[] =>
  plan === null ? [] : [...plan.created, ...plan.changed]

/** Uplinks come before the hotspots that refer to them. */
const toUplinkChanges = (plan: ImportPlan): RecordChange<UplinkRecord>[] => [
  ...toChanges(plan.uplinks),
  ...plan.namedUplinks.map((after) => ({ line: 0, before: null, after, fields: [] })),
]

const countNew = (changes: readonly RecordChange<unknown>[]): number =>
  changes.filter(({ before }) => before === null).length

/** Prepares the statements of imports. */
export const createInventoryWriter = (db: Db) => {
  const writes = prepareWrites(db)
  const checks = createCheckStore(db)

  const audit = <R>(subject: string, id: string, change: RecordChange<R>, order: ImportOrder) => {
    const action = `${subject}.${change.before === null ? 'create' : 'change'}`
    const { now: at, who, why } = order
    writes.insertAudit.run({ at, who, why, action, subject: id, ...toAuditValues(change) })
  }

  const writeFacts = (hotspotKey: number, facts: readonly Fact[]): void => {
    // All old rows first: a field may get two facts, and the second must not drop the first.
    for (const { field, validFrom } of facts) {
      writes.dropFactsFrom.run(hotspotKey, field, validFrom)
    }
    for (const { field, validFrom, value } of facts) {
      writes.insertFact.run(hotspotKey, field, validFrom, value)
    }
  }

  const writeUplink = (change: RecordChange<UplinkRecord>, order: ImportOrder): void => {
    const { before, after } = change
    const present = writes.findUplink.get(after.id)
    insistUnchanged(after.id, before, present === undefined ? null : toUplinkRecord(present))
    const key = writes.writeUplink.get(after) ?? 0
    checks.replaceOfUplink(key, toUplinkChecks(after))
    audit('uplink', after.id, change, order)
  }

  const findUplinkKey = (id: string | null): number | null =>
    id === null ? null : (writes.findUplink.get(id)?.key ?? null)

  const writeHotspot = (change: RecordChange<HotspotRecord>, order: ImportOrder): void => {
    const { before, after } = change
    const present = writes.findHotspot.get(after.id)
    insistUnchanged(after.id, before, present === undefined ? null : toHotspotRecord(present))
    const parameters = toHotspotParameters(after, findUplinkKey(after.uplinkId))
    const write = before === null ? writes.insertHotspot : writes.updateHotspot
    const key = write.get(parameters) ?? 0
    writeFacts(
      key,
      before === null ? toFirstFacts(after, order) : toChangedFacts(before, after, order),
    )
    checks.replaceOfHotspot(key, toHotspotChecks(after))
    audit('hotspot', after.id, change, order)
  }

  const applyImport = db.transaction((plan: ImportPlan, order: ImportOrder): Applied => {
    const uplinks = toUplinkChanges(plan)
    const hotspots = toChanges(plan.hotspots)
    for (const change of uplinks) writeUplink(change, order)
    for (const change of hotspots) writeHotspot(change, order)
    if (uplinks.length + hotspots.length > 0) writes.raiseRevision.run()
    return {
      createdHotspots: countNew(hotspots),
      changedHotspots: hotspots.length - countNew(hotspots),
      createdUplinks: countNew(uplinks),
      changedUplinks: uplinks.length - countNew(uplinks),
    }
  })

  return {
    applyImport: (plan: ImportPlan, order: ImportOrder): Applied =>
      applyImport.immediate(plan, order),
  }
}
