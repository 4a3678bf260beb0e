/** A past made for the ledger: flips and outages of whole months, as the recorder would have written them. */
import type { Db } from '../../server/store/database.ts'
import { createContractStore } from '../../server/store/contract-store.ts'
import { createMaintenanceStore } from '../../server/store/maintenance-store.ts'
import type { Inventory } from '../../server/monitor/city.ts'
import type { Random } from '../field/random.ts'
import { saveInventory } from './city.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** Each makes two flips: ~20 flips a month. */
const outagesPerMonth = 10

/** Half-open, epoch ms; months follow each other. */
export interface MonthSpan {
  readonly from: number
  readonly to: number
}

const providers = ['Penyedia Contoh A', 'Penyedia Contoh B', 'Penyedia Contoh C'] as const
const causes = ['unclassified', 'power', 'provider', 'device', 'cabling'] as const

/** What people wrote down before the first month: dated facts, contracts, weekly maintenance. */
const savePeople = (db: Db, { hotspots }: Inventory): void => {
  const fact = db.prepare(
    'INSERT INTO hotspot_fact (hotspot_key, field, valid_from, value) VALUES (?, ?, 0, ?)',
  )
  const order = { at: 0, who: 'bench', why: 'bench' }
  db.transaction(() => {
    for (const [index, { key, kind, kecamatan, serviceHours }] of hotspots.entries()) {
      const provider = index % providers.length
      const facts = {
        lifecycle: 'active',
        kind,
        kecamatan,
        provider: providers[provider] ?? null,
        service_hours: kind === 'kelurahan' ? serviceHours : null,
        contract: JSON.stringify({ number: `K-${String(provider)}`, monthlyFee: null }),
        tier: 'near',
      }
      for (const [field, value] of Object.entries(facts)) fact.run(key, field, value)
    }
  }).immediate()
  createContractStore(db).saveContracts(
    providers.map((provider, index) => ({
      id: `k-${String(index)}`,
      provider,
      number: `K-${String(index)}`,
      validFrom: 0,
      validTo: null,
      monthlyFee: 100_000_000,
      slaTarget: 0.98,
      excusedCauses: ['power'],
      owedCauses: ['provider'],
      restitutionThresholdMs: 300_000,
    })),
    order,
  )
  createMaintenanceStore(db).insert(
    {
      scope: 'provider',
      scopeValue: providers[0],
      startsAt: 0,
      endsAt: null,
      recurrence: 'Su 01:00-03:00',
      title: 'Weekly maintenance',
    },
    order,
  )
}

const prepare = (db: Db) => ({
  flip: db.prepare(
    'INSERT INTO flip (hotspot_key, at, health, layer, reason) VALUES (?, ?, ?, ?, ?)',
  ),
  outage: db.prepare(
    `INSERT INTO outage (hotspot_key, severity, layer, reason, cause, started_at, ended_at, end_reason)
     VALUES (?, 'down', 'link', 'timeout', ?, ?, ?, 'recovered')`,
  ),
  blind: db.prepare(
    "INSERT INTO blind_interval (tier, cause, started_at, ended_at) VALUES ('all', 'stopped', ?, ?)",
  ),
})

/** One outage in each tenth of the month, from one minute to three hours long. */
const saveHotspotMonth = (
  sql: ReturnType<typeof prepare>,
  key: number,
  { from, to }: MonthSpan,
  random: Random,
): void => {
  const step = (to - from) / outagesPerMonth
  for (let index = 0; index < outagesPerMonth; index += 1) {
    const startedAt = Math.floor(from + step * (index + 0.7 * random()))
    const endedAt = startedAt + Math.floor(minuteMs + 3 * hourMs * random() ** 3)
    sql.flip.run(key, startedAt, 'down', 'link', 'timeout')
    sql.flip.run(key, endedAt, 'up', null, null)
    sql.outage.run(key, causes[Math.floor(random() * causes.length)], startedAt, endedAt)
  }
}

/** Writes the inventory and its past; rows come in the order of time, as they would have. */
export const saveHistory = (
  db: Db,
  inventory: Inventory,
  months: readonly MonthSpan[],
  random: Random,
): void => {
  saveInventory(db, inventory)
  savePeople(db, inventory)
  const sql = prepare(db)
  const [first] = months
  for (const month of months) {
    db.transaction(() => {
      if (month === first) {
        for (const { key } of inventory.hotspots) sql.flip.run(key, month.from, 'up', null, null)
      }
      // The monitor stood still for an hour, twice.
      for (const day of [5, 19]) {
        sql.blind.run(month.from + day * dayMs, month.from + day * dayMs + hourMs)
      }
      for (const { key } of inventory.hotspots) saveHotspotMonth(sql, key, month, random)
    }).immediate()
  }
}
