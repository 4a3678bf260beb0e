import { expect, test } from 'vitest'
import { createAddressPolicy } from '../../probes/address-policy.ts'
import { createResolve } from '../../probes/resolve.ts'
import { findClosedPort, loopbackPolicy, serveNames } from './fixture.ts'

test('an allowed address needs no name server', async () => {
  const resolve = createResolve({ policy: loopbackPolicy, servers: ['127.0.0.1:1'] })
  expect(await resolve('127.0.0.1')).toEqual({ address: '127.0.0.1', phase: null })
})

test('a refused address is blocked', async () => {
  const resolve = createResolve({ policy: createAddressPolicy({}) })
  expect(await resolve('127.0.0.1')).toMatchObject({
    address: null,
    verdict: { outcome: 'unknown', cause: 'blocked' },
  })
})

test('what is neither address nor name is an invalid target', async () => {
  const resolve = createResolve({ policy: loopbackPolicy })
  expect(await resolve('0x7f.1')).toMatchObject({
    address: null,
    verdict: { outcome: 'unknown', cause: 'invalid_target' },
  })
})

test('the address that is dialled is the first one that the policy allows', async () => {
  const names = await serveNames(() => ['10.0.0.1', '127.0.0.7', '127.0.0.8'])
  const resolve = createResolve({ policy: loopbackPolicy, servers: [names.address] })
  expect(await resolve('portal.test')).toMatchObject({
    address: '127.0.0.7',
    phase: { name: 'resolve', detail: '127.0.0.7' },
  })
})

test('a name that points only to refused addresses is blocked', async () => {
  const names = await serveNames(() => ['127.0.0.1', '169.254.169.254'])
  const resolve = createResolve({ policy: createAddressPolicy({}), servers: [names.address] })
  expect(await resolve('rebind.test')).toMatchObject({
    address: null,
    verdict: { outcome: 'unknown', cause: 'blocked' },
  })
})

test.each([
  ['NXDOMAIN', 'down', { reason: 'name_not_found' }],
  [[], 'down', { reason: 'name_not_found' }],
  ['SERVFAIL', 'unknown', { cause: 'resolver' }],
  ['silence', 'unknown', { cause: 'resolver' }],
] as const)('the answer %j is %s', async (answer, outcome, rest) => {
  const names = await serveNames(() => answer)
  const resolve = createResolve({
    policy: loopbackPolicy,
    servers: [names.address],
    queryTimeoutMs: 50,
  })
  expect(await resolve('portal.test')).toMatchObject({
    address: null,
    verdict: { outcome, ...rest },
  })
})

test('a dead name server is our fault', async () => {
  const port = await findClosedPort()
  const resolve = createResolve({
    policy: loopbackPolicy,
    servers: [`127.0.0.1:${String(port)}`],
    queryTimeoutMs: 50,
  })
  expect(await resolve('portal.test')).toMatchObject({
    verdict: { outcome: 'unknown', cause: 'resolver' },
  })
})

test('a name is asked once for many probes at the same time and shortly after', async () => {
  const names = await serveNames(() => ['127.0.0.7'])
  const resolve = createResolve({ policy: loopbackPolicy, servers: [names.address] })
  await Promise.all(Array.from({ length: 50 }, async () => resolve('portal.test')))
  await resolve('Portal.TEST.')
  expect(names.questions).toEqual(['portal.test'])
})

test('a policy is asked anew for a name that is remembered', async () => {
  const names = await serveNames(() => ['127.0.0.7'])
  let isAllowed = true
  const policy = { isAllowed: () => isAllowed }
  const resolve = createResolve({ policy, servers: [names.address] })
  expect(await resolve('portal.test')).toMatchObject({ address: '127.0.0.7' })
  isAllowed = false
  expect(await resolve('portal.test')).toMatchObject({ verdict: { cause: 'blocked' } })
})

test('200 names at once are all answered', async () => {
  const names = await serveNames((name) => [`127.0.1.${String(Number(name.slice(1, -5)))}`])
  const resolve = createResolve({ policy: loopbackPolicy, servers: [names.address] })
  const answers = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => resolve(`n${String(index)}.test`)),
  )
  expect(answers.map(({ address }) => address)).toEqual(
    Array.from({ length: 200 }, (_, index) => `127.0.1.${String(index)}`),
  )
})
