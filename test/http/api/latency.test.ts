import { describe, expect, it } from 'vitest'
import { askJson } from '../conform.ts'
import { createApp, createStatus, noon } from '../fixture.ts'

interface Latency {
  from: number
  to: number
  checks: { layer: string; kind: string; items: { at: number; avgMs: number | null }[] }[]
}

const hour = 3_600_000
const day = 24 * hour

const createCity = () => {
  const fixture = createApp()
  const { db, live } = fixture.deps
  db.exec(`
    INSERT INTO hotspot (key, id, name, kind, coordinate_basis, lifecycle)
      VALUES (1, 'satu', 'Satu', 'rw', 'unknown', 'active');
    INSERT INTO hotspot_check (key, hotspot_key, layer, target)
      VALUES (1, 1, 'link', '{"kind":"tcp","host":"10.0.0.1","port":80}');
  `)
  db.prepare('INSERT INTO sample (check_key, at, result) VALUES (1, ?, ?)').run(noon - hour, 80_000)
  live.publish({ hotspots: [createStatus('satu')] })
  return fixture
}

const ask = (query: string) =>
  askJson<Latency>(createCity().app, `/api/v1/hotspots/satu/latency${query}`)

describe('GET /hotspots/{id}/latency', () => {
  it('gives the last 24 hours when nothing else is asked for, without addresses', async () => {
    const { body } = await ask('')
    expect(body).toMatchObject({ from: noon - day, to: noon })
    expect(body.checks).toEqual([
      { layer: 'link', kind: 'tcp', items: [expect.objectContaining({ avgMs: 10 })] },
    ])
    expect(JSON.stringify(body)).not.toContain('10.0.0.1')
  })

  it('gives hours beyond 24 hours, none of them in the future', async () => {
    const { body } = await ask(`?from=${String(noon - 3 * day)}&to=${String(noon + day)}`)
    expect(body.checks[0]?.items).toHaveLength(72)
    expect(body.checks[0]?.items.every((item) => item.avgMs === null)).toBe(true)
  })

  it('takes one end of the period alone', async () => {
    expect((await ask(`?from=${String(noon - hour)}`)).body.to).toBe(noon)
    expect((await ask(`?to=${String(noon - hour)}`)).body.from).toBe(noon - hour - day)
  })

  it.each([
    `?from=${String(noon)}&to=${String(noon)}`,
    `?from=${String(noon + 1)}&to=${String(noon + 2)}`,
    `?from=${String(noon - 401 * day)}&to=${String(noon)}`,
    '?from=soon',
    '?step=5',
  ])('refuses %s', async (query) => {
    expect((await ask(query)).status).toBe(400)
  })

  it('answers 404 for an unknown hotspot', async () => {
    const { app } = createCity()
    expect((await askJson(app, '/api/v1/hotspots/dua/latency')).status).toBe(404)
  })
})
