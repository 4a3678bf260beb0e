/** How one probe result becomes one integer of a stored sample, and back. */
import type { DownReason, ProbeResult, UnknownCause } from '../../probes/result.ts'

/** Position is the code: −1 − index. Append only; a stored code never changes its meaning. */
const downReasons: readonly DownReason[] = [
  'timeout',
  'refused',
  'unreachable',
  'reset',
  'name_not_found',
  'tls_invalid',
  'http_status',
  'http_protocol',
  'redirect_loop',
  'dns_answer',
]

/** Position is the code: −101 − index. Append only. */
const unknownCauses: readonly UnknownCause[] = [
  'blocked',
  'blind',
  'no_program',
  'no_permission',
  'no_resources',
  'resolver',
  'invalid_target',
  'aborted',
  'internal',
]

/** Lost echoes are kept in three bits: at most seven can be told apart. */
const lostLimit = 7

/** A stored sample read back. `latencyMs` is set only for `up`. */
export type SampleValue =
  | { readonly outcome: 'up'; readonly latencyMs: number; readonly lost: number }
  | { readonly outcome: 'down'; readonly reason: DownReason }
  | { readonly outcome: 'unknown'; readonly cause: UnknownCause }

/** Integer for a sample row: up → µs × 8 + lost echoes (0–7); down → −1…−99; unknown → −101 and below. */
export const toSampleCode = (result: ProbeResult): number => {
  if (result.outcome === 'up') {
    const us = Math.max(0, Math.round(result.latencyMs * 1000))
    return us * 8 + Math.min(lostLimit, result.lost ?? 0)
  }
  if (result.outcome === 'down') return -1 - downReasons.indexOf(result.reason)
  return -101 - unknownCauses.indexOf(result.cause)
}

/** Reads a code back; a code of a newer program reads as `unknown`, cause `internal`. */
export const fromSampleCode = (code: number): SampleValue => {
  if (code >= 0) {
    return { outcome: 'up', latencyMs: Math.floor(code / 8) / 1000, lost: code % 8 }
  }
  const reason = code > -100 ? downReasons[-1 - code] : undefined
  if (reason !== undefined) return { outcome: 'down', reason }
  return { outcome: 'unknown', cause: unknownCauses[-101 - code] ?? 'internal' }
}
