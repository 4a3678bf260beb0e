import { describe, expect, it } from 'vitest'
import { computeGroups } from '../../server/domain/ledger/groups.ts'
import { computeLedger } from '../../server/domain/ledger/ledger.ts'
import { createContractStore } from '../../server/store/contract-store.ts'
import type { Db } from '../../server/store/database.ts'
import { createLedgerStore } from '../../server/store/ledger-store.ts'
import { createMaintenanceStore } from '../../server/store/maintenance-store.ts'
import { createOutageChangeStore } from '../../server/store/outage-change-store.ts'
import { begin, createRecordedCity, down, minute } from '../monitor/recorded-city.ts'

const context = {
  calendar: { zone: 'Asia/Jakarta', holidays: new Map<string, string>() },
  defaultHours: new Map<string, string>(),
}
const hour = 60 * minute
const order = { at: begin, who: 'Sari (contoh)', why: 'as agreed' }

const addFact = (db: Db, ...row: readonly [number, string, number, string | null]): void => {
  db.prepare(
    'INSERT INTO hotspot_fact (hotspot_key, field, valid_from, value) VALUES (?, ?, ?, ?)',
  ).run(...row)
}

/** Ten minutes up, ten minutes down, up again until the hour is over. */
const createCity = () => {
  const city = createRecordedCity({
    uplinks: ['pop-1'],
    hotspots: [
      { id: 'a', layers: ['link'] },
      { id: 'b', layers: ['link'], uplink: 'pop-1' },
    ],
  })
  city.startAt(begin - 1000)
  for (const key of [1, 2]) {
    addFact(city.db, key, 'lifecycle', 0, 'active')
    addFact(city.db, key, 'kind', 0, 'taman')
    addFact(city.db, key, 'kecamatan', 0, 'Beji')
  }
  let at = city.rounds(begin, 10)
  at = city.rounds(at, 10, { answers: { a: down, b: down, 'pop-1': down } })
  city.rounds(at, 41)
  return city
}

const read = (db: Db, id: 'a' | 'b', range = { from: begin, to: begin + hour }) =>
  createLedgerStore(db, context)
    .openPeriod({ ...range, now: begin + 61 * minute })
    .readHotspot({ key: id === 'a' ? 1 : 2, id }, [])

describe('the ledger of a recorded hour', () => {
  it('accounts for every millisecond, and for uplink time by its own class', () => {
    const { db } = createCity()
    const a = computeLedger(read(db, 'a').facts)
    // The up flip of a waits for nothing: its first sample is the first of the hour.
    expect(a.views.all.classes).toMatchObject({ up: 50 * minute, down: 10 * minute, upstream: 0 })
    const b = computeLedger(read(db, 'b').facts)
    // The samples of b come one millisecond after those of a.
    expect(b.views.all.classes).toMatchObject({ down: 0, upstream: 10 * minute, unknown: 1 })
    expect(a.outages).toBe(1)
    expect(a.mttrMs).toBe(10 * minute)
  })

  it('finds an outage and a flip that began before the period', () => {
    const { db } = createCity()
    const range = { from: begin + 15 * minute, to: begin + 30 * minute }
    const ledger = computeLedger(read(db, 'a', range).facts)
    expect(ledger.views.all.classes).toMatchObject({ down: 5 * minute, up: 10 * minute })
    expect(ledger.outages).toBe(0)
    expect(ledger.mttrMs).toBe(10 * minute)
  })

  it('follows causes that people set, also through the uplink, and parts', () => {
    const { db } = createCity()
    const people = createOutageChangeStore(db)
    const ids = db.prepare('SELECT id FROM outage WHERE hotspot_key IS NULL').pluck().all()
    people.setCause(Number(ids[0]), 'provider', order)
    const causesOf = () => computeLedger(read(db, 'b').facts).views.all.downByCause
    expect(causesOf()).toMatchObject({ provider: 10 * minute, unclassified: 0 })
    const at = begin + hour
    people.split(Number(ids[0]), { from: begin + 14 * minute, cause: 'power' }, { ...order, at })
    expect(causesOf()).toMatchObject({ provider: 4 * minute - 1, power: 6 * minute + 1 })
    const own = db.prepare('SELECT id FROM outage WHERE hotspot_key = 2').pluck().get()
    people.setCause(Number(own), 'device', order)
    expect(causesOf()).toMatchObject({ provider: 0, power: 0, device: 10 * minute })
  })

  it('takes maintenance by what the hotspot was, closed time by its hours, contracts by their number', () => {
    const { db } = createCity()
    const window = {
      scope: 'kecamatan',
      scopeValue: 'Beji',
      startsAt: begin + 10 * minute,
      endsAt: begin + 15 * minute,
      recurrence: null,
      title: 'Ganti perangkat',
    } as const
    createMaintenanceStore(db).insert(window, order)
    // begin is 10:00 in Jakarta.
    addFact(db, 1, 'service_hours', 0, 'Mo-Su 08:00-10:30')
    addFact(db, 1, 'contract', 0, JSON.stringify({ number: 'K-1', monthlyFee: null }))
    createContractStore(db).saveContracts(
      [
        {
          id: 'k-1-2026',
          provider: 'Penyedia Contoh A',
          number: 'K-1',
          validFrom: 0,
          validTo: null,
          monthlyFee: 1_000_000,
          slaTarget: 0.99,
          excusedCauses: ['power'],
          owedCauses: ['provider'],
          restitutionThresholdMs: 300_000,
        },
      ],
      order,
    )
    const ledger = computeLedger(read(db, 'a').facts)
    expect(ledger.views.service.classes).toMatchObject({
      closed: 30 * minute,
      maintenance: 5 * minute,
      down: 5 * minute,
      up: 20 * minute,
    })
    expect(ledger).toMatchObject({ maintenanceMs: 5 * minute, maintenanceDownMs: 5 * minute })
    expect(ledger.parts).toMatchObject([{ contract: { id: 'k-1-2026', target: 0.99 } }])
  })
})

describe('groups of ledgers', () => {
  it('count a member for the time in which it belonged to the set', () => {
    const { db } = createCity()
    addFact(db, 1, 'kecamatan', begin + 20 * minute, 'Limo')
    const members = (['a', 'b'] as const).map((id) => ({ id, ...read(db, id) }))
    const groups = computeGroups(members, 'kecamatan')
    expect(groups.map(({ name, ledger }) => [name, ledger.members])).toEqual([
      ['Beji', 2],
      ['Limo', 1],
    ])
    const [beji, limo] = groups.map(({ ledger }) => ledger.views.all.classes)
    expect(limo).toMatchObject({ up: 40 * minute, down: 0 })
    expect(beji).toMatchObject({ up: 60 * minute - 1, down: 10 * minute, upstream: 10 * minute })
    const [city] = computeGroups(members, 'city')
    expect(city?.ledger.members).toBe(2)
  })
})
