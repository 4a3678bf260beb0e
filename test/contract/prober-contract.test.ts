import type { Socket } from 'node:net'
import type { AddressPolicy } from '../../probes/address-policy.ts'
import { createProbers } from '../../probes/registry.ts'
import type { ProbeKind } from '../../probes/result.ts'
import { createRunProbe } from '../../probes/run-probe.ts'
import { listen, makeFolder, readLines, serveNames, writeProgram } from '../probes/fixture.ts'
import { describeProber, type ProberCase } from './prober-contract.ts'

/** Far longer than any of these tests may take. */
const timeoutMs = 15_000

/** Through the runner, which cleans what targets say: that is how every result reaches anybody. */
const createProbe = (policy: AddressPolicy, options: { server?: string; searchPath?: string }) => {
  const { server = '127.0.0.1:1', searchPath } = options
  const now = () => 0
  const { registry } = createProbers({ policy, now, searchPath, nameServers: [server] })
  const runProbe = createRunProbe(registry, now)
  return async (...[target, signal]: Parameters<typeof runProbe>) =>
    (await runProbe(target, signal)).result
}

const hostileAnswers = [
  'HTTP/1.1 500 \u0007\u001b[2J<script>\r\n\r\n',
  `HTTP/1.1 302 Found\r\nlocation: http://x/${'y'.repeat(5000)}\u202e\r\n\r\n`,
  `garbage\u0000${'z'.repeat(5000)}\r\n\r\n`,
]

/** TCP: takes the connection, answers by the path. */
const createTcpCase = (kind: 'tcp' | 'http'): ProberCase => {
  let port = 0
  let silentPort = 0
  const toTarget = (host: string, path = '/', toPort = port) =>
    kind === 'tcp'
      ? ({ kind, host, port: toPort, timeoutMs } as const)
      : ({ kind, url: `http://${host}:${String(toPort)}${path}`, timeoutMs } as const)
  const answer = (socket: Socket): void => {
    socket.once('data', (bytes) => {
      const index = Number(/^GET \/(\d)/.exec(bytes.toString('latin1'))?.[1])
      socket.end(hostileAnswers[index] ?? 'HTTP/1.1 200 OK\r\n\r\nSelamat datang')
    })
  }
  return {
    create: async (policy) => {
      const names = await serveNames(() => 'silence')
      const listener = await listen(answer)
      port = listener.port
      silentPort = (await listen(() => undefined)).port
      return {
        probe: createProbe(policy, { server: names.address }),
        touches: () => listener.count() + names.questions.length,
      }
    },
    answering: () => toTarget('127.0.0.1'),
    // Loopback takes every connection, so for TCP it is the name server that is silent.
    silent: () =>
      kind === 'tcp' ? toTarget('silent.test') : toTarget('127.0.0.1', '/', silentPort),
    withHost: (host) => toTarget(host),
    hostile: () =>
      hostileAnswers.map((_answer, index) => toTarget('127.0.0.1', `/${String(index)}`)),
  }
}

const createDnsCase = (): ProberCase => {
  let port = 0
  const toTarget = (host: string, name = 'depok.go.id') =>
    ({ kind: 'dns', host, port, name, timeoutMs }) as const
  return {
    create: async (policy) => {
      const names = await serveNames((name) => {
        if (name === 'silent.test') return 'silence'
        return name === 'failing.test' ? 'SERVFAIL' : ['192.0.2.1']
      })
      port = names.port
      return { probe: createProbe(policy, {}), touches: () => names.questions.length }
    },
    answering: () => toTarget('127.0.0.1'),
    silent: () => toTarget('127.0.0.1', 'silent.test'),
    withHost: (host) => toTarget(host),
    hostile: () => [toTarget('127.0.0.1', 'failing.test')],
  }
}

/** A program that answers for every address but two; what it starts with is written down. */
const fpingLines = (calls: string): string => `echo call >> '${calls}'
while IFS= read -r line; do
  case "$line" in
  127.0.0.8) exec /bin/sleep 60 ;;
  127.0.0.9) printf '%s : \\033[2J\\n\\n : \\n%s : 1 2\\n' "$line" "$line" >&2 ;;
  *) printf '%s : 0.10 0.20 0.30\\n' "$line" >&2 ;;
  esac
done
`

const createIcmpCase = (): ProberCase => {
  const toTarget = (host: string) => ({ kind: 'icmp', host, timeoutMs }) as const
  return {
    create: (policy) => {
      const folder = makeFolder()
      const calls = `${folder}/calls`
      writeProgram(folder, 'fping', fpingLines(calls))
      return Promise.resolve({
        probe: createProbe(policy, { searchPath: folder }),
        touches: () => readLines(calls).length,
      })
    },
    answering: () => toTarget('127.0.0.2'),
    silent: () => toTarget('127.0.0.8'),
    withHost: toTarget,
    hostile: () => [toTarget('127.0.0.9')],
  }
}

/** By kind, so that a new one without a case does not compile. */
const cases: Readonly<Record<ProbeKind, ProberCase>> = {
  icmp: createIcmpCase(),
  tcp: createTcpCase('tcp'),
  http: createTcpCase('http'),
  dns: createDnsCase(),
}

for (const [name, prober] of Object.entries(cases)) describeProber(name, prober)
