import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ProbeResult } from '../../probes/result.ts'

/** Answers from 127.68.0.0/16 go nowhere, as from a device without power. The namespace ends with the process. */
const network = [
  'ip link set lo up',
  'ip route add blackhole 127.65.0.0/16 table local',
  'ip rule add pref 1 from all lookup local',
  'ip rule del pref 0',
  'ip rule add pref 0 from 127.68.0.0/16 lookup 100',
  'ip route add blackhole default table 100',
].join(' && ')

const inNamespace = (command: string, ...rest: string[]) =>
  spawnSync('unshare', ['-n', 'sh', '-c', `${network} && ${command}`, ...rest], {
    encoding: 'utf8',
    timeout: 18_000,
  })

const canMakeNamespace = inNamespace('true').status === 0

interface Printed {
  readonly single: readonly { readonly result: ProbeResult; readonly ms: number }[]
  readonly icmp: readonly ProbeResult[]
  readonly icmpMs: number
  readonly good: ProbeResult
}

test.skipIf(!canMakeNamespace)(
  'dead addresses are down in time (skipped without the right to make a network namespace)',
  // A busy machine may stop this one for longer than the limits leave.
  { retry: 2 },
  () => {
    const script = join(import.meta.dirname, 'dead-network-child.ts')
    const child = inNamespace('exec "$0" --import tsx "$1"', process.execPath, script)
    expect(child.stderr).toBe('')
    const { single, icmp, icmpMs, good } = JSON.parse(child.stdout) as Printed
    expect(single.map(({ result }) => result)).toMatchObject([
      { outcome: 'down', reason: 'timeout' },
      { outcome: 'down', reason: 'unreachable' },
      { outcome: 'down', reason: 'unreachable' },
      { outcome: 'down', reason: 'unreachable' },
      { outcome: 'down', reason: 'timeout' },
      { outcome: 'down', reason: 'timeout' },
      { outcome: 'down', reason: 'timeout' },
      { outcome: 'unknown', cause: 'resolver' },
    ])
    for (const { ms } of single) expect(ms).toBeLessThan(300 + 500)
    expect(good).toMatchObject({ outcome: 'up' })
    const [alive, ...dead] = icmp
    if (alive?.outcome === 'unknown') {
      expect(['no_program', 'no_permission']).toContain(alive.cause)
      return
    }
    expect(alive).toMatchObject({ outcome: 'up', lost: 0 })
    expect(dead).toHaveLength(1000)
    for (const result of dead) expect(result).toMatchObject({ outcome: 'down', reason: 'timeout' })
    expect(icmpMs).toBeLessThan(8000)
  },
)
