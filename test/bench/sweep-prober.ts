/** One ICMP round by our prober, by bare fping, or by the `ping` package, with the CPU of this process and its children. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import ping from 'ping'
import { createAddressPolicy } from '../../probes/address-policy.ts'
import { toFpingArguments } from '../../probes/icmp/fping.ts'
import type { ProbeResult } from '../../probes/result.ts'
import { createProbeRunner } from '../../probes/runner.ts'
import type { Helper } from './helper.ts'
import { readChildrenCpuMs, readOwnCpuMs } from './measure.ts'

const timeoutMs = 1000
const pingsAtOnce = 32

export interface SweepQuestion {
  readonly side: 'titik' | 'fping' | 'ping'
  readonly addresses: readonly string[]
  readonly echoes: number
}

export interface SweepCost {
  readonly wallMs: number
  /** This process and its children. */
  readonly cpuMs: number
  readonly ownCpuMs: number
  /** Targets that answered; null where nobody looked. */
  readonly up: number | null
}

/** Our batch pings loopback beside the targets; the reference does the same work. */
const withLoopback = (addresses: readonly string[]): string[] => ['127.0.0.1', ...addresses]

/** The arguments of both sides for so many targets. */
export const listFlags = (count: number, echoes: number): string[] =>
  toFpingArguments({ family: 4, echoes, timeoutMs }, count + 1)

const runBareFping = async ({ addresses, echoes }: SweepQuestion): Promise<null> => {
  const child = spawn('fping', listFlags(addresses.length, echoes), {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.stdin.end(`${withLoopback(addresses).join('\n')}\n`)
  await once(child, 'close')
  return null
}

const runPingPackage = async ({ addresses, echoes }: SweepQuestion): Promise<number> => {
  let next = 0
  let up = 0
  const work = async (): Promise<void> => {
    for (let address = addresses[next++]; address !== undefined; address = addresses[next++]) {
      const { alive } = await ping.promise.probe(address, {
        numeric: true,
        timeout: timeoutMs / 1000,
        min_reply: echoes,
        v6: false,
        extra: ['-i', '0.3'],
      })
      if (alive) up += 1
    }
  }
  await Promise.all(Array.from({ length: pingsAtOnce }, work))
  return up
}

const countUp = (results: readonly ProbeResult[]): number => {
  const unknown = results.find((result) => result.outcome === 'unknown')
  if (unknown !== undefined) throw new Error(JSON.stringify(unknown))
  return results.filter((result) => result.outcome === 'up').length
}

/** A round of probes as the monitor asks for it, and what comes of a bare program. */
export const startSweeper: Helper = () => {
  const runner = createProbeRunner({
    policy: createAddressPolicy({ allowed: ['127.0.0.0/8'] }),
    now: Date.now,
  })
  const runOurs = async ({ addresses, echoes }: SweepQuestion): Promise<number> => {
    const targets = addresses.map((host) => ({ kind: 'icmp' as const, host, echoes, timeoutMs }))
    const measured = await runner.probeIcmpBatch(targets, AbortSignal.timeout(60_000))
    return countUp(measured.map(({ result }) => result))
  }
  const sides = { titik: runOurs, fping: runBareFping, ping: runPingPackage }
  return async (given): Promise<SweepCost> => {
    const question = given as SweepQuestion
    const ownBefore = readOwnCpuMs()
    const childrenBefore = readChildrenCpuMs()
    const startedAt = performance.now()
    const up = await sides[question.side](question)
    const wallMs = performance.now() - startedAt
    const ownCpuMs = readOwnCpuMs() - ownBefore
    // What our process spends on starting a program by hand is not that program's cost.
    const counted = question.side === 'fping' ? 0 : ownCpuMs
    return { wallMs, cpuMs: counted + readChildrenCpuMs() - childrenBefore, ownCpuMs, up }
  }
}
