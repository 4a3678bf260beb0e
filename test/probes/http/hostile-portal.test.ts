/** Portals that mean harm: every one ends in time, in the right class, and at the cost of little memory. */
import type { Socket } from 'node:net'
import { createGzip } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { createProbeRunner } from '../../../probes/runner.ts'
import type { HttpTarget, ProbeResult } from '../../../probes/result.ts'
import { createAddressPolicy } from '../../../probes/address-policy.ts'
import { listen, loopbackPolicy } from '../fixture.ts'

const timeoutMs = 600
const megabyte = 1024 * 1024

const runner = createProbeRunner({ policy: loopbackPolicy, now: Date.now })

interface Ended {
  readonly result: ProbeResult
  readonly ms: number
}

const get = async (port: number, more: Partial<HttpTarget> = {}): Promise<Ended> => {
  const startedAt = performance.now()
  const url = `http://127.0.0.1:${String(port)}/`
  const { result } = await runner.probe({ kind: 'http', url, timeoutMs, ...more })
  return { result, ms: performance.now() - startedAt }
}

const head = (more = ''): string => `HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n${more}\r\n`

/** Writes for ever, as fast as the other side reads. */
const flood = (socket: Socket, piece: Buffer | string): void => {
  const write = (): void => {
    while (!socket.destroyed && socket.write(piece));
    if (!socket.destroyed) socket.once('drain', write)
  }
  write()
}

/** Answers the first bytes of a request. */
const answer = (respond: (socket: Socket) => void) => (socket: Socket) => {
  socket.once('data', () => {
    respond(socket)
  })
}

const makeBomb = async (): Promise<Buffer> => {
  const gzip = createGzip()
  const pieces: Buffer[] = []
  gzip.on('data', (piece: Buffer) => pieces.push(piece))
  const ended = new Promise((resolve) => gzip.on('end', resolve))
  const zeros = Buffer.alloc(megabyte)
  for (let index = 0; index < 128; index += 1) {
    if (!gzip.write(zeros)) await new Promise((resolve) => gzip.once('drain', resolve))
  }
  gzip.end()
  await ended
  return Buffer.concat(pieces)
}

const down = (reason: string) => ({ outcome: 'down', reason })

const portals: readonly (readonly [string, (socket: Socket) => void, object])[] = [
  [
    'an endless body',
    answer((socket) => {
      socket.write(head())
      flood(socket, 'x'.repeat(65_536))
    }),
    { outcome: 'up' },
  ],
  [
    'an endless body in small chunks',
    answer((socket) => {
      socket.write(head('transfer-encoding: chunked\r\n'))
      flood(socket, `64\r\n${'x'.repeat(100)}\r\n`.repeat(1000))
    }),
    { outcome: 'up' },
  ],
  [
    'a body that trickles in',
    answer((socket) => {
      socket.write(head('content-length: 1000\r\n'))
      const timer = setInterval(() => socket.write('x'), 100)
      socket.on('close', () => {
        clearInterval(timer)
      })
    }),
    down('timeout'),
  ],
  [
    'headers that trickle in',
    answer((socket) => {
      const text = head(`x-long: ${'x'.repeat(1000)}`)
      let sent = 0
      const timer = setInterval(() => {
        socket.write(text.charAt(sent))
        sent += 1
      }, 20)
      socket.on('close', () => {
        clearInterval(timer)
      })
    }),
    down('timeout'),
  ],
  ['silence after the accept', () => undefined, down('timeout')],
  [
    '80 KB of headers',
    answer((socket) => socket.write(head(`x-long: ${'x'.repeat(80_000)}\r\n`))),
    down('http_protocol'),
  ],
  [
    '10,000 headers',
    answer((socket) => socket.write(head('x-many: x\r\n'.repeat(10_000)))),
    down('http_protocol'),
  ],
  [
    'headers without end',
    answer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      flood(socket, 'x-many: x\r\n'.repeat(1000))
    }),
    down('http_protocol'),
  ],
  [
    'interim answers without end',
    answer((socket) => {
      flood(socket, 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(500))
    }),
    down('timeout'),
  ],
  ['garbage', answer((socket) => socket.end('\u0000\u0001garbage\r\n\r\n')), down('http_protocol')],
  ['an SSH banner', (socket) => socket.write('SSH-2.0-dropbear\r\n'), down('http_protocol')],
  ['a close without an answer', answer((socket) => socket.end()), down('http_protocol')],
  ['a reset at once', (socket) => socket.resetAndDestroy(), down('reset')],
  [
    'a reset in the middle of the body',
    answer((socket) => {
      socket.write(`${head('content-length: 1000\r\n')}half`, () => {
        setTimeout(() => socket.resetAndDestroy(), 30)
      })
    }),
    down('reset'),
  ],
  [
    'a close in the middle of the body',
    answer((socket) => socket.end(`${head('content-length: 1000\r\n')}half`)),
    down('http_protocol'),
  ],
  [
    'two lengths',
    answer((socket) => socket.end(`${head('content-length: 1\r\ncontent-length: 2\r\n')}ab`)),
    down('http_protocol'),
  ],
  [
    'an upgrade that nobody asked for',
    answer((socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    ),
    down('http_protocol'),
  ],
  [
    'a redirect to a forbidden address',
    answer((socket) => socket.end('HTTP/1.1 302 Found\r\nlocation: http://10.0.0.1/\r\n\r\n')),
    { outcome: 'up', flaws: ['redirect_refused'] },
  ],
  [
    'a redirect to a file',
    answer((socket) => socket.end('HTTP/1.1 302 Found\r\nlocation: file:///etc/passwd\r\n\r\n')),
    { outcome: 'up', flaws: ['redirect_refused'] },
  ],
  [
    'a redirect to itself',
    answer((socket) => socket.end('HTTP/1.1 302 Found\r\nlocation: /\r\n\r\n')),
    down('redirect_loop'),
  ],
]

describe.each(portals)('a portal with %s', (_name, onConnection, expected) => {
  // A busy machine may stop us for longer than the limit leaves.
  test('ends in time and in the right class', { retry: 2 }, async () => {
    const { port } = await listen(onConnection)
    const { result, ms } = await get(port, { expectText: '' })
    expect(result).toMatchObject(expected)
    expect(ms).toBeLessThan(timeoutMs + 500)
  })
})

describe('memory', () => {
  /** Watches the resident memory while something runs. */
  const growth = async (run: () => Promise<unknown>): Promise<number> => {
    const before = process.memoryUsage.rss()
    let most = before
    const timer = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss())
    }, 5)
    await run()
    clearInterval(timer)
    return Math.max(most, process.memoryUsage.rss()) - before
  }

  test.each([1, 20])('%d gzip bombs of 128 MB cost less than 64 MB', async (count) => {
    const bomb = await makeBomb()
    const { port } = await listen(
      answer((socket) => {
        socket.write(head(`content-encoding: gzip\r\ncontent-length: ${String(bomb.length)}\r\n`))
        socket.write(bomb)
      }),
    )
    const grown = await growth(async () => {
      const ends = await Promise.all(
        Array.from({ length: count }, () => get(port, { expectText: 'Selamat', timeoutMs: 3000 })),
      )
      for (const { result } of ends) {
        expect(result).toMatchObject({ outcome: 'up', flaws: ['text_missing'] })
      }
    })
    expect(grown).toBeLessThan(64 * megabyte)
  })

  test('a gzip stream that decodes to nothing ends', async () => {
    const { port } = await listen(
      answer((socket) => {
        socket.write(head('content-encoding: gzip\r\n'))
        // A gzip header, then empty stored blocks for ever (RFC 1951, 3.2.4).
        socket.write(Buffer.from([31, 139, 8, 0, 0, 0, 0, 0, 0, 3]))
        flood(socket, Buffer.alloc(65_535, Buffer.from([0, 0, 0, 255, 255])))
      }),
    )
    const { result, ms } = await get(port, { expectText: 'Selamat', timeoutMs: 3000 })
    expect(result).toMatchObject({ outcome: 'up', flaws: ['text_missing'] })
    expect(ms).toBeLessThan(3000)
  })

  test('20 endless bodies at once cost less than 64 MB', async () => {
    const { port } = await listen(
      answer((socket) => {
        socket.write(head('transfer-encoding: chunked\r\n'))
        flood(socket, '1\r\nx\r\n'.repeat(10_000))
      }),
    )
    const grown = await growth(() =>
      Promise.all(Array.from({ length: 20 }, () => get(port, { expectText: 'Selamat' }))),
    )
    expect(grown).toBeLessThan(64 * megabyte)
  })
})

test('good portals are measured right while hostile ones are probed', { retry: 2 }, async () => {
  const silent = await listen(() => undefined)
  const flooding = await listen(
    answer((socket) => {
      socket.write(head())
      flood(socket, 'x'.repeat(65_536))
    }),
  )
  const good = await listen(answer((socket) => socket.end(`${head()}Selamat datang`)))
  const hostile = Promise.all(
    Array.from({ length: 60 }, (_, index) => get(index % 2 === 0 ? silent.port : flooding.port)),
  )
  const ends: Ended[] = []
  for (let index = 0; index < 20; index += 1) {
    ends.push(await get(good.port, { expectText: 'Selamat' }))
  }
  for (const { result } of ends) {
    expect(result).toMatchObject({ outcome: 'up' })
    expect(result).not.toHaveProperty('flaws')
  }
  const median = ends.map(({ ms }) => ms).sort((a, b) => a - b)[10]
  expect(median).toBeLessThan(100)
  await hostile
})

test('no connection outlives its probe', async () => {
  const open = new Set<Socket>()
  let closes = 0
  let allClosed: () => void = () => undefined
  const done = new Promise<void>((resolve) => {
    allClosed = resolve
  })
  const { port } = await listen((socket) => {
    open.add(socket)
    socket.on('data', () => undefined)
    socket.on('close', () => {
      open.delete(socket)
      closes += 1
      if (closes === 10) allClosed()
    })
  })
  await Promise.all(Array.from({ length: 10 }, () => get(port, { timeoutMs: 50 })))
  await done
  expect(open.size).toBe(0)
})

test('a portal that leads into our own machine is not followed by the default policy', async () => {
  const inner = await listen(answer((socket) => socket.end(`${head()}secret`)))
  const policy = createAddressPolicy({ allowed: ['127.0.0.2'] })
  const outer = await listen(
    answer((socket) =>
      socket.end(`HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:${String(inner.port)}/\r\n\r\n`),
    ),
    '127.0.0.2',
  )
  const { result } = await createProbeRunner({ policy, now: Date.now }).probe({
    kind: 'http',
    url: `http://127.0.0.2:${String(outer.port)}/`,
  })
  expect(result).toMatchObject({ outcome: 'up', flaws: ['redirect_refused'] })
  expect(inner.count()).toBe(0)
})

test('what a portal says is short and visible in the result', async () => {
  const { port } = await listen(
    answer((socket) =>
      socket.end(
        `HTTP/1.1 302 Found\r\nlocation: /\u00e2\u0080\u00ae${'<img src=x>'.repeat(100)}\r\n\r\n`,
      ),
    ),
  )
  const { result } = await get(port)
  for (const { detail } of result.phases ?? []) expect(detail?.length ?? 0).toBeLessThanOrEqual(200)
  expect(result.detail?.length).toBeLessThanOrEqual(200)
})
