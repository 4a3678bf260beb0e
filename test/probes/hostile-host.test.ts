/** Host texts that mean harm: nothing but a canonical address ever reaches a child process or a name server's port. */
import { expect, test } from 'vitest'
import { canonicalHost } from '../../probes/address-policy.ts'
import { createProbeRunner } from '../../probes/runner.ts'
import type { ProbeTarget } from '../../probes/result.ts'
import { loopbackPolicy, makeFolder, never, serveNames, writeRecordingFping } from './fixture.ts'

const shell = [
  ';',
  '|',
  '&',
  '&&',
  '||',
  '`',
  '$(',
  ')',
  '<',
  '>',
  '*',
  '?',
  '~',
  '!',
  '#',
  '"',
  "'",
  '\\',
  '{',
  '}',
]
const options = [
  '-h',
  '--help',
  '-f',
  '/etc/passwd',
  '-g',
  '127.0.0.0/8',
  '-S127.0.0.1',
  '-I',
  'lo',
  '--',
]
const spaces = [
  ' ',
  '\t',
  '\n',
  '\r',
  '\r\n',
  '\v',
  '\f',
  '\u0000',
  '\u0007',
  '\u001b[2J',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '\u200b',
]
const spellings = [
  '127.1',
  '0x7f.1',
  '0x7f000001',
  '2130706433',
  '017700000001',
  '127.0.0.01',
  '0177.0.0.1',
  '127.0.0.1.',
  '256.1.1.1',
  '1.2.3',
  '1.2.3.4.5',
  '٣.٣.٣.٣',
  '１２７.0.0.1',
  '127。0。0。1',
  '::ffff:7f00:1%lo',
  'fe80::1%eth0',
  '[::1]',
  '::g',
  ':::',
  '1::2::3',
  '::1/128',
  '127.0.0.1/8',
]
const names = [
  'bücher.id',
  'ＤＥＰＯＫ.id',
  'аpple.com',
  'exam\u00adple.id',
  'a..b',
  '.a',
  'a_b',
  'a'.repeat(64),
  `${'a.'.repeat(200)}a`,
  'x'.repeat(100_000),
  '../../etc/passwd',
  'file:///etc/passwd',
  'C:\\x',
  '%00',
  '%0a',
  '\u202egro.live',
  '<img src=x onerror=alert(1)>',
  "'; DROP TABLE hotspot; --",
  '__proto__',
  'constructor',
  '',
]

/** Hundreds of texts, the same in every run. */
const hosts = [
  ...options,
  ...spellings,
  ...names,
  ...shell.flatMap((mark) => [
    `127.0.0.1${mark}`,
    `${mark}127.0.0.1`,
    `a${mark}b`,
    `127.0.0.1${mark}id`,
    `127.0.0.1 ${mark} touch /tmp/x`,
  ]),
  ...spaces.flatMap((space) => [
    `127.0.0.1${space}`,
    `${space}127.0.0.1`,
    `127.0.0.1${space}10.0.0.1`,
    `127.0.0.1${space}-h`,
    `a${space}b`,
    space,
    ...options.map((option) => `127.0.0.2${space}${option}`),
  ]),
  ...options.flatMap((option) => [`${option} 127.0.0.1`, `127.0.0.1,${option}`, `${option}=1`]),
  ...spellings.flatMap((one) => names.slice(0, 8).map((name) => `${one}${name}`)),
  ...spellings.flatMap((one) => [`${one} `, `http://${one}/`, `user@${one}`]),
]

test('there are at least 500 of them', () => {
  expect(new Set(hosts).size).toBeGreaterThanOrEqual(500)
})

const toTargets = (host: string): ProbeTarget[] => [
  { kind: 'tcp', host, port: 9, timeoutMs: 1000 },
  { kind: 'dns', host, name: 'depok.go.id', port: 9, timeoutMs: 1000 },
  { kind: 'dns', host: '127.0.0.1', name: host, port: 9, timeoutMs: 1000 },
  { kind: 'http', url: `http://${host}:9/`, timeoutMs: 1000 },
  { kind: 'http', url: host, timeoutMs: 1000 },
]

test('only canonical addresses reach fping, and the arguments never change', async () => {
  const folder = makeFolder()
  const fping = writeRecordingFping(folder)
  const asked = await serveNames(() => ['127.0.0.77'])
  const runner = createProbeRunner({
    policy: loopbackPolicy,
    now: () => 0,
    searchPath: folder,
    nameServers: [asked.address],
  })
  const good = '127.0.0.3'
  const measurements = await runner.probeIcmpBatch(
    [good, ...hosts].map((host) => ({ kind: 'icmp', host })),
    never,
  )
  expect(measurements).toHaveLength(hosts.length + 1)
  expect(measurements[0]?.result).toMatchObject({ outcome: 'up' })
  for (const target of fping.targets()) {
    expect(canonicalHost(target)).toEqual({ kind: 'ip', address: target })
    expect(loopbackPolicy.isAllowed(target)).toBe(true)
  }
  for (const call of fping.calls()) {
    expect(call).toMatch(/^-[46] -q -C 3 -p 300 -i [01]\.\d\d -t 1000 -r 0$/)
  }
  for (const name of asked.questions) expect(canonicalHost(name)).toEqual({ kind: 'name', name })
})

test('the other probers survive them and never call one up', async () => {
  const asked = await serveNames(() => 'NXDOMAIN')
  const runner = createProbeRunner({
    policy: loopbackPolicy,
    now: () => 0,
    nameServers: [asked.address],
  })
  for (const host of hosts) {
    for (const { result } of await Promise.all(
      toTargets(host).map((target) => runner.probe(target)),
    )) {
      expect(result.outcome).not.toBe('up')
      expect(result.detail?.length ?? 0).toBeLessThanOrEqual(200)
    }
  }
  for (const name of asked.questions) expect(canonicalHost(name)).toEqual({ kind: 'name', name })
})
