import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { createAddressPolicy } from '../../probes/address-policy.ts'
import { runProbeCommand, type ProbeCommandOptions } from '../../server/cli/probe-command.ts'

const run = async (text: string, options: ProbeCommandOptions = {}) => {
  let out = ''
  let error = ''
  const code = await runProbeCommand(text, options, {
    readPolicy: () => createAddressPolicy({}),
    now: () => 1000,
    writeOut: (line) => (out += line),
    writeError: (line) => (error += line),
  })
  return { code, out, error }
}

const servePage = async (status = 200): Promise<string> => {
  const server = createServer((_request, response) => {
    response.writeHead(status).end('Selamat datang')
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => void server.close())
  const address = server.address()
  return `127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}`
}

const allow = ['127.0.0.0/8']

test('a page that answers is shown step by step, with exit code 0', async () => {
  const { code, out } = await run(`http://${await servePage()}/`, { allow, expect: 'Selamat' })
  expect(code).toBe(0)
  expect(out).toMatch(
    /^http:\/\/127.*\n {2}connect +[\d.]+ ms {2}127\.0\.0\.1\n {2}headers .*HTTP 200\n {2}body .*\nup in [\d.]+ ms, HTTP 200\n$/,
  )
})

test('a flaw is said behind the verdict', async () => {
  const { code, out } = await run(`http://${await servePage()}/`, { allow, expect: 'Bogor' })
  expect(code).toBe(0)
  expect(out).toMatch(/^but: text_missing$/m)
})

test('a page that is down has exit code 1', async () => {
  const { code, out } = await run(`http://${await servePage(500)}/`, { allow })
  expect(code).toBe(1)
  expect(out).toMatch(/^down: http_status \(HTTP 500\)$/m)
})

test('loopback is blocked until it is allowed by hand, with exit code 2 and the remedy', async () => {
  const target = `tcp:${await servePage()}`
  const blocked = await run(target)
  expect(blocked.code).toBe(2)
  expect(blocked.out).toMatch(/unknown: blocked[^]*--allow/)
  expect((await run(target, { allow: ['10.0.0.0/8'] })).code).toBe(2)
  expect((await run(target, { allow: ['10.0.0.0/8', '127.0.0.1'] })).code).toBe(0)
})

test('JSON has the target and the measurement', async () => {
  const address = await servePage()
  const { code, out } = await run(`tcp:${address}`, { allow, json: true, timeoutMs: '500' })
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    target: { kind: 'tcp', host: '127.0.0.1', timeoutMs: 500 },
    at: 1000,
    result: { outcome: 'up', phases: [{ name: 'connect' }] },
  })
})

test.each<[string, ProbeCommandOptions, RegExp]>([
  ['nonsense', {}, /write icmp:ADDRESS/],
  ['tcp:127.0.0.1:1', { timeoutMs: '0' }, /--timeout-ms must be a whole number/],
  ['tcp:127.0.0.1:1', { timeoutMs: '1e3' }, /--timeout-ms must be a whole number/],
  ['icmp:127.0.0.1', { echoes: '11' }, /--echoes must be a whole number, 1–10/],
  ['tcp:127.0.0.1:1', { echoes: '3' }, /--echoes is for icmp/],
  ['icmp:127.0.0.1', { expect: 'x' }, /--expect is for http/],
  ['tcp:127.0.0.1:1', { allow: ['127.0.0.1/8'] }, /write 127\.0\.0\.0\/8/],
])('%j with %j is a mistake, with exit code 2', async (text, options, message) => {
  const { code, out, error } = await run(text, options)
  expect(code).toBe(2)
  expect(out).toBe('')
  expect(error).toMatch(message)
})
