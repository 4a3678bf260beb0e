/** The inventory store: imports are whole or nothing, facts are dated, checks keep their key, everything is audited. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { planImport } from '../../server/domain/inventory/plan-import.ts'
import { startOfDay } from '../../server/domain/zone.ts'
import { openDatabase } from '../../server/store/database.ts'
import type { Db } from '../../server/store/database.ts'
import { createInventoryStore } from '../../server/store/inventory-store.ts'
import type { InventoryStore } from '../../server/store/inventory-store.ts'
import { hostileHosts } from '../domain/hostile-hosts.ts'
import { context, minimumNames, toCsv } from '../domain/inventory/files.ts'
import type { Cells } from '../domain/inventory/files.ts'

const now = Date.UTC(2025, 9, 9, 8, 53)
const later = now + 3_600_000
const today = startOfDay('Asia/Jakarta', now)

let db: Db
let store: InventoryStore

beforeEach(() => {
  db = openDatabase(':memory:')
  store = createInventoryStore(db)
})
afterEach(() => db.close())

const plan = (rows: readonly Cells[], uplinks: string | null = null) =>
  planImport({ hotspots: toCsv(rows), uplinks }, store.readInventory(), context)

const importRows = (rows: readonly Cells[], at = now, uplinks: string | null = null) =>
  store.applyImport(plan(rows, uplinks), { now: at, today, who: 'sari', why: 'import list.csv' })

const count = (table: string): number =>
  db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0

const factsOf = (field: string): unknown[] =>
  db
    .prepare('SELECT valid_from AS at, value FROM hotspot_fact WHERE field = ? ORDER BY valid_from')
    .all(field)

describe('reading', () => {
  it('gives hotspots, uplinks and checks in the order of their entry', () => {
    importRows([{ id: 'b', uplink: 'pop-1' }, { id: 'a' }])
    expect(store.listHotspots().map(({ id, uplinkId }) => [id, uplinkId])).toEqual([
      ['b', 'pop-1'],
      ['a', null],
    ])
    expect(store.findHotspot('a')).toMatchObject({
      id: 'a',
      areaCode: '32.76.02.1009',
      lat: -6.361498,
    })
    expect(store.findHotspot('z')).toBeUndefined()
    expect(store.listUplinks()).toEqual([{ key: 1, id: 'pop-1', name: 'pop-1', provider: null }])
    expect(store.listChecks()).toHaveLength(6)
    expect(store.listChecks()[0]).toEqual({
      key: 1,
      hotspotKey: store.findHotspot('b')?.key,
      uplinkKey: null,
      layer: 'link',
      target: { kind: 'icmp', host: '10.1.2.3' },
      required: true,
      schedule: null,
      tier: null,
      downAfter: 3,
      upAfter: 2,
      slowMs: null,
      lossyRatio: null,
    })
  })

  it('keeps staff fields out of the hotspot that pages see', () => {
    importRows([{ id: 'a' }])
    const hotspot = JSON.stringify(store.findHotspot('a'))
    expect(hotspot).not.toContain('10.1.2.3')
    expect(hotspot).not.toContain('mikrotik')
  })

  it('survives a database that somebody edited by hand', () => {
    importRows([{ id: 'a' }])
    const insert = db.prepare(
      "INSERT INTO hotspot_check (hotspot_key, layer, target) VALUES (1, 'link', ?)",
    )
    for (const host of hostileHosts) insert.run(JSON.stringify({ kind: 'icmp', host }))
    for (const text of ['', '{', 'null', '{"kind":"tcp"}']) insert.run(text)
    const targets = store
      .listChecks()
      .slice(3)
      .map(({ target }) => target)
    expect(targets).toHaveLength(hostileHosts.length + 4)
    expect(targets.slice(-4)).toEqual(Array(4).fill({ kind: 'icmp', host: '' }))
  })
})

describe('an import', () => {
  it('writes what was planned, and the same file again changes nothing', () => {
    const rows = [{ id: 'a', uplink: 'pop-1' }, { id: 'b' }]
    expect(importRows(rows)).toEqual({
      createdHotspots: 2,
      changedHotspots: 0,
      createdUplinks: 1,
      changedUplinks: 0,
    })
    const revision = store.findRevision()
    const again = plan(rows)
    expect(again.hotspots?.unchangedCount).toBe(2)
    store.applyImport(again, { now: later, today, who: 'sari', why: '' })
    expect(store.findRevision()).toBe(revision)
    expect(count('audit')).toBe(3)
  })

  it('raises the revision once, however much it writes', () => {
    expect(store.findRevision()).toBe('0')
    importRows([{ id: 'a' }, { id: 'b' }])
    expect(store.findRevision()).toBe('1')
    importRows([{ id: 'a', lifecycle: 'suspended' }])
    expect(store.findRevision()).toBe('2')
  })

  it('is audited row by row, with only what differs', () => {
    importRows([{ id: 'a' }])
    importRows([{ id: 'a', name: 'Baru', sla_target: '99%' }], later)
    const rows = db.prepare('SELECT * FROM audit ORDER BY id').all() as Record<string, unknown>[]
    expect(
      rows.map(({ at, who, action, subject, why }) => [at, who, action, subject, why]),
    ).toEqual([
      [now, 'sari', 'hotspot.create', 'a', 'import list.csv'],
      [later, 'sari', 'hotspot.change', 'a', 'import list.csv'],
    ])
    expect(rows[0]).toMatchObject({
      before: null,
      after: expect.stringContaining('"id":"a"') as string,
    })
    expect(rows[1]).toMatchObject({
      before: '{"name":"Puskesmas Tugu","sla_target":"0.995"}',
      after: '{"name":"Baru","sla_target":"0.99"}',
    })
  })

  it('counts the versions of a hotspot', () => {
    importRows([{ id: 'a' }])
    importRows([{ id: 'a', name: 'Baru' }], later)
    expect(db.prepare('SELECT version FROM hotspot').pluck().all()).toEqual([2])
  })

  it('dates facts: from ever at first, from now on when they change', () => {
    importRows([{ id: 'a', active_from: '' }])
    importRows([{ id: 'a', active_from: '', sla_target: '', lifecycle: 'suspended' }], later)
    expect(factsOf('kind')).toEqual([{ at: 0, value: 'puskesmas' }])
    expect(factsOf('sla_target')).toEqual([
      { at: 0, value: '0.995' },
      { at: later, value: null },
    ])
    expect(factsOf('lifecycle')).toEqual([
      { at: today, value: 'active' },
      { at: later, value: 'suspended' },
    ])
  })

  it('that takes back what was to come drops it, and leaves the past', () => {
    importRows([{ id: 'a', active_from: '2025-12-01' }])
    importRows([{ id: 'a', active_from: '2025-12-01', lifecycle: 'retired' }], later)
    expect(factsOf('lifecycle')).toEqual([{ at: later, value: 'retired' }])
  })

  it('twice in one millisecond leaves the later value', () => {
    importRows([{ id: 'a' }])
    importRows([{ id: 'a', provider: 'X' }], later)
    importRows([{ id: 'a', provider: 'Y' }], later)
    expect(factsOf('provider')).toEqual([
      { at: 0, value: 'Penyedia Contoh' },
      { at: later, value: 'Y' },
    ])
  })

  it('refuses what was changed since it was compared, and writes nothing of it', () => {
    importRows([{ id: 'a' }, { id: 'b' }])
    const stale = plan([
      { id: 'a', name: 'Dari berkas' },
      { id: 'b', name: 'Dari berkas' },
      { id: 'c' },
    ])
    importRows([{ id: 'b', name: 'Dari orang lain' }], later)
    const order = { now: later, today, who: 'sari', why: '' }
    expect(() => store.applyImport(stale, order)).toThrow('b was changed meanwhile')
    expect(store.listHotspots().map(({ name }) => name)).toEqual([
      'Puskesmas Tugu',
      'Dari orang lain',
    ])
    const doubled = plan([{ id: 'd' }])
    importRows([{ id: 'd' }], later)
    expect(() => store.applyImport(doubled, order)).toThrow('d was changed meanwhile')
  })

  it('is whole or nothing: a failure at the last row leaves no trace', () => {
    importRows([{ id: 'a' }])
    const before = db.serialize()
    db.exec(`CREATE TEMP TRIGGER fail BEFORE INSERT ON audit WHEN new.subject = 'z'
      BEGIN SELECT RAISE(ABORT, 'disk full'); END`)
    expect(() =>
      importRows([{ id: 'a', name: 'Baru' }, { id: 'y', uplink: 'pop-1' }, { id: 'z' }]),
    ).toThrow('disk full')
    expect(db.serialize().equals(before)).toBe(true)
  })

  it('is seen by another connection as soon as it is done', () => {
    const folder = mkdtempSync(join(tmpdir(), 'titik-inventory-'))
    const file = join(folder, 'titik.sqlite')
    const [one, two] = [openDatabase(file), openDatabase(file)]
    try {
      const other = createInventoryStore(two)
      expect(other.findRevision()).toBe('0')
      store = createInventoryStore(one)
      importRows([{ id: 'a' }])
      expect(other.findRevision()).toBe('1')
      expect(other.listHotspots()).toHaveLength(1)
    } finally {
      one.close()
      two.close()
      rmSync(folder, { recursive: true })
    }
  })
})

describe('checks', () => {
  const keys = () => store.listChecks().map(({ key, target }) => [key, target.kind])

  it('keep their key while their target is the same, also when it comes back', () => {
    importRows([{ id: 'a' }])
    const first = [
      [1, 'icmp'],
      [2, 'tcp'],
      [3, 'http'],
    ]
    expect(keys()).toEqual(first)
    importRows([{ id: 'a', name: 'Baru', lifecycle: 'suspended' }])
    expect(keys()).toEqual(first)
    importRows([{ id: 'a', link_tcp_port: '', portal_url: 'http://10.1.2.3/baru' }])
    expect(keys()).toEqual([
      [1, 'icmp'],
      [4, 'http'],
    ])
    importRows([{ id: 'a' }])
    expect(keys()).toEqual(first)
    expect(count('hotspot_check')).toBe(4)
  })

  it('of a hotspot without addresses are none, and its old ones stay for their history', () => {
    importRows([{ id: 'a' }])
    importRows([{ id: 'a', gateway: '', link_tcp_port: '', portal_url: '', portal_expect: '' }])
    expect(store.listChecks()).toEqual([])
    expect(count('hotspot_check')).toBe(3)
  })

  it('of an uplink follow its own address', () => {
    const header = 'id,name,provider,gateway,link_tcp_port\n'
    importRows([{ id: 'a', uplink: 'pop-1' }])
    const uplinkChecks = () =>
      store
        .listChecks()
        .filter(({ uplinkKey }) => uplinkKey === 1)
        .map(({ target }) => target)
    expect(uplinkChecks()).toEqual([])
    const apply = (content: string) =>
      store.applyImport(
        planImport({ hotspots: null, uplinks: header + content }, store.readInventory(), context),
        { now: later, today, who: 'sari', why: '' },
      )
    expect(apply('pop-1,POP Satu,Contoh,10.0.0.1,22\n')).toMatchObject({ changedUplinks: 1 })
    expect(uplinkChecks()).toEqual([{ kind: 'tcp', host: '10.0.0.1', port: 22 }])
    apply('pop-1,POP Satu,Contoh,10.0.0.1,\n')
    expect(uplinkChecks()).toEqual([{ kind: 'icmp', host: '10.0.0.1' }])
    expect(store.listUplinks()).toEqual([
      { key: 1, id: 'pop-1', name: 'POP Satu', provider: 'Contoh' },
    ])
  })
})

it('an inventory of every field comes back as it was imported', () => {
  const names = [
    ...minimumNames,
    ...['link_icmp', 'contract_number', 'monthly_fee', 'owner_office', 'device_brand'],
    ...['device_model', 'device_serial', 'contact', 'notes', 'source_date'],
  ]
  const cells = {
    ...{ uplink: 'pop-1', link_icmp: 'no', contract_number: 'K-1', monthly_fee: '350000' },
    ...{ owner_office: 'Diskominfo', device_brand: 'Merek', device_model: 'M1' },
    ...{ device_serial: 'S1', contact: "'+62 21", notes: 'satu\ndua', source_date: '2025-02-28' },
  }
  const content = toCsv([cells], { names })
  const first = planImport({ hotspots: content, uplinks: null }, store.readInventory(), context)
  store.applyImport(first, { now, today, who: 'sari', why: '' })
  expect([...store.readInventory().hotspots.values()]).toEqual([first.hotspots?.created[0]?.after])
})
