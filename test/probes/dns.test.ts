import { expect, test } from 'vitest'
import { createDns } from '../../probes/dns.ts'
import { decodeAnswer, encodeQuestion } from '../../probes/dns-message.ts'
import { createResolve } from '../../probes/resolve.ts'
import { findClosedPort, loopbackPolicy, never, serveNames } from './fixture.ts'
import type { NameAnswer } from './fixture.ts'

const probe = createDns({ resolve: createResolve({ policy: loopbackPolicy }) })

const ask = (port: number, timeoutMs = 2000) =>
  probe({ kind: 'dns', host: '127.0.0.1', port, name: 'depok.go.id', timeoutMs }, never)

test('a server that answers with an address is up', async () => {
  const names = await serveNames(() => ['192.0.2.1'])
  expect(await ask(names.port)).toMatchObject({
    outcome: 'up',
    phases: [{ name: 'answer', detail: 'NOERROR' }],
  })
  expect(names.questions).toEqual(['depok.go.id'])
})

test.each([
  ['NXDOMAIN', 'NXDOMAIN'],
  ['SERVFAIL', 'SERVFAIL'],
  [[], 'no address in the answer'],
] as const)('the answer %j is down with reason dns_answer', async (answer, detail) => {
  const names = await serveNames(() => answer)
  expect(await ask(names.port)).toMatchObject({ outcome: 'down', reason: 'dns_answer', detail })
})

test('one lost datagram does not make a server down', async () => {
  const answers: NameAnswer[] = ['silence', ['192.0.2.1']]
  const names = await serveNames(() => answers.shift() ?? 'silence')
  expect(await ask(names.port, 300)).toMatchObject({ outcome: 'up' })
})

test('a silent server is down by timeout', async () => {
  const names = await serveNames(() => 'silence')
  expect(await ask(names.port, 90)).toMatchObject({ outcome: 'down', reason: 'timeout' })
})

test('a machine without a name server refuses', async () => {
  expect(await ask(await findClosedPort())).toMatchObject({ outcome: 'down', reason: 'refused' })
})

test.each(['', 'a b', '10.0.0.1', '-h', 'a..b', `${'a'.repeat(64)}.id`])(
  'the name %j is an invalid target',
  async (name) => {
    const target = { kind: 'dns', host: '127.0.0.1', port: 53, name } as const
    expect(await probe(target, never)).toMatchObject({
      outcome: 'unknown',
      cause: 'invalid_target',
    })
  },
)

test('only an answer to the very question counts', () => {
  const question = encodeQuestion(0x1234, 'depok.go.id')
  const answer = Buffer.from(question)
  answer.writeUInt16BE(0x8180, 2)
  expect(decodeAnswer(question, answer)).toEqual({ code: 0, records: 0, isTruncated: false })
  expect(decodeAnswer(question, question)).toBeNull()
  expect(decodeAnswer(question, answer.subarray(0, 11))).toBeNull()
  expect(decodeAnswer(question, answer.subarray(0, 20))).toBeNull()
  const otherId = Buffer.from(answer)
  otherId.writeUInt16BE(0x1235, 0)
  expect(decodeAnswer(question, otherId)).toBeNull()
  const otherName = encodeQuestion(0x1234, 'bogor.go.id')
  otherName.writeUInt16BE(0x8180, 2)
  expect(decodeAnswer(question, otherName)).toBeNull()
})
