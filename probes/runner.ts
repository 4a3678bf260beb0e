/** The probes room as the monitor sees it: one probe, or all ICMP targets of a round at once. */
import { createProbers, type ProberOptions } from './registry.ts'
import type { EngineName } from './icmp/icmp.ts'
import type { IcmpTarget, Measurement, ProbeTarget } from './result.ts'
import { createRunProbe, toCleanResult } from './run-probe.ts'
import { toSystemVerdict } from './verdict.ts'

export interface ProbeRunner {
  /** Never rejects; ends at most 0.5 s after the target's timeout. */
  readonly probe: (target: ProbeTarget, signal?: AbortSignal) => Promise<Measurement>
  /** Answers in the order of the targets. Never rejects. */
  readonly probeIcmpBatch: (
    targets: readonly IcmpTarget[],
    signal: AbortSignal,
  ) => Promise<readonly Measurement[]>
  /** The program that ICMP would use now. */
  readonly icmpEngine: () => EngineName
}

export const createProbeRunner = (options: ProberOptions): ProbeRunner => {
  const { registry, icmp } = createProbers(options)
  return {
    probe: createRunProbe(registry, options.now),
    probeIcmpBatch: async (targets, signal) => {
      const at = options.now()
      try {
        const results = await icmp.probeBatch(targets, signal)
        return results.map((result) => ({ at, result: toCleanResult(result) }))
      } catch (error) {
        const result = toCleanResult(toSystemVerdict(error))
        return targets.map(() => ({ at, result }))
      }
    },
    icmpEngine: icmp.engine,
  }
}
