import { expect, test } from 'vitest'
import { createAddressPolicy } from '../../probes/address-policy.ts'
import { createResolve } from '../../probes/resolve.ts'
import { createTcp } from '../../probes/tcp.ts'
import { findClosedPort, listen, loopbackPolicy, never, serveNames } from './fixture.ts'

const probe = createTcp({ resolve: createResolve({ policy: loopbackPolicy }) })

test('an open port is up, with the time of its handshake, and the connection is closed', async () => {
  let hasClosed: () => void = () => undefined
  const closed = new Promise<void>((resolve) => {
    hasClosed = resolve
  })
  const { port } = await listen((socket) => {
    socket.on('close', hasClosed).resume()
  })
  const result = await probe({ kind: 'tcp', host: '127.0.0.1', port }, never)
  expect(result).toMatchObject({ outcome: 'up', phases: [{ name: 'connect' }] })
  expect(result.outcome === 'up' && result.latencyMs).toBeGreaterThan(0)
  await closed
})

test('an open IPv6 port is up', async () => {
  const { port } = await listen((socket) => socket.resume(), '::1')
  expect(await probe({ kind: 'tcp', host: '::1', port }, never)).toMatchObject({ outcome: 'up' })
})

test('a closed port is refused', async () => {
  const port = await findClosedPort()
  expect(await probe({ kind: 'tcp', host: '127.0.0.1', port }, never)).toMatchObject({
    outcome: 'down',
    reason: 'refused',
  })
})

test('a name is resolved, and the time for it is not the latency', async () => {
  const names = await serveNames(() => ['127.0.0.1'])
  const { port } = await listen((socket) => socket.resume())
  const probeName = createTcp({
    resolve: createResolve({ policy: loopbackPolicy, servers: [names.address] }),
  })
  expect(await probeName({ kind: 'tcp', host: 'gateway.test', port }, never)).toMatchObject({
    outcome: 'up',
    phases: [{ name: 'resolve', detail: '127.0.0.1' }, { name: 'connect' }],
  })
})

test('a name server that says nothing until the time is up is our fault', async () => {
  const names = await serveNames(() => 'silence')
  const probeName = createTcp({
    resolve: createResolve({ policy: loopbackPolicy, servers: [names.address] }),
  })
  const target = { kind: 'tcp', host: 'gateway.test', port: 80, timeoutMs: 60 } as const
  expect(await probeName(target, never)).toMatchObject({ outcome: 'unknown', cause: 'resolver' })
})

test('a forbidden address gets no connection', async () => {
  const { port, count } = await listen((socket) => socket.resume())
  const forbid = createTcp({ resolve: createResolve({ policy: createAddressPolicy({}) }) })
  expect(await forbid({ kind: 'tcp', host: '127.0.0.1', port }, never)).toMatchObject({
    outcome: 'unknown',
    cause: 'blocked',
  })
  expect(count()).toBe(0)
})

test.each([0, 65_536, 1.5, NaN, -1])('the port %d is an invalid target', async (port) => {
  expect(await probe({ kind: 'tcp', host: '127.0.0.1', port }, never)).toMatchObject({
    outcome: 'unknown',
    cause: 'invalid_target',
  })
})
