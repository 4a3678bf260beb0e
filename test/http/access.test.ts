import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { assertEveryRouteDeclaresAccess, withAccess } from '../../server/http/access.ts'
import { createApp, createServer, settings } from './fixture.ts'

describe('deny by default', () => {
  it('refuses an application with a route that declares no access, and names it', () => {
    const app = new Hono()
    app.get(
      '/open',
      withAccess('public', (c) => c.text('')),
    )
    expect(() => {
      assertEveryRouteDeclaresAccess(app)
    }).not.toThrow()
    app.post('/hidden', (c) => c.text(''))
    expect(() => {
      assertEveryRouteDeclaresAccess(app)
    }).toThrow('routes without declared access: POST /hidden')
  })

  it('also refuses middleware that slipped in', () => {
    const app = new Hono()
    app.use('*', async (_c, next) => next())
    expect(() => {
      assertEveryRouteDeclaresAccess(app)
    }).toThrow('ALL /*')
  })

  it('has no route that writes', () => {
    const { app } = createApp()
    expect(new Set(app.routes.map((route) => route.method))).toEqual(new Set(['GET']))
  })
})

describe('/metrics', () => {
  const fakeSocket = (remoteAddress: string | undefined, headers: Record<string, string> = {}) => ({
    incoming: { socket: { remoteAddress }, headers },
  })

  it('answers a program on this machine', async () => {
    const { url } = await createServer()
    const response = await fetch(`${url}/metrics`)
    expect(response.status).toBe(200)
    expect(response.headers.get('Access-Control-Allow-Origin')).toBeNull()
  })

  it.each([
    ['127.0.0.1', {}, [], 200],
    ['::1', {}, [], 200],
    ['::ffff:127.0.0.1', {}, [], 200],
    ['203.0.113.9', {}, [], 403],
    ['::ffff:203.0.113.9', {}, [], 403],
    [undefined, {}, [], 403],
    ['203.0.113.9', { 'x-forwarded-for': '127.0.0.1' }, [], 403],
    // A proxy on this machine that nobody declared must not open the door to the whole world.
    ['127.0.0.1', { 'x-forwarded-for': '203.0.113.9' }, [], 403],
    ['127.0.0.1', { forwarded: 'for=203.0.113.9' }, [], 403],
    ['127.0.0.1', { 'x-forwarded-for': '203.0.113.9' }, ['127.0.0.1'], 403],
    ['127.0.0.1', { 'x-forwarded-for': '127.0.0.1' }, ['127.0.0.0/8'], 200],
    ['127.0.0.1', { 'x-forwarded-for': '127.0.0.1, 203.0.113.9' }, ['127.0.0.1'], 403],
    ['10.0.0.2', { 'x-forwarded-for': '127.0.0.1' }, ['10.0.0.0/8'], 200],
    ['10.0.0.2', { 'x-forwarded-for': 'nonsense' }, ['10.0.0.0/8'], 403],
  ] as const)(
    'asked by %s with %j and trusted proxies %j: %i',
    async (address, headers, trusted, status) => {
      const { app } = createApp({ settings: { ...settings, trustedProxies: trusted } })
      const response = await app.request('/metrics', { headers }, fakeSocket(address, headers))
      expect(response.status).toBe(status)
    },
  )

  it('stays closed when nothing is known about the socket', async () => {
    const { app } = createApp()
    const response = await app.request('/metrics')
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ error: { code: 'forbidden' } })
  })

  it('refuses to start with a trusted proxy that is no address', () => {
    expect(() =>
      createApp({ settings: { ...settings, trustedProxies: ['proxy.local'] } }),
    ).toThrow()
  })
})
