import { chmodSync, existsSync, readdirSync } from 'node:fs'
import { delimiter } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createAddressPolicy } from '../../../probes/address-policy.ts'
import { createIcmp } from '../../../probes/icmp/icmp.ts'
import { createResolve } from '../../../probes/resolve.ts'
import type { IcmpTarget } from '../../../probes/result.ts'
import {
  loopbackPolicy,
  makeFolder,
  never,
  readLines,
  serveNames,
  writeProgram,
  writeRecordingFping,
} from '../fixture.ts'

const resolve = createResolve({ policy: loopbackPolicy, servers: ['127.0.0.1:1'] })

const icmpWith = (searchPath: string) => createIcmp({ resolve, searchPath })

const target = (host: string, more: Partial<IcmpTarget> = {}): IcmpTarget => ({
  kind: 'icmp',
  host,
  ...more,
})

/** A folder with an fping that answers by the given shell lines. */
const fakeFping = (body: string) => {
  const folder = makeFolder()
  writeProgram(folder, 'fping', body)
  return icmpWith(folder)
}

describe('a batch', () => {
  test('is one process, with every address on standard input once, loopback first', async () => {
    const folder = makeFolder()
    const fping = writeRecordingFping(folder)
    const hosts = ['127.0.0.2', '127.0.0.3', '127.0.0.2']
    const results = await icmpWith(folder).probeBatch(
      hosts.map((host) => target(host)),
      never,
    )
    expect(fping.calls()).toEqual(['-4 -q -C 3 -p 300 -i 1.00 -t 1000 -r 0'])
    expect(fping.targets()).toEqual(['127.0.0.1', '127.0.0.2', '127.0.0.3'])
    const answered = { outcome: 'up', minMs: 0.1, maxMs: 0.3, sent: 3, lost: 0 }
    expect(results).toMatchObject([answered, answered, answered])
  })

  test('has a process for each family and number of echoes', async () => {
    const folder = makeFolder()
    const fping = writeRecordingFping(folder)
    await icmpWith(folder).probeBatch(
      [target('127.0.0.2'), target('::1'), target('127.0.0.3', { echoes: 3, timeoutMs: 2000 })],
      never,
    )
    expect(fping.calls().sort()).toEqual([
      '-4 -q -C 3 -p 300 -i 1.00 -t 2000 -r 0',
      '-6 -q -C 3 -p 300 -i 1.00 -t 1000 -r 0',
    ])
    expect(fping.targets().sort()).toEqual(['127.0.0.1', '127.0.0.2', '127.0.0.3', '::1'])
  })

  test('without a target that may be asked starts no process', async () => {
    const folder = makeFolder()
    const fping = writeRecordingFping(folder)
    const forbid = createIcmp({
      resolve: createResolve({ policy: createAddressPolicy({}) }),
      searchPath: folder,
    })
    expect(await forbid.probeBatch([target('127.0.0.1')], never)).toMatchObject([
      { outcome: 'unknown', cause: 'blocked' },
    ])
    expect(await forbid.probeBatch([], never)).toEqual([])
    expect(fping.calls()).toEqual([])
  })

  test('leaves out what cannot be asked and asks the rest', async () => {
    const folder = makeFolder()
    const fping = writeRecordingFping(folder)
    const names = await serveNames((name) => (name === 'gone.test' ? 'NXDOMAIN' : ['127.0.0.9']))
    const icmp = createIcmp({
      resolve: createResolve({ policy: loopbackPolicy, servers: [names.address] }),
      searchPath: folder,
    })
    const results = await icmp.probeBatch(
      [
        target('10.0.0.1'),
        target('-h'),
        target('gone.test'),
        target('gateway.test'),
        target('127.0.0.2', { echoes: 11 }),
        target('127.0.0.2', { timeoutMs: 0 }),
        target('127.0.0.2'),
      ],
      never,
    )
    expect(results).toMatchObject([
      { cause: 'blocked' },
      { cause: 'invalid_target' },
      { reason: 'name_not_found' },
      { outcome: 'up' },
      { cause: 'invalid_target' },
      { cause: 'invalid_target' },
      { outcome: 'up' },
    ])
    expect(fping.targets().sort()).toEqual(['127.0.0.1', '127.0.0.2', '127.0.0.9'])
  })

  test('counts lost echoes, and down when all are lost', async () => {
    const icmp = fakeFping(`echo '127.0.0.1  : 0.01 0.01 0.01
127.0.0.2  : 1.00 - 3.00
127.0.0.30 : - - -
ICMP Host Unreachable from 10.0.0.1 for ICMP Echo sent to 127.0.0.30' >&2
exit 1
`)
    const hosts = ['127.0.0.2', '127.0.0.30', '127.0.0.4']
    expect(
      await icmp.probeBatch(
        hosts.map((host) => target(host)),
        never,
      ),
    ).toEqual([
      { outcome: 'up', latencyMs: 2, minMs: 1, maxMs: 3, sent: 3, lost: 1 },
      { outcome: 'down', reason: 'timeout', detail: 'no answer to 3 echoes' },
      { outcome: 'unknown', cause: 'internal', detail: expect.any(String) as string },
    ])
  })

  test('of many targets is read to the last line and leaves nothing behind', async () => {
    const folder = makeFolder()
    const fping = writeRecordingFping(folder)
    const countFiles = () => readdirSync('/proc/self/fd').length
    const before = countFiles()
    const targets = Array.from({ length: 600 }, (_, index) =>
      target(`127.1.${String(index >> 8)}.${String(index & 255)}`),
    )
    const results = await icmpWith(folder).probeBatch(targets, never)
    expect(results.map(({ outcome }) => outcome)).toEqual(targets.map(() => 'up'))
    expect(fping.targets()).toHaveLength(601)
    expect(fping.calls()).toEqual(['-4 -q -C 3 -p 300 -i 0.50 -t 1000 -r 0'])
    expect(countFiles()).toBeLessThanOrEqual(before)
  })

  test('judges every target by its own timeout', async () => {
    const icmp = fakeFping(`echo '127.0.0.1 : 0.01
127.0.0.2 : 500.1
127.0.0.3 : 500.1' >&2
`)
    const targets = [
      target('127.0.0.2', { echoes: 1, timeoutMs: 500 }),
      target('127.0.0.3', { echoes: 1, timeoutMs: 501 }),
    ]
    expect(await icmp.probeBatch(targets, never)).toMatchObject([
      { outcome: 'down', reason: 'timeout' },
      { outcome: 'up', lost: 0 },
    ])
  })
})

describe('a machine that cannot ping', () => {
  const probe = (icmp: ReturnType<typeof icmpWith>) => icmp.probeOne(target('127.0.0.2'), never)

  test('has no program', async () => {
    const icmp = icmpWith(makeFolder())
    expect(icmp.engine()).toBe('none')
    expect(await probe(icmp)).toMatchObject({ outcome: 'unknown', cause: 'no_program' })
  })

  test.each([
    ['may not open the socket', 'exit 4', 'no_permission'],
    ['does not know its arguments', 'exit 3', 'internal'],
    ['says nothing', 'exit 0', 'internal'],
    ['hears nothing on loopback', "echo '127.0.0.1 : - - -\n127.0.0.2 : 1 1 1' >&2", 'internal'],
    ['is killed', 'kill -9 $$', 'internal'],
  ])('has an fping that %s', async (_name, body, cause) => {
    expect(await probe(fakeFping(`${body}\n`))).toMatchObject({ outcome: 'unknown', cause })
  })

  test('has an fping that may not be run', async () => {
    const folder = makeFolder()
    chmodSync(writeProgram(folder, 'fping', ''), 0o644)
    expect(await probe(icmpWith(folder))).toMatchObject({
      outcome: 'unknown',
      cause: 'no_permission',
    })
  })

  test('recovers as soon as a program is there', async () => {
    const folder = makeFolder()
    const icmp = icmpWith(folder)
    expect(await probe(icmp)).toMatchObject({ cause: 'no_program' })
    writeRecordingFping(folder)
    expect(icmp.engine()).toBe('fping')
    expect(await probe(icmp)).toMatchObject({ outcome: 'up' })
  })
})

describe('giving up', () => {
  test('kills the program and leaves every target unknown', async () => {
    const folder = makeFolder()
    const pidFile = `${folder}/pid`
    writeProgram(folder, 'fping', `echo $$ > '${pidFile}'\nexec /bin/sleep 60\n`)
    const controller = new AbortController()
    const running = icmpWith(folder).probeBatch([target('127.0.0.2')], controller.signal)
    while (readLines(pidFile).length === 0) await new Promise((done) => setTimeout(done, 5))
    controller.abort()
    expect(await running).toMatchObject([{ outcome: 'unknown', cause: 'aborted' }])
    const pid = Number(readLines(pidFile)[0])
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/)
  })

  test('before the start starts no program', async () => {
    const folder = makeFolder()
    const fping = writeRecordingFping(folder)
    const results = await icmpWith(folder).probeBatch([target('127.0.0.2')], AbortSignal.abort())
    expect(results).toMatchObject([{ outcome: 'unknown', cause: 'aborted' }])
    expect(fping.calls()).toEqual([])
  })
})

describe('without fping', () => {
  /** The `ping` package finds its program by the PATH of the process. */
  const usePath = (folder: string) => {
    const before = process.env['PATH']
    process.env['PATH'] = folder + delimiter + (before ?? '')
    onTestFinished(() => {
      process.env['PATH'] = before
    })
  }

  const pingOutput = `echo "$*" >> "\${0%/*}/calls"
for last; do :; done
case "$last" in
127.0.0.9) echo "PING $last ($last) 56(84) bytes of data."; echo; exit 1 ;;
esac
echo "PING $last ($last) 56(84) bytes of data.
64 bytes from $last: icmp_seq=1 ttl=64 time=1.00 ms
64 bytes from $last: icmp_seq=3 ttl=64 time=3.00 ms

--- $last ping statistics ---
3 packets transmitted, 2 received, 33.3333% packet loss, time 600ms
rtt min/avg/max/mdev = 1.000/2.000/3.000/0.816 ms"
`

  test('the ping package is asked, loopback first', async () => {
    const folder = makeFolder()
    writeProgram(folder, 'ping', pingOutput)
    usePath(folder)
    const icmp = icmpWith(folder)
    expect(icmp.engine()).toBe('ping')
    const hosts = ['127.0.0.2', '127.0.0.9', '127.0.0.2']
    const results = await icmp.probeBatch(
      hosts.map((host) => target(host)),
      never,
    )
    const answered = { outcome: 'up', latencyMs: 2, minMs: 1, maxMs: 3, sent: 3, lost: 1 }
    expect(results).toMatchObject([answered, { outcome: 'down', reason: 'timeout' }, answered])
    const calls = readLines(`${folder}/calls`)
    expect(calls[0]).toBe('-n -c 1 -W 1 127.0.0.1')
    expect(calls.slice(1).sort()).toEqual([
      '-n -W 1 -c 3 -s 56 -i 0.3 127.0.0.2',
      '-n -W 1 -c 3 -s 56 -i 0.3 127.0.0.9',
    ])
  })

  test.each([
    ['no answer on loopback', 'exit 1', 'internal'],
    ['no permission', "echo 'ping: socket: Operation not permitted' >&2\nexit 2", 'no_permission'],
    ['an output of another shape', "echo 'pong'\nexit 0", 'internal'],
  ])('%s leaves all unknown', async (_name, body, cause) => {
    const folder = makeFolder()
    writeProgram(folder, 'ping', `${body}\n`)
    usePath(folder)
    expect(await icmpWith(folder).probeOne(target('127.0.0.2'), never)).toMatchObject({
      outcome: 'unknown',
      cause,
    })
  })

  test('an fping without permission is replaced by a ping that has it', async () => {
    const folder = makeFolder()
    writeProgram(folder, 'fping', 'exit 4\n')
    writeProgram(folder, 'ping', pingOutput)
    usePath(folder)
    expect(await icmpWith(folder).probeOne(target('127.0.0.2'), never)).toMatchObject({
      outcome: 'up',
    })
  })
})

/** On this machine as it is: with the program the real thing is measured, without it the result must say so. */
const isInstalled = (name: string): boolean =>
  ['/usr/bin', '/usr/sbin', '/bin', '/sbin'].some((folder) => existsSync(`${folder}/${name}`))

describe('the real programs of this machine', () => {
  const icmp = createIcmp({ resolve })

  test('name the engine', () => {
    const expected = isInstalled('fping') ? 'fping' : isInstalled('ping') ? 'ping' : 'none'
    expect(icmp.engine()).toBe(expected)
  })

  test('find loopback up, or say why nothing is known', async () => {
    const results = await icmp.probeBatch([target('127.0.0.2'), target('127.0.0.1')], never)
    for (const result of results) {
      if (icmp.engine() === 'none') expect(result).toMatchObject({ cause: 'no_program' })
      else if (result.outcome === 'unknown') expect(result.cause).toBe('no_permission')
      else expect(result).toMatchObject({ outcome: 'up', sent: 3, lost: 0 })
    }
  })
})
