/** How a failed step becomes a result: whose fault each system error is. */
import type {
  DownReason,
  DownResult,
  ProbePhase,
  ProbeResult,
  UnknownCause,
  UnknownResult,
} from './result.ts'

/** Text of `detail` is cleaned by the runner. */
export const toDown = (
  reason: DownReason,
  detail: string,
  phases?: readonly ProbePhase[],
): DownResult =>
  phases === undefined
    ? { outcome: 'down', reason, detail }
    : { outcome: 'down', reason, detail, phases }

export const toUnknown = (
  cause: UnknownCause,
  detail: string,
  phases?: readonly ProbePhase[],
): UnknownResult =>
  phases === undefined
    ? { outcome: 'unknown', cause, detail }
    : { outcome: 'unknown', cause, detail, phases }

/** errno(3): what the network did to us. */
const downByCode: Readonly<Record<string, DownReason>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  // connect(2) to a checked address and port: the route is a blackhole.
  EINVAL: 'unreachable',
  ETIMEDOUT: 'timeout',
}

/** errno(3): what we ran out of, or may not do. */
const unknownByCode: Readonly<Record<string, UnknownCause>> = {
  EMFILE: 'no_resources',
  ENFILE: 'no_resources',
  ENOBUFS: 'no_resources',
  ENOMEM: 'no_resources',
  EAGAIN: 'no_resources',
  EADDRNOTAVAIL: 'no_resources',
  EACCES: 'no_permission',
  EPERM: 'no_permission',
  ENOENT: 'no_program',
}

/** Code of a system, TLS or HTTP parser error; empty when it has none. */
export const toErrorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** Verdict on a system error by its code; null when the code says nothing (another library's error). */
export const findSystemVerdict = (
  error: unknown,
  phases?: readonly ProbePhase[],
): ProbeResult | null => {
  const code = toErrorCode(error)
  const reason = downByCode[code]
  if (reason !== undefined) return toDown(reason, code, phases)
  const cause = unknownByCode[code]
  return cause === undefined ? null : toUnknown(cause, code, phases)
}

/** Like `findSystemVerdict`, but an error that nobody foresaw is our own fault: `internal`. */
export const toSystemVerdict = (error: unknown, phases?: readonly ProbePhase[]): ProbeResult => {
  const verdict = findSystemVerdict(error, phases)
  if (verdict !== null) return verdict
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return toUnknown('internal', text, phases)
}

/** TCP or UDP port that can be dialled. */
export const isPort = (port: number): boolean =>
  Number.isInteger(port) && port >= 1 && port <= 65_535
