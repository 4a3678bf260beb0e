import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createHttp } from '../../../probes/http/http.ts'
import { createResolve } from '../../../probes/resolve.ts'
import type { HttpTarget } from '../../../probes/result.ts'
import { findClosedPort, loopbackPolicy, never, serveNames } from '../fixture.ts'

const readPem = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'certificates', `${name}.pem`), 'utf8')

const validTo = Date.UTC(2059, 0, 1)
const day = 86_400_000

const createProbe = (options: { now?: number; servers?: string[] } = {}) =>
  createHttp({
    resolve: createResolve({ policy: loopbackPolicy, servers: options.servers }),
    now: () => options.now ?? Date.UTC(2030, 0, 1),
    trusted: readPem('authority'),
  })

const probe = createProbe()

type Handler = (request: IncomingMessage, response: ServerResponse) => void

const start = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const serve = async (handler: Handler): Promise<string> =>
  `http://127.0.0.1:${String(await start(createServer(handler)))}`

const serveTls = async (certificate: string, handler: Handler): Promise<number> =>
  start(createTlsServer({ cert: readPem(certificate), key: readPem('server-key') }, handler))

const page: Handler = (_request, response) => {
  response.end('<h1>Selamat datang di Wi-Fi Depok</h1>')
}

const get = (url: string, more: Partial<HttpTarget> = {}) =>
  probe({ kind: 'http', url, timeoutMs: 3000, ...more }, never)

describe('a portal page', () => {
  test('is up with the steps of the probe', async () => {
    const result = await get(await serve(page))
    expect(result).toMatchObject({
      outcome: 'up',
      detail: 'HTTP 200',
      phases: [{ name: 'connect' }, { name: 'headers', detail: 'HTTP 200' }, { name: 'body' }],
    })
    expect(result).not.toHaveProperty('flaws')
  })

  test('is asked for by its host, its path and its query, and for plain bytes', async () => {
    let seen: IncomingMessage | undefined
    const origin = await serve((request, response) => {
      seen = request
      response.end()
    })
    await get(`${origin}/login?next=%2Fa#part`)
    expect(seen?.url).toBe('/login?next=%2Fa')
    expect(seen?.headers).toMatchObject({
      host: origin.slice('http://'.length),
      'accept-encoding': 'identity',
    })
  })

  test.each([200, 204, 299])('with status %d is up', async (status) => {
    const origin = await serve((_request, response) => response.writeHead(status).end())
    expect(await get(origin)).toMatchObject({ outcome: 'up' })
  })

  test.each([300, 304, 400, 404, 500, 503])('with status %d is down', async (status) => {
    const origin = await serve((_request, response) => response.writeHead(status).end('x'))
    expect(await get(origin)).toMatchObject({
      outcome: 'down',
      reason: 'http_status',
      detail: `HTTP ${String(status)}`,
    })
  })

  test('behind a closed port is refused', async () => {
    const port = await findClosedPort()
    expect(await get(`http://127.0.0.1:${String(port)}/`)).toMatchObject({
      outcome: 'down',
      reason: 'refused',
    })
  })

  test('is reached by name, at the address that was checked', async () => {
    const names = await serveNames(() => ['127.0.0.1'])
    const origin = await serve(page)
    const byName = createProbe({ servers: [names.address] })
    const url = origin.replace('127.0.0.1', 'portal.test')
    expect(await byName({ kind: 'http', url }, never)).toMatchObject({
      outcome: 'up',
      phases: [{ name: 'resolve', detail: '127.0.0.1' }, {}, {}, {}],
    })
    expect(names.questions).toEqual(['portal.test'])
  })
})

describe('the text of a page', () => {
  test('that is expected may stand anywhere in it', async () => {
    const result = await get(await serve(page), { expectText: 'Wi-Fi Depok' })
    expect(result).toMatchObject({ outcome: 'up' })
    expect(result).not.toHaveProperty('flaws')
  })

  test('that is missing or forbidden is a flaw, not an outage', async () => {
    const origin = await serve(page)
    expect(await get(origin, { expectText: 'Bogor' })).toMatchObject({ flaws: ['text_missing'] })
    expect(await get(origin, { forbiddenTexts: ['slot', 'Selamat'] })).toMatchObject({
      flaws: ['text_forbidden'],
    })
    expect(await get(origin, { expectText: 'Bogor', forbiddenTexts: ['Selamat'] })).toMatchObject({
      outcome: 'up',
      flaws: ['text_missing', 'text_forbidden'],
    })
  })

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const)('is found in %s that nobody asked for', async (coding, compress) => {
    const origin = await serve((_request, response) => {
      response.setHeader('content-encoding', coding)
      response.end(compress('<p>Selamat datang</p>'))
    })
    const result = await get(origin, { expectText: 'Selamat datang' })
    expect(result).toMatchObject({ outcome: 'up' })
    expect(result).not.toHaveProperty('flaws')
  })

  test.each([
    ['broken', Buffer.from('no gzip at all')],
    ['cut', gzipSync('<p>Selamat datang</p>').subarray(0, 20)],
  ])('in %s gzip is a breach of the protocol', async (_name, bytes) => {
    const origin = await serve((_request, response) => {
      response.setHeader('content-encoding', 'gzip')
      response.end(bytes)
    })
    expect(await get(origin)).toMatchObject({ outcome: 'down', reason: 'http_protocol' })
  })

  test('is read in the charset of the page', async () => {
    const origin = await serve((_request, response) => {
      response.setHeader('content-type', 'text/html; charset=iso-8859-1')
      response.end(Buffer.from('caf\u00e9', 'latin1'))
    })
    const result = await get(origin, { expectText: 'café' })
    expect(result).not.toHaveProperty('flaws')
  })

  test('is judged up to 256 KB and not beyond', async () => {
    const limit = 256 * 1024
    const origin = await serve((request, response) => {
      const before = request.url === '/inside' ? limit - 4 : limit - 3
      response.end(`${'x'.repeat(before)}here${'x'.repeat(1000)}`)
    })
    const inside = await get(`${origin}/inside`, { expectText: 'here' })
    expect(inside).toMatchObject({ outcome: 'up' })
    expect(inside).not.toHaveProperty('flaws')
    expect(await get(`${origin}/beyond`, { expectText: 'here' })).toMatchObject({
      outcome: 'up',
      flaws: ['text_missing'],
    })
  })
})

describe('a redirect', () => {
  const redirect =
    (location: string): Handler =>
    (_request, response) => {
      response.writeHead(302, { location }).end('moved')
    }

  test('is followed, and the last page is judged', async () => {
    const last = await serve(page)
    const first = await serve(redirect(`${last}/login`))
    const result = await get(first, { expectText: 'Selamat' })
    expect(result).toMatchObject({ outcome: 'up', detail: 'HTTP 200' })
    expect(result).not.toHaveProperty('flaws')
    expect(result.phases?.map(({ name }) => name)).toEqual([
      'connect',
      'headers',
      'redirect',
      'connect',
      'headers',
      'body',
    ])
  })

  test('to a page that is broken is down', async () => {
    const last = await serve((_request, response) => response.writeHead(500).end())
    expect(await get(await serve(redirect(last)))).toMatchObject({
      outcome: 'down',
      reason: 'http_status',
      detail: 'HTTP 500',
    })
  })

  test('is followed three times and not a fourth time', async () => {
    const origin = await serve((request, response) => {
      const left = Number(request.url?.slice(1))
      if (left === 0) response.end('end')
      else response.writeHead(307, { location: `/${String(left - 1)}` }).end()
    })
    expect(await get(`${origin}/3`)).toMatchObject({ outcome: 'up' })
    expect(await get(`${origin}/4`)).toMatchObject({ outcome: 'down', reason: 'redirect_loop' })
  })

  test('that comes back to a page already seen is a loop', async () => {
    const origin = await serve((request, response) => {
      response.writeHead(301, { location: request.url === '/a' ? '/b#x' : '/a' }).end()
    })
    expect(await get(`${origin}/a`)).toMatchObject({ outcome: 'down', reason: 'redirect_loop' })
  })

  test.each([
    'file:///etc/passwd',
    'ftp://127.0.0.1/',
    'javascript:alert(1)',
    'http://10.0.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[::ffff:169.254.169.254]/',
    'http://a_b/',
  ])('to %s is not followed: the portal has answered', async (location) => {
    expect(await get(await serve(redirect(location)))).toMatchObject({
      outcome: 'up',
      flaws: ['redirect_refused'],
    })
  })

  test('to no URL at all is a breach of the protocol', async () => {
    expect(await get(await serve(redirect('http://')))).toMatchObject({
      outcome: 'down',
      reason: 'http_protocol',
    })
  })

  test('without a location is a status like another', async () => {
    const origin = await serve((_request, response) => response.writeHead(302).end())
    expect(await get(origin)).toMatchObject({ outcome: 'down', reason: 'http_status' })
  })

  test('to a name that does not exist is down', async () => {
    const names = await serveNames(() => 'NXDOMAIN')
    const byName = createProbe({ servers: [names.address] })
    const url = await serve(redirect('http://gone.test/'))
    expect(await byName({ kind: 'http', url }, never)).toMatchObject({
      outcome: 'down',
      reason: 'name_not_found',
    })
  })
})

describe('a TLS page', () => {
  test('with a good certificate is up, with the TLS step', async () => {
    const port = await serveTls('good', page)
    const result = await get(`https://127.0.0.1:${String(port)}/`, { expectText: 'Selamat' })
    expect(result).toMatchObject({ outcome: 'up' })
    expect(result).not.toHaveProperty('flaws')
    expect(result.phases?.map(({ name }) => name)).toEqual(['connect', 'tls', 'headers', 'body'])
  })

  test('by name is verified for the name', async () => {
    const names = await serveNames(() => ['127.0.0.1'])
    const byName = createProbe({ servers: [names.address] })
    const port = String(await serveTls('good', page))
    expect(
      await byName({ kind: 'http', url: `https://portal.test:${port}/` }, never),
    ).toMatchObject({ outcome: 'up' })
    expect(await byName({ kind: 'http', url: `https://wrong.test:${port}/` }, never)).toMatchObject(
      {
        outcome: 'down',
        reason: 'tls_invalid',
        detail: 'ERR_TLS_CERT_ALTNAME_INVALID',
      },
    )
  })

  test.each([
    ['expired', 'CERT_HAS_EXPIRED'],
    ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['other-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('with the certificate "%s" is down', async (certificate, detail) => {
    const port = await serveTls(certificate, page)
    expect(await get(`https://127.0.0.1:${String(port)}/`)).toMatchObject({
      outcome: 'down',
      reason: 'tls_invalid',
      detail,
    })
  })

  test('that speaks no TLS is down', async () => {
    const origin = await serve(page)
    expect(await get(origin.replace('http:', 'https:'))).toMatchObject({
      outcome: 'down',
      reason: 'tls_invalid',
    })
  })

  test.each([
    [validTo - 14 * day, false],
    [validTo - 14 * day + 1000, true],
    [validTo + day, true],
  ])('at %d has a flaw when fewer than 14 days are left: %s', async (now, isExpiring) => {
    const port = await serveTls('good', page)
    const url = `https://127.0.0.1:${String(port)}/`
    const result = await createProbe({ now })({ kind: 'http', url }, never)
    expect(result.outcome === 'up' && (result.flaws?.includes('tls_expiring') ?? false)).toBe(
      isExpiring,
    )
  })

  test('on the way of a redirect counts too', async () => {
    const last = await serve(page)
    const port = await serveTls('good', (_request, response) => {
      response.writeHead(302, { location: last }).end()
    })
    const url = `https://127.0.0.1:${String(port)}/`
    const result = await createProbe({ now: validTo - day })({ kind: 'http', url }, never)
    expect(result).toMatchObject({ outcome: 'up', flaws: ['tls_expiring'] })
  })
})

test.each(['', 'nonsense', 'file:///etc/passwd', 'ftp://127.0.0.1/', 'http://a_b/'])(
  'the URL %j is an invalid target',
  async (url) => {
    expect(await get(url)).toMatchObject({ outcome: 'unknown', cause: 'invalid_target' })
  },
)
