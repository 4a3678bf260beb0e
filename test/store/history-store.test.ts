import { onTestFinished, beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../../server/store/database.ts'
import { openDatabase } from '../../server/store/database.ts'
import type { HistoryStore, OutageFilter } from '../../server/store/history-store.ts'
import { createHistoryStore } from '../../server/store/history-store.ts'

let db: Db
let history: HistoryStore

beforeEach(() => {
  db = openDatabase(':memory:')
  history = createHistoryStore(db)
  db.exec(`
    INSERT INTO uplink (key, id, name) VALUES (1, 'pop-timur', 'POP Timur');
    INSERT INTO hotspot (key, id, name, kind, coordinate_basis, lifecycle)
      VALUES (1, 'satu', 'Satu', 'rw', 'unknown', 'active'), (2, 'dua', 'Dua', 'rw', 'unknown', 'active');
  `)
  onTestFinished(() => {
    db.close()
  })
})

interface OutageFacts {
  hotspot?: number | null
  uplink?: number | null
  parent?: number | null
  severity?: string
  endedAt?: number | null
}

const insertOutage = (id: number, startedAt: number, facts: OutageFacts = {}): void => {
  db.prepare(
    `INSERT INTO outage (id, hotspot_key, uplink_key, uplink_outage_id, severity, layer, reason, started_at, ended_at)
     VALUES (?, ?, ?, ?, ?, 'link', 'timeout', ?, ?)`,
  ).run(
    id,
    facts.hotspot === undefined ? 1 : facts.hotspot,
    facts.uplink ?? null,
    facts.parent ?? null,
    facts.severity ?? 'down',
    startedAt,
    facts.endedAt === undefined ? startedAt + 10 : facts.endedAt,
  )
}

const listIds = (filter: Partial<OutageFilter> = {}): number[] =>
  history.listOutages({ state: 'all', limit: 100, ...filter }).map((one) => one.id)

describe('outages', () => {
  it('come newest first, with the names of hotspot and uplink', () => {
    insertOutage(1, 100, { hotspot: null, uplink: 1, endedAt: null })
    insertOutage(2, 105, { uplink: 1, parent: 1, endedAt: null })
    expect(history.listOutages({ state: 'all', limit: 10 })).toEqual([
      {
        id: 2,
        hotspotId: 'satu',
        uplinkId: 'pop-timur',
        uplinkOutageId: 1,
        severity: 'down',
        layer: 'link',
        reason: 'timeout',
        cause: 'unclassified',
        parts: [],
        startedAt: 105,
        endedAt: null,
        endReason: null,
        acknowledgedAt: null,
      },
      expect.objectContaining({ id: 1, hotspotId: null, uplinkId: 'pop-timur' }),
    ])
  })

  it('that are open can be asked for alone', () => {
    insertOutage(1, 100)
    insertOutage(2, 200, { endedAt: null })
    expect(listIds({ state: 'open' })).toEqual([2])
  })

  it('belong to a period that they touch, half-open on both sides', () => {
    insertOutage(1, 100, { endedAt: 200 })
    expect(listIds({ from: 199, to: 300 })).toEqual([1])
    expect(listIds({ from: 200, to: 300 })).toEqual([])
    expect(listIds({ from: 0, to: 101 })).toEqual([1])
    expect(listIds({ from: 0, to: 100 })).toEqual([])
  })

  it('that are open touch every later period, and those of no length the instant they began', () => {
    insertOutage(1, 100, { endedAt: null })
    insertOutage(2, 300, { hotspot: 2, endedAt: 300 })
    expect(listIds({ from: 5000 })).toEqual([1])
    expect(listIds({ from: 300, to: 301 })).toEqual([2, 1])
    expect(listIds({ from: 301, to: 302 })).toEqual([1])
  })

  it('of one hotspot are found by its id; an unknown id has none', () => {
    insertOutage(1, 100)
    insertOutage(2, 200, { hotspot: 2 })
    expect(listIds({ hotspotId: 'dua' })).toEqual([2])
    expect(listIds({ hotspotId: "x' OR 1=1 --" })).toEqual([])
  })

  it('are paged without gap or repetition, also when many began at once', () => {
    for (let id = 1; id <= 7; id += 1) insertOutage(id, id < 6 ? 100 : 200)
    const seen: number[] = []
    let before: OutageFilter['before']
    for (let page = 0; page < 10; page += 1) {
      const rows = history.listOutages({ state: 'all', limit: 2, before })
      if (rows.length === 0) break
      seen.push(...rows.map((one) => one.id))
      const last = rows.at(-1)
      before = last === undefined ? undefined : { startedAt: last.startedAt, id: last.id }
    }
    expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1])
  })

  it('are found by id, or not at all', () => {
    insertOutage(5, 100)
    expect(history.findOutage(5)?.startedAt).toBe(100)
    expect(history.findOutage(6)).toBeUndefined()
  })
})

describe('flips', () => {
  const insertFlip = (key: number, at: number, health: string): void => {
    db.prepare('INSERT INTO flip (hotspot_key, at, health) VALUES (?, ?, ?)').run(key, at, health)
  }
  const listAt = (from: number, to: number): number[] =>
    history.listFlips(1, from, to).map((one) => one.at)

  it('of a period include the one in force at its start, and none that begins at its end', () => {
    for (const at of [100, 200, 300, 400]) insertFlip(1, at, 'up')
    insertFlip(2, 250, 'down')
    expect(listAt(250, 400)).toEqual([200, 300])
    expect(listAt(200, 401)).toEqual([200, 300, 400])
    expect(listAt(50, 150)).toEqual([100])
    expect(listAt(500, 600)).toEqual([400])
    expect(listAt(0, 100)).toEqual([])
  })
})

describe('blind intervals', () => {
  it('are those that touch the period, oldest first', () => {
    const insert = db.prepare(
      'INSERT INTO blind_interval (tier, cause, started_at, ended_at) VALUES (?, ?, ?, ?)',
    )
    insert.run('near', 'witnesses', 100, 200)
    insert.run('all', 'stopped', 50, null)
    insert.run('far', 'witnesses', 300, 400)
    expect(history.listBlind(200, 300)).toEqual([
      { tier: 'all', cause: 'stopped', startedAt: 50, endedAt: null },
    ])
    expect(history.listBlind(199, 301).map((one) => one.tier)).toEqual(['all', 'near', 'far'])
  })
})

describe('dated facts', () => {
  it('come oldest first, of one field and one hotspot', () => {
    const insert = db.prepare(
      'INSERT INTO hotspot_fact (hotspot_key, field, valid_from, value) VALUES (?, ?, ?, ?)',
    )
    insert.run(1, 'lifecycle', 200, 'suspended')
    insert.run(1, 'lifecycle', 100, 'active')
    insert.run(1, 'kind', 100, 'rw')
    insert.run(2, 'lifecycle', 100, 'planned')
    expect(history.listFacts(1, 'lifecycle')).toEqual([
      { validFrom: 100, value: 'active' },
      { validFrom: 200, value: 'suspended' },
    ])
  })
})
