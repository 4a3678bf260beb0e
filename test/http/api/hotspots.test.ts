import { describe, expect, it } from 'vitest'
import type { PublicHotspot } from '../../../server/domain/present-status.ts'
import { ask, askJson } from '../conform.ts'
import { createApp, createStatus, noon } from '../fixture.ts'

interface List {
  generatedAt: number
  items: PublicHotspot[]
  nextCursor: string | null
}

const createCity = async () => {
  const fixture = createApp()
  fixture.live.publish({
    hotspots: [
      createStatus('rw-02', {}, { kind: 'rw', kecamatan: 'Sukmajaya', name: 'RW 02 Mekarjaya' }),
      createStatus('kel-beji', { health: 'down', healthReason: 'timeout' }),
      createStatus('taman', {}, { kind: 'taman', lifecycle: 'suspended', lat: null, lon: null }),
      createStatus('kel-curug', {}, { kelurahan: 'Curug', kecamatan: null }),
    ],
  })
  await fixture.app.settle()
  return fixture
}

const listIds = async (app: Awaited<ReturnType<typeof createCity>>['app'], query: string) => {
  const { status, body } = await askJson<List>(app, `/api/v1/hotspots${query}`)
  expect(status).toBe(200)
  return body.items.map((one) => one.id)
}

describe('GET /hotspots', () => {
  it('gives every hotspot ordered by id, with the instant of the answer', async () => {
    const { app } = await createCity()
    const { body } = await askJson<List>(app, '/api/v1/hotspots')
    expect(body.items.map((one) => one.id)).toEqual(['kel-beji', 'kel-curug', 'rw-02', 'taman'])
    expect(body).toMatchObject({ generatedAt: noon, nextCursor: null })
    expect(body.items[0]).toMatchObject({ health: 'down', healthReason: 'timeout' })
  })

  it.each([
    ['?kecamatan=Sukmajaya', ['rw-02']],
    ['?kind=kelurahan', ['kel-beji', 'kel-curug']],
    ['?health=down', ['kel-beji']],
    ['?lifecycle=suspended', ['taman']],
    ['?q=MEKAR', ['rw-02']],
    ['?q=curug&kind=kelurahan', ['kel-curug']],
    ['?q=tidak+ada', []],
    ['?q=', ['kel-beji', 'kel-curug', 'rw-02', 'taman']],
  ])('filters by %s', async (query, ids) => {
    const { app } = await createCity()
    expect(await listIds(app, query)).toEqual(ids)
  })

  it('gives pages that together hold every hotspot once, also when one of them leaves', async () => {
    const { app, live } = await createCity()
    const first = await askJson<List>(app, '/api/v1/hotspots?limit=2')
    expect(first.body.nextCursor).toBe('kel-curug')
    live.publish({ removed: ['kel-curug'] })
    await app.settle()
    const second = await askJson<List>(app, '/api/v1/hotspots?limit=2&cursor=kel-curug')
    expect(second.body.items.map((one) => one.id)).toEqual(['rw-02', 'taman'])
    expect(second.body.nextCursor).toBeNull()
  })

  it('lists every problem of a request at once', async () => {
    const { app } = await createCity()
    const { status, body } = await askJson<{ error: { code: string; problems: string[] } }>(
      app,
      '/api/v1/hotspots?health=fine&limit=0&sort=name&kind=a&kind=b',
    )
    expect(status).toBe(400)
    expect(body.error.code).toBe('invalid')
    expect(body.error.problems).toHaveLength(4)
    expect(body.error.problems.join('\n')).toMatch(/"health"[^]*"limit"|"limit"[^]*"health"/)
    expect(body.error.problems.join('\n')).toContain('query "sort": is not known here')
  })
})

describe('GET /hotspots.geojson', () => {
  it('gives points as longitude and latitude, and no geometry without a point', async () => {
    const { app } = await createCity()
    const { body } = await askJson<{ features: { id: string; geometry: unknown }[] }>(
      app,
      '/api/v1/hotspots.geojson',
    )
    expect(body.features[0]).toMatchObject({
      id: 'kel-beji',
      geometry: { type: 'Point', coordinates: [106.82, -6.36] },
      properties: { id: 'kel-beji', health: 'down' },
    })
    expect(body.features[3]).toMatchObject({ id: 'taman', geometry: null })
  })

  it('keeps names that would break out of JSON as text', async () => {
    const { app, live } = createApp()
    const name = '"}]}<img onerror=alert(1)>\u2028\u202e\\'
    live.publish({ hotspots: [createStatus('a', {}, { name })] })
    await app.settle()
    const { body } = await askJson<{ features: { properties: PublicHotspot }[] }>(
      app,
      '/api/v1/hotspots.geojson',
    )
    expect(body.features[0]?.properties.name).toBe(name)
  })

  it('refuses a query that it does not know', async () => {
    const { app } = await createCity()
    expect((await ask(app, '/api/v1/hotspots.geojson?v=1')).status).toBe(400)
  })
})

describe('GET /hotspots/{id}', () => {
  it('gives one hotspot as it reads at this instant', async () => {
    const { app, clock } = await createCity()
    clock.now = noon + 180_000
    const { body } = await askJson(app, '/api/v1/hotspots/rw-02')
    expect(body).toMatchObject({
      generatedAt: noon + 180_000,
      id: 'rw-02',
      health: 'unknown',
      healthReason: 'stale',
      checkedAt: noon,
      openNow: null,
      maintenance: null,
    })
  })

  it('answers 404 for an unknown id and 400 for one that cannot be', async () => {
    const { app } = await createCity()
    expect((await askJson(app, '/api/v1/hotspots/nowhere')).status).toBe(404)
    expect((await askJson(app, '/api/v1/hotspots/%3Cimg%3E')).status).toBe(400)
    expect((await askJson(app, '/api/v1/hotspots/rw-02?full=1')).status).toBe(400)
  })
})
