import { describe, expect, it } from 'vitest'
import type { PublicOutage } from '../../../server/domain/public-outage.ts'
import { askJson } from '../conform.ts'
import { createApp, noon } from '../fixture.ts'

interface List {
  generatedAt: number
  items: PublicOutage[]
  nextCursor: string | null
}

const hour = 3_600_000

const createCity = () => {
  const fixture = createApp()
  fixture.deps.db.exec(`
    INSERT INTO hotspot (key, id, name, kind, coordinate_basis, lifecycle)
      VALUES (1, 'satu', 'Satu', 'rw', 'unknown', 'active'), (2, 'dua', 'Dua', 'rw', 'unknown', 'active');
  `)
  const insert = fixture.deps.db.prepare(
    `INSERT INTO outage (id, hotspot_key, severity, layer, reason, started_at, ended_at, end_reason)
     VALUES (?, ?, 'down', 'portal', 'http_status', ?, ?, ?)`,
  )
  insert.run(1, 1, noon - 5 * hour, noon - 4 * hour, 'recovered')
  insert.run(2, 1, noon - hour, null, null)
  insert.run(3, 2, noon - 2 * hour, noon - hour, 'recovered')
  return fixture
}

const list = async (query: string): Promise<List> => {
  const { status, body } = await askJson<List>(createCity().app, `/api/v1/outages${query}`)
  expect(status).toBe(200)
  return body
}

const toIds = ({ items }: List): number[] => items.map((one) => one.id)

describe('GET /outages', () => {
  it('gives all outages newest first; an open one lasts until now', async () => {
    const body = await list('')
    expect(toIds(body)).toEqual([2, 3, 1])
    expect(body.items[0]).toEqual({
      id: 2,
      hotspotId: 'satu',
      uplinkId: null,
      uplinkOutageId: null,
      severity: 'down',
      layer: 'portal',
      reason: 'http_status',
      cause: 'unclassified',
      parts: [],
      startedAt: noon - hour,
      endedAt: null,
      endReason: null,
      durationMs: hour,
      acknowledgedAt: null,
    })
    expect(body.items[2]).toMatchObject({ durationMs: hour, endReason: 'recovered' })
  })

  it('takes the period as ISO 8601, as epoch milliseconds and as a local day', async () => {
    expect(toIds(await list('?state=open'))).toEqual([2])
    expect(toIds(await list(`?to=${String(noon - 4.5 * hour)}`))).toEqual([1])
    expect(toIds(await list('?from=2026-01-15T01:30:00Z'))).toEqual([2, 3])
    expect(toIds(await list('?from=2026-01-15T08:30:00%2B07:00'))).toEqual([2, 3])
    expect(toIds(await list('?from=2026-01-15T08:30:00+07:00'))).toEqual([2, 3])
    expect(toIds(await list('?from=2026-01-15T08:30'))).toEqual([2, 3])
    expect(toIds(await list('?from=2026-01-15&to=2026-01-16'))).toEqual([2, 3, 1])
    expect(toIds(await list('?from=2026-01-16'))).toEqual([2])
    expect(toIds(await list('?hotspot=dua'))).toEqual([3])
  })

  it('is not sent again to a client that has an answer that says the same', async () => {
    const { app } = createCity()
    const first = await app.request('/api/v1/outages?state=all&to=2026-01-20')
    const tag = first.headers.get('ETag') ?? ''
    expect(tag).toMatch(/^W\//)
    const again = await app.request('/api/v1/outages?state=all&to=2026-01-20', {
      headers: { 'If-None-Match': tag },
    })
    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
    const other = await app.request('/api/v1/outages?state=open', {
      headers: { 'If-None-Match': tag },
    })
    expect(other.status).toBe(200)
  })

  it('gives pages by limit and cursor', async () => {
    const first = await list('?limit=2')
    expect(toIds(first)).toEqual([2, 3])
    expect(first.nextCursor).not.toBeNull()
    const second = await list(`?limit=2&cursor=${first.nextCursor ?? ''}`)
    expect(toIds(second)).toEqual([1])
    expect(second.nextCursor).toBeNull()
  })

  it.each([
    ['?state=closed', 1],
    ['?from=yesterday&to=2026-02-30', 2],
    ['?from=2026-01-16&to=2026-01-15', 1],
    ['?from=1&to=1', 1],
    ['?limit=1001&cursor=abc&x=1', 3],
  ])('refuses %s', async (query, problems) => {
    const { status, body } = await askJson<{ error: { code: string; problems?: string[] } }>(
      createCity().app,
      `/api/v1/outages${query}`,
    )
    expect(status).toBe(400)
    expect(body.error.problems ?? []).toHaveLength(problems)
  })
})

describe('causes that people gave', () => {
  const createSplit = () => {
    const fixture = createCity()
    fixture.deps.db.exec(`
      INSERT INTO uplink (key, id, name) VALUES (1, 'pop-1', 'POP 1');
      INSERT INTO outage (id, uplink_key, severity, layer, reason, cause, started_at, ended_at, end_reason)
        VALUES (10, 1, 'down', 'link', 'timeout', 'provider', ${String(noon - 9 * hour)}, ${String(noon - 6 * hour)}, 'recovered');
      INSERT INTO outage_part (outage_id, from_at, cause) VALUES
        (10, ${String(noon - 8 * hour)}, 'power'), (10, ${String(noon - 7 * hour)}, 'cabling');
      INSERT INTO outage (id, hotspot_key, uplink_key, uplink_outage_id, severity, layer, reason, started_at, ended_at, end_reason)
        VALUES (11, 2, 1, 10, 'down', 'link', 'timeout', ${String(noon - 7.5 * hour)}, ${String(noon - 6 * hour)}, 'recovered');
    `)
    return fixture
  }
  const read = async (fixture: ReturnType<typeof createCity>, id: number) =>
    (await askJson<List>(fixture.app, '/api/v1/outages')).body.items.find((one) => one.id === id)

  it('divide an outage into parts that together are all of it', async () => {
    expect(await read(createSplit(), 10)).toMatchObject({
      cause: 'provider',
      parts: [
        { from: noon - 9 * hour, to: noon - 8 * hour, cause: 'provider' },
        { from: noon - 8 * hour, to: noon - 7 * hour, cause: 'power' },
        { from: noon - 7 * hour, to: noon - 6 * hour, cause: 'cabling' },
      ],
    })
  })

  it('come from the uplink, for the time in which the hotspot was down', async () => {
    expect(await read(createSplit(), 11)).toMatchObject({
      cause: 'power',
      parts: [
        { from: noon - 7.5 * hour, to: noon - 7 * hour, cause: 'power' },
        { from: noon - 7 * hour, to: noon - 6 * hour, cause: 'cabling' },
      ],
    })
  })

  it('are its own as soon as somebody gave it one', async () => {
    const fixture = createSplit()
    fixture.deps.db.exec("UPDATE outage SET cause = 'device' WHERE id = 11")
    expect(await read(fixture, 11)).toMatchObject({ cause: 'device', parts: [] })
  })

  it('leave the last part of an open outage without an end', async () => {
    const fixture = createCity()
    const at = noon - hour / 2
    fixture.deps.db.exec(
      `INSERT INTO outage_part (outage_id, from_at, cause) VALUES (2, ${String(at)}, 'power')`,
    )
    expect((await read(fixture, 2))?.parts).toEqual([
      { from: noon - hour, to: at, cause: 'unclassified' },
      { from: at, to: null, cause: 'power' },
    ])
  })
})
