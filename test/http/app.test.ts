import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { findAccess } from '../../server/http/access.ts'
import { ask, askJson, listDocumented } from './conform.ts'
import { createApp, createServer, createStatus, noon, settings } from './fixture.ts'

const toDocumented = (path: string): string => path.replaceAll(/:([^/]+)/g, '{$1}')

describe('the published document', () => {
  it('is OpenAPI 3.1 and has every route of the API, and no other', async () => {
    const { app } = createApp()
    const { body } = await askJson<{ openapi: string; paths: Record<string, object> }>(
      app,
      '/api/v1/openapi.json',
    )
    expect(body.openapi).toBe('3.1.0')
    const isOfApi = (path: string): boolean => /^\/(api\/|healthz|readyz|metrics)/.test(path)
    const routed = app.routes.map((route) => toDocumented(route.path)).filter(isOfApi)
    expect(Object.keys(body.paths).sort()).toEqual([...new Set(routed)].sort())
    expect(routed.length).toBeGreaterThanOrEqual(11)
  })

  it('says who may ask, and the routes do as it says', async () => {
    const { app } = createApp()
    for (const route of listDocumented(app)) {
      const handler = app.routes.find((one) => toDocumented(one.path) === route.path)?.handler
      expect(findAccess(handler ?? {}), route.path).toBe(Reflect.get(route, 'x-access'))
      const path = route.path.replace('{id}', 'satu')
      const { status } = await app.request(path, { method: 'HEAD' })
      expect(status === 403, route.path).toBe(Reflect.get(route, 'x-access') === 'loopback')
    }
  })

  it('refers to nothing that it does not hold', async () => {
    const { app } = createApp()
    const text = await (await app.request('/api/v1/openapi.json')).text()
    const references = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((one) => one[1])
    const { components } = JSON.parse(text) as { components: { schemas: object } }
    expect(references.length).toBeGreaterThan(5)
    expect(Object.keys(components.schemas)).toEqual(expect.arrayContaining(references))
  })
})

describe('GET /summary', () => {
  it('counts, and tells witnesses and the last round without addresses', async () => {
    const { app, live } = createApp()
    live.publish({
      hotspots: [createStatus('a'), createStatus('b', { health: 'down' })],
      witnesses: [{ name: 'near-1', tier: 'near', state: 'up', checkedAt: noon }],
      round: {
        schedule: '0 * * * * *',
        scheduledAt: noon,
        startedAt: noon,
        finishedAt: noon + 800,
        checks: 2,
        skipped: 0,
      },
    })
    await app.settle()
    const { body } = await askJson(app, '/api/v1/summary')
    expect(body).toMatchObject({
      generatedAt: noon,
      counts: { up: 1, down: 1 },
      byKind: { kelurahan: { up: 1, down: 1 } },
      byKecamatan: { Beji: { up: 1, down: 1 } },
      blind: null,
      witnesses: [{ name: 'near-1', tier: 'near', state: 'up', checkedAt: noon }],
      lastRound: { scheduledAt: noon, finishedAt: noon + 800, checks: 2, skipped: 0 },
    })
  })
})

describe('GET /metrics', () => {
  it('tells enough to rebuild availability, with hostile names escaped', async () => {
    const { url, live } = await createServer()
    live.publish({
      hotspots: [
        createStatus('a', {}, { kecamatan: 'Be"ji\\\n' }),
        createStatus('b', { health: 'down', openOutageId: 4 }),
        createStatus('c', { health: 'degraded' }),
        createStatus('d', { monitored: false }, { lifecycle: 'planned' }),
      ],
      outages: [
        {
          id: 4,
          hotspotId: 'b',
          uplinkId: 'pop',
          uplinkOutageId: 3,
          severity: 'down',
          layer: 'link',
          reason: 'timeout',
          cause: 'unclassified',
          startedAt: noon,
          endedAt: null,
          endReason: null,
          acknowledgedAt: null,
        },
      ],
    })
    const read = async (): Promise<string> => (await fetch(`${url}/metrics`)).text()
    await expect.poll(read).toContain('titik_hotspot_up{hotspot="a"} 1\n')
    const lines = (await read()).split('\n')
    expect(lines).toEqual(
      expect.arrayContaining([
        'titik_hotspots{state="up"} 1',
        'titik_hotspot_info{hotspot="a",kind="kelurahan",kecamatan="Be\\"ji\\\\\\n"} 1',
        'titik_hotspot_up{hotspot="b"} 0',
        'titik_hotspot_known{hotspot="b"} 1',
        'titik_hotspot_upstream{hotspot="b"} 1',
        'titik_hotspot_up{hotspot="c"} 1',
        'titik_hotspot_degraded{hotspot="c"} 1',
        'titik_hotspot_known{hotspot="d"} 0',
        'titik_hotspot_in_service{hotspot="d"} 0',
        `titik_hotspot_last_sample_timestamp_seconds{hotspot="a"} ${String(noon / 1000)}`,
        'titik_layer_latency_seconds{hotspot="a",layer="link"} 0.00425',
        'titik_open_outages{severity="down"} 1',
        'titik_ready 0',
      ]),
    )
    for (const line of lines.filter((one) => one !== '')) {
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{[^{}]*\})? -?[\d.e+-]+)$/)
    }
  })
})

describe('every answer', () => {
  it('has the headers that keep a browser safe, and an id', async () => {
    const { app } = createApp()
    for (const path of ['/api/v1/summary', '/healthz', '/', '/nowhere', '/api/v1/x', '/assets/x']) {
      const { headers } = await app.request(path)
      expect(headers.get('X-Content-Type-Options'), path).toBe('nosniff')
      expect(headers.get('Content-Security-Policy'), path).toMatch(/frame-ancestors 'none'/)
      expect(headers.get('Content-Security-Policy'), path).not.toMatch(/unsafe|\*/)
      expect(headers.get('Referrer-Policy'), path).toBe('strict-origin-when-cross-origin')
      expect(headers.get('Permissions-Policy'), path).toContain('camera=()')
      expect(headers.get('X-Request-Id'), path).toMatch(/^[\w-]+$/)
    }
  })

  it('lets pages load tiles only from the host that is set', async () => {
    const read = async (tileUrl: string | null): Promise<string> => {
      const { app } = createApp({ settings: { ...settings, tileUrl } })
      return (await app.request('/')).headers.get('Content-Security-Policy') ?? ''
    }
    expect(await read(null)).toContain("img-src 'self' data:;")
    expect(await read('https://tile.example.org/{z}/{x}/{y}.png')).toContain(
      "img-src 'self' data: https://tile.example.org;",
    )
    expect(await read('https://{s}.tile.example.org/{z}/{x}/{y}.png')).toContain(
      "img-src 'self' data: https://*.tile.example.org;",
    )
  })
})

describe('an address without an answer', () => {
  it('is told in JSON to programs', async () => {
    const { app } = createApp()
    const response = await app.request('/api/v1/nothing')
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({
      error: {
        code: 'not_found',
        message: 'There is nothing at this address',
        requestId: response.headers.get('X-Request-Id'),
      },
    })
  })

  it('refuses other methods, and says which are allowed', async () => {
    const { app } = createApp()
    for (const path of ['/api/v1/hotspots', '/metrics', '/']) {
      const response = await app.request(path, { method: 'POST' })
      expect(response.status, path).toBe(405)
      expect(response.headers.get('Allow')).toBe('GET, HEAD, OPTIONS')
    }
    expect((await app.request('/api/v1/nothing', { method: 'DELETE' })).status).toBe(404)
  })

  it('lets any site ask whether it may ask, of the public API alone', async () => {
    const { app } = createApp()
    const api = await app.request('/api/v1/summary', { method: 'OPTIONS' })
    expect(api.status).toBe(204)
    expect(api.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(api.headers.get('Access-Control-Allow-Headers')).toBe('If-None-Match')
    expect(api.headers.get('Access-Control-Allow-Credentials')).toBeNull()
    const metrics = await app.request('/metrics', { method: 'OPTIONS' })
    expect(metrics.headers.get('Access-Control-Allow-Origin')).toBeNull()
    expect((await app.request('/healthz')).headers.get('Access-Control-Allow-Origin')).toBeNull()
  })
})

describe('a failure of our own', () => {
  it('is logged with its id and tells the client nothing else', async () => {
    const { app, lines, deps } = createApp()
    vi.spyOn(deps.live.hotspots, 'get').mockImplementation(() => {
      throw new Error('/var/lib/titik is gone')
    })
    const response = await ask(app, '/api/v1/hotspots/satu')
    expect(response.status).toBe(500)
    const text = await response.text()
    expect(text).not.toContain('/var/lib')
    expect(text).toContain(String(response.headers.get('X-Request-Id')))
    expect(lines.find((line) => line.level === 'error')?.facts).toHaveProperty('err')
  })
})

describe('built files', () => {
  const createWeb = (): string => {
    const root = mkdtempSync(join(tmpdir(), 'titik-web-'))
    mkdirSync(join(root, 'assets/sub'), { recursive: true })
    writeFileSync(join(root, 'secret.txt'), 'not for you')
    writeFileSync(join(root, 'assets/app-1a2b.js'), 'export const a = 1\n'.repeat(100))
    writeFileSync(join(root, 'assets/sub/mark-3c4d.png'), new Uint8Array([1, 2, 3]))
    return root
  }

  it('are sent compressed, for ever, and not again to who has them', async () => {
    const { app } = createApp({ webRoot: createWeb() })
    await app.settle()
    const path = '/assets/app-1a2b.js'
    const response = await app.request(path, { headers: { 'Accept-Encoding': 'br' } })
    expect(response.headers.get('Content-Encoding')).toBe('br')
    expect(response.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8')
    expect(response.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
    const etag = response.headers.get('ETag') ?? ''
    const headers = { 'Accept-Encoding': 'br', 'If-None-Match': etag }
    expect((await app.request(path, { headers })).status).toBe(304)
    const image = await app.request('/assets/sub/mark-3c4d.png', {
      headers: { 'Accept-Encoding': 'br' },
    })
    expect(image.headers.get('Content-Encoding')).toBeNull()
    expect(new Uint8Array(await image.arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]))
  })

  it('are only those that were there at the start', async () => {
    const webRoot = createWeb()
    const { app } = createApp({ webRoot })
    writeFileSync(join(webRoot, 'assets/later.js'), 'x')
    for (const path of [
      '/assets/later.js',
      '/assets/../secret.txt',
      '/assets/%2e%2e/secret.txt',
      '/assets/..%2fsecret.txt',
      '/assets/sub',
      '/assets/',
    ]) {
      const response = await app.request(path)
      expect(response.status, path).toBe(404)
      expect(await response.text()).not.toContain('not for you')
    }
  })
})
