/** Checks of hotspots and uplinks: brings them in line with what the inventory wants, and keeps their history. */
import type { WantedCheck } from '../domain/inventory/checks.ts'
import { writeTarget } from '../domain/inventory/target.ts'
import type { Db } from './database.ts'

interface StoredCheck {
  key: number
  layer: string
  target: string
  is_active: number
}

type Owner = 'hotspot_key' | 'uplink_key'

const prepareReplace = (db: Db, owner: Owner) => {
  const list = db.prepare<[number], StoredCheck>(
    `SELECT key, layer, target, is_active FROM hotspot_check WHERE ${owner} = ?
     ORDER BY is_active DESC, key`,
  )
  const insert = db.prepare<[number, string, string]>(
    `INSERT INTO hotspot_check (${owner}, layer, target) VALUES (?, ?, ?)`,
  )
  const setActive = db.prepare<[number, number]>(
    'UPDATE hotspot_check SET is_active = ? WHERE key = ?',
  )
  return (ownerKey: number, wanted: readonly WantedCheck[]): void => {
    const spare = list.all(ownerKey)
    for (const { layer, target } of wanted) {
      const text = writeTarget(target)
      const at = spare.findIndex((one) => one.layer === layer && one.target === text)
      const [kept] = at < 0 ? [] : spare.splice(at, 1)
      if (kept === undefined) insert.run(ownerKey, layer, text)
      else if (kept.is_active === 0) setActive.run(1, kept.key)
    }
    for (const { key, is_active: isActive } of spare) if (isActive === 1) setActive.run(0, key)
  }
}

/** Prepares the statements. Both calls run inside the caller's transaction. */
export const createCheckStore = (db: Db) => ({
  /**
   * Makes the wanted checks the active ones of a hotspot. A check with the same layer and target keeps its key, also
   * when it comes back; one that is no longer wanted is switched off, not deleted, because samples refer to it.
   */
  replaceOfHotspot: prepareReplace(db, 'hotspot_key'),
  /** The same for an uplink. */
  replaceOfUplink: prepareReplace(db, 'uplink_key'),
})
