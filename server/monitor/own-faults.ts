/** Reads faults of our own out of a pass: what `unknown` results say about this machine. */
import type { UnknownCause } from '../../probes/result.ts'
import type { FaultBoard, FaultCode } from './faults.ts'
import type { RoundInput } from './record.ts'

const faultOfCause: Partial<Record<UnknownCause, FaultCode>> = {
  no_program: 'icmp_unavailable',
  no_permission: 'icmp_unavailable',
  no_resources: 'no_resources',
  resolver: 'resolver',
  internal: 'prober_crashed',
}

const codes: readonly FaultCode[] = [
  'icmp_unavailable',
  'no_resources',
  'resolver',
  'prober_crashed',
]

interface Seen {
  count: number
  readonly detail: string
}

const listFaults = (input: RoundInput): Map<FaultCode, Seen> => {
  const seen = new Map<FaultCode, Seen>()
  for (const { result } of [...input.measurements, ...input.witnesses]) {
    if (result.outcome !== 'unknown') continue
    const code = faultOfCause[result.cause]
    if (code === undefined) continue
    const known = seen.get(code)
    if (known === undefined) seen.set(code, { count: 1, detail: result.detail })
    else known.count += 1
  }
  return seen
}

/** Raises what a pass shows; a full round that no longer shows it clears it. */
export const createOwnFaults =
  (faults: FaultBoard) =>
  (input: RoundInput): void => {
    const seen = listFaults(input)
    for (const code of codes) {
      const fault = seen.get(code)
      if (fault !== undefined) faults.raise(code, `${String(fault.count)} probes: ${fault.detail}`)
      else if (input.kind === 'round') faults.clear(code)
    }
  }
