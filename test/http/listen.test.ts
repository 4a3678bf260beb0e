import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Service, SocketLimits } from '../../server/http/listen.ts'
import { listen } from '../../server/http/listen.ts'
import { createMemoryLog, createServer } from './fixture.ts'

const limits: SocketLimits = {
  headersTimeoutMs: 200,
  requestTimeoutMs: 300,
  checkIntervalMs: 20,
  keepAliveMs: 5000,
  idleSocketMs: 5000,
  longestAnswerMs: 240,
  graceMs: 200,
  maxHeaderBytes: 2048,
  mostConnections: 5,
}

const start = async (changed: Partial<Service> = {}, socketLimits = limits) => {
  const { log, lines } = createMemoryLog()
  const service: Service = {
    fetch: () => new Response('ok'),
    log,
    getAddress: () => '127.0.0.1',
    isStream: () => false,
    findDocument: () => undefined,
    stop: () => undefined,
    ...changed,
  }
  const server = await listen(service, { host: '127.0.0.1', port: 0 }, socketLimits)
  onTestFinished(server.close)
  return { ...server, lines, port: Number(new URL(server.url).port) }
}

const dial = async (port: number): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  onTestFinished(() => {
    socket.destroy()
  })
  await once(socket, 'connect')
  return socket
}

/** Everything that the server says until it closes. */
const readAll = async (socket: Socket): Promise<string> => {
  const parts: Buffer[] = []
  socket.on('data', (part: Buffer) => parts.push(part))
  await once(socket, 'close')
  return Buffer.concat(parts).toString('latin1')
}

describe('a client that is slow or greedy', () => {
  it('is cut when its headers do not come', async () => {
    const { port } = await start()
    const socket = await dial(port)
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')
    expect(await readAll(socket)).toContain('408 Request Timeout')
  })

  it('is cut when it sends one byte now and then', async () => {
    const { port } = await start()
    const socket = await dial(port)
    const dripping = setInterval(() => socket.write('a'), 20)
    onTestFinished(() => {
      clearInterval(dripping)
    })
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')
    expect(await readAll(socket)).toContain('408 Request Timeout')
  })

  it('is refused when its headers are too large', async () => {
    const { port } = await start()
    const socket = await dial(port)
    socket.write(`GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'a'.repeat(4096)}\r\n\r\n`)
    expect(await readAll(socket)).toContain('431')
  })

  it('is cut when it does not take its answer, unless that is a stream', async () => {
    const body = new Uint8Array(64 * 1024 * 1024)
    let isStream = false
    const { port, lines } = await start({
      fetch: () => new Response(body),
      isStream: () => isStream,
    })
    const socket = await dial(port)
    socket.pause()
    socket.write('GET /large HTTP/1.1\r\nHost: x\r\n\r\n')
    await expect.poll(() => lines.length, { timeout: 5000 }).toBe(1)
    expect(lines[0]?.facts).toMatchObject({ path: '/large', aborted: true })
    isStream = true
    const stream = await dial(port)
    stream.pause()
    stream.write('GET /stream HTTP/1.1\r\nHost: x\r\n\r\n')
    await new Promise((resolve) => setTimeout(resolve, 2 * limits.longestAnswerMs))
    expect(lines).toHaveLength(1)
  })

  it('gets no connection beyond the most that are allowed', async () => {
    const { port } = await start()
    for (let count = 0; count < limits.mostConnections; count += 1) await dial(port)
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    await once(socket, 'close')
    expect(socket.bytesRead).toBe(0)
  })
})

describe('the end of the server', () => {
  it('lets a running answer finish', async () => {
    let finish: (response: Response) => void = () => undefined
    const asked = new Promise<void>((resolve) => {
      finish = () => {
        resolve()
      }
    })
    const { url, close } = await start({
      fetch: () =>
        new Promise<Response>((resolve) => {
          finish(new Response())
          finish = resolve
        }),
    })
    const answer = fetch(url)
    await asked
    const closed = close()
    finish(new Response('complete'))
    expect(await (await answer).text()).toBe('complete')
    await closed
  })

  it('is bounded when an answer never finishes', async () => {
    let isAsked = false
    const { port, close } = await start({
      fetch: () => {
        isAsked = true
        return new Promise<Response>(() => undefined)
      },
    })
    const socket = await dial(port)
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await expect.poll(() => isAsked).toBe(true)
    const begin = performance.now()
    await close()
    expect(performance.now() - begin).toBeLessThan(2000)
  })

  it('ends live streams and idle connections at once', async () => {
    const { url, close } = await createServer()
    const events = await fetch(`${url}/api/v1/events`)
    await fetch(`${url}/healthz`)
    const begin = performance.now()
    await close()
    // Without being ended the stream would last until the grace of 1.5 s is over.
    expect(performance.now() - begin).toBeLessThan(1400)
    expect(await events.text()).toContain('event: snapshot')
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
  })

  it('says why when the address is taken', async () => {
    const { port } = await start()
    const again = listen(
      {
        fetch: () => new Response(),
        log: createMemoryLog().log,
        getAddress: () => '',
        isStream: () => false,
        findDocument: () => undefined,
        stop: () => undefined,
      },
      { host: '127.0.0.1', port },
    )
    await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})

describe('the log', () => {
  it('has one line per request, with the id that the client was told', async () => {
    const { url, lines } = await createServer()
    const response = await fetch(`${url}/api/v1/hotspots/nowhere?x=secret`)
    await response.text()
    await expect.poll(() => lines.length).toBe(1)
    expect(lines[0]?.level).toBe('info')
    expect(lines[0]?.facts).toMatchObject({
      method: 'GET',
      path: '/api/v1/hotspots/nowhere',
      status: 400,
      client: '127.0.0.1',
      requestId: response.headers.get('X-Request-Id'),
    })
    expect(JSON.stringify(lines)).not.toContain('secret')
  })

  it('takes what programs ask all the time as detail, unless it fails', async () => {
    const { url, lines } = await createServer()
    for (const path of ['/healthz', '/api/v1/summary', '/api/v1/hotspots.geojson', '/readyz']) {
      await (await fetch(url + path)).text()
    }
    await expect.poll(() => lines.length).toBe(4)
    const levels = lines.map((line) => [line.facts['path'], line.level])
    expect(Object.fromEntries(levels)).toEqual({
      '/healthz': 'debug',
      '/api/v1/summary': 'debug',
      '/api/v1/hotspots.geojson': 'debug',
      '/readyz': 'info',
    })
  })
})

describe('prepared answers', () => {
  const get = (url: string, headers: Record<string, string>, method = 'GET') =>
    new Promise<{ status: number | undefined; headers: Record<string, unknown>; bytes: number }>(
      (resolve, reject) => {
        const outgoing = request(url, { headers, method }, (answer) => {
          let bytes = 0
          answer.on('data', (part: Buffer) => (bytes += part.length))
          answer.on('end', () => {
            resolve({ status: answer.statusCode, headers: answer.headers, bytes })
          })
        })
        outgoing.on('error', reject)
        outgoing.end()
      },
    )

  it('are the same with and without a socket, in every header but the id', async () => {
    const { url, deps } = await createServer()
    const { createHttpApp } = await import('../../server/http/app.ts')
    const app = createHttpApp(deps)
    onTestFinished(app.stop)
    for (const path of ['/api/v1/hotspots', '/api/v1/hotspots.geojson', '/api/v1/summary']) {
      const direct = await fetch(url + path)
      const built = await app.request(path)
      const names = [...built.headers.keys()]
      for (const name of names.filter((one) => one !== 'x-request-id' && one !== 'etag')) {
        expect(direct.headers.get(name), name).toBe(built.headers.get(name))
      }
      expect(direct.headers.get('X-Request-Id')).toMatch(/^[\w-]+$/)
      expect(await direct.text()).toBe(await built.text())
    }
  })

  it('come compressed as asked, and not at all to who has them', async () => {
    const { url, live } = await createServer()
    const { createStatus } = await import('./fixture.ts')
    live.publish({ hotspots: [createStatus('a'), createStatus('b'), createStatus('c')] })
    const path = `${url}/api/v1/hotspots.geojson`
    await expect
      .poll(
        async () => (await get(path, { 'Accept-Encoding': 'gzip' })).headers['content-encoding'],
      )
      .toBe('gzip')
    const plain = await get(path, {})
    const gzip = await get(path, { 'Accept-Encoding': 'gzip' })
    const brotli = await get(path, { 'Accept-Encoding': 'gzip, deflate, br' })
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(brotli.headers['content-encoding']).toBe('br')
    expect(gzip.bytes).toBeLessThan(plain.bytes)
    expect(gzip.headers['content-length']).toBe(String(gzip.bytes))
    expect(gzip.headers['vary']).toBe('Accept-Encoding')
    const etag = String(gzip.headers['etag'])
    for (const known of [etag, `"x", W/${etag}`, '*', String(plain.headers['etag'])]) {
      const again = await get(path, { 'Accept-Encoding': 'gzip', 'If-None-Match': known })
      expect(again).toMatchObject({ status: 304, bytes: 0, headers: { etag } })
      expect(again.headers['content-type']).toBeUndefined()
    }
    const other = await get(path, { 'If-None-Match': '"other"' })
    expect(other.status).toBe(200)
    const head = await get(path, { 'Accept-Encoding': 'gzip' }, 'HEAD')
    expect(head).toMatchObject({ status: 200, bytes: 0 })
    expect(head.headers['content-length']).toBe(String(gzip.bytes))
  })
})
