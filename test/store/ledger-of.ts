/** The ledger of one hotspot as the pages compute it, straight from a database. */
import { computeLedger, type Ledger } from '../../server/domain/ledger/ledger.ts'
import type { Db } from '../../server/store/database.ts'
import { createLedgerStore, type LedgerRange } from '../../server/store/ledger-store.ts'

const context = {
  calendar: { zone: 'Asia/Jakarta', holidays: new Map<string, string>() },
  defaultHours: new Map<string, string>(),
}

export const readLedger = (db: Db, key: number, range: LedgerRange): Ledger =>
  computeLedger(
    createLedgerStore(db, context)
      .openPeriod(range)
      .readHotspot({ key, id: `h${String(key)}` }, []).facts,
  )

/** Hotspots of a made-up city are in service from the beginning of time. */
export const activate = (db: Db): void => {
  db.exec(`INSERT OR IGNORE INTO hotspot_fact (hotspot_key, field, valid_from, value)
           SELECT key, 'lifecycle', 0, 'active' FROM hotspot`)
}
