/** The inventory as it is remembered: hotspots, uplinks and their checks; reads, and the one way that imports write. */
import type { Check, Hotspot, Uplink } from '../domain/hotspot.ts'
import type { HotspotRecord, UplinkRecord } from '../domain/inventory/hotspot-record.ts'
import type { ImportPlan, Inventory } from '../domain/inventory/plan-import.ts'
import type { Db } from './database.ts'
import { createInventoryWriter } from './inventory-writer.ts'
import type { Applied, ImportOrder } from './inventory-writer.ts'
import { toCheck, toHotspot, toHotspotRecord, toUplinkRecord } from './inventory-rows.ts'
import type { CheckRow, HotspotRow, UplinkRow } from './inventory-rows.ts'

export interface InventoryStore {
  /** All hotspots of every lifecycle, in the order in which they were entered. */
  readonly listHotspots: () => Hotspot[]
  readonly findHotspot: (id: string) => Hotspot | undefined
  readonly listUplinks: () => Uplink[]
  /**
   * All checks that the inventory names, also those of hotspots that are not active. The target of an edited database
   * comes back as it is (see `parseTarget`).
   */
  readonly listChecks: () => Check[]
  /** Everything that an import compares with and an export writes, in the order in which it was entered. */
  readonly readInventory: () => Inventory
  /** Another text after every change that people made. Cheap: one row by its key. */
  readonly findRevision: () => string
  /**
   * Carries out what is not rejected in a plan, with audit rows, in one immediate transaction.
   *
   * @throws DomainError `conflict` when the inventory changed since it was compared; nothing is written then
   */
  readonly applyImport: (plan: ImportPlan, order: ImportOrder) => Applied
}

const hotspotSelect = `SELECT h.*, u.id AS uplink_id
  FROM hotspot h LEFT JOIN uplink u ON u.key = h.uplink_key`

const byId = <R extends { readonly id: string }>(records: readonly R[]): Map<string, R> =>
  new Map(records.map((record) => [record.id, record]))

/** Prepares the statements once; the store keeps nothing else in memory. */
export const createInventoryStore = (db: Db): InventoryStore => {
  const allHotspots = db.prepare<[], HotspotRow>(`${hotspotSelect} ORDER BY h.key`)
  const oneHotspot = db.prepare<[string], HotspotRow>(`${hotspotSelect} WHERE h.id = ?`)
  const allUplinks = db.prepare<[], UplinkRow>('SELECT * FROM uplink ORDER BY key')
  const activeChecks = db.prepare<[], CheckRow>(
    'SELECT * FROM hotspot_check WHERE is_active = 1 ORDER BY key',
  )
  const revision = db
    .prepare<[], string>("SELECT value FROM monitor_fact WHERE name = 'inventory_revision'")
    .pluck()
  const writer = createInventoryWriter(db)

  const listRecords = (): HotspotRecord[] => allHotspots.all().map(toHotspotRecord)
  const listUplinkRecords = (): UplinkRecord[] => allUplinks.all().map(toUplinkRecord)

  return {
    listHotspots: () => allHotspots.all().map(toHotspot),
    findHotspot: (id) => {
      const row = oneHotspot.get(id)
      return row === undefined ? undefined : toHotspot(row)
    },
    listUplinks: () =>
      allUplinks.all().map(({ key, id, name, provider }) => ({ key, id, name, provider })),
    listChecks: () => activeChecks.all().map(toCheck),
    // One transaction: hotspots and uplinks of the same moment.
    readInventory: db.transaction(() => ({
      hotspots: byId(listRecords()),
      uplinks: byId(listUplinkRecords()),
    })),
    findRevision: () => revision.get() ?? '0',
    applyImport: writer.applyImport,
  }
}
