/** What every ICMP engine is asked and answers, and how echoes become a result. */
import type { ProbeResult } from '../result.ts'
import { toDown, toUnknown } from '../verdict.ts'

export type Family = 4 | 6

/** Distance of the echoes to one target, ms, start to start. */
export const periodMs = 300
export const defaultEchoes = 3
export const defaultTimeoutMs = 1000

/** Answers for sure where ICMP works at all, and is no target. */
export const loopbackOf = (family: Family): string => (family === 4 ? '127.0.0.1' : '::1')

/** Addresses of one family, asked with the same number of echoes. */
export interface EchoBatch {
  readonly family: Family
  /** Canonical addresses without doubles. */
  readonly addresses: readonly string[]
  /** 1–10 */
  readonly echoes: number
  /** Longest wait for one echo, ms. */
  readonly timeoutMs: number
}

/** Round-trip times of the echoes of one address, ms; null is a lost one. */
export type EchoTimes = readonly (number | null)[]

/** Answers by address, or why nothing can be said about any of them. */
export type EchoAnswer =
  | { readonly times: ReadonlyMap<string, EchoTimes> }
  | { readonly times: null; readonly verdict: ProbeResult }

/** Never rejects; ends soon after the signal aborts. */
export type Engine = (batch: EchoBatch, signal: AbortSignal) => Promise<EchoAnswer>

/** @param timeoutMs answers that took longer count as lost */
export const toEchoResult = (times: EchoTimes | undefined, timeoutMs: number): ProbeResult => {
  if (times === undefined) {
    return toUnknown('internal', 'the ping program said nothing about the address')
  }
  let answered = 0
  let sum = 0
  let minMs = Infinity
  let maxMs = 0
  for (const time of times) {
    if (time === null || time > timeoutMs) continue
    answered += 1
    sum += time
    minMs = Math.min(minMs, time)
    maxMs = Math.max(maxMs, time)
  }
  const sent = times.length
  if (answered === 0) return toDown('timeout', `no answer to ${String(sent)} echoes`)
  return { outcome: 'up', latencyMs: sum / answered, minMs, maxMs, sent, lost: sent - answered }
}
