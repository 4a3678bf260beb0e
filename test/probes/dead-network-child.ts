/** Run in a network namespace where 127.68.0.0/16 is silent, 127.65.0.0/16 a blackhole and 10.0.0.0/8 has no route. */
import { createServer } from 'node:net'
import { createAddressPolicy } from '../../probes/address-policy.ts'
import type { ProbeTarget } from '../../probes/result.ts'
import { createProbeRunner } from '../../probes/runner.ts'

const runner = createProbeRunner({
  policy: createAddressPolicy({ allowed: ['10.0.0.0/8', '127.0.0.0/8'] }),
  now: () => 0,
  nameServers: ['127.68.9.9'],
})

const timeoutMs = 300
const dead = '127.68.1.1'
const targets: ProbeTarget[] = [
  { kind: 'tcp', host: dead, port: 80, timeoutMs },
  { kind: 'tcp', host: '10.8.1.1', port: 80, timeoutMs },
  { kind: 'tcp', host: '127.65.1.1', port: 80, timeoutMs },
  { kind: 'dns', host: '127.65.1.1', name: 'depok.go.id', timeoutMs },
  { kind: 'http', url: `http://${dead}/`, timeoutMs },
  { kind: 'http', url: `https://${dead}/`, timeoutMs },
  { kind: 'dns', host: dead, name: 'depok.go.id', timeoutMs },
  { kind: 'tcp', host: 'name.test', port: 80, timeoutMs },
]

const server = createServer((socket) => socket.resume())
await new Promise<void>((resolve) => {
  server.listen(0, '127.0.0.1', resolve)
})
const address = server.address()
const port = typeof address === 'object' ? (address?.port ?? 0) : 0

const timed = async <T>(run: () => Promise<T>) => {
  const startedAt = performance.now()
  const value = await run()
  return { value, ms: performance.now() - startedAt }
}

const single = await Promise.all(targets.map((target) => timed(() => runner.probe(target))))
const hosts = Array.from(
  { length: 1000 },
  (_, index) => `127.68.${String(index >> 8)}.${String(index & 255)}`,
)
const [batch, good] = await Promise.all([
  timed(() =>
    runner.probeIcmpBatch(
      ['127.0.0.5', ...hosts].map((host) => ({ kind: 'icmp', host, timeoutMs })),
      new AbortController().signal,
    ),
  ),
  runner.probe({ kind: 'tcp', host: '127.0.0.1', port }),
])
server.close()
process.stdout.write(
  JSON.stringify({
    single: single.map(({ value, ms }) => ({ result: value.result, ms })),
    icmp: batch.value.map(({ result }) => result),
    icmpMs: batch.ms,
    good: good.result,
  }),
)
