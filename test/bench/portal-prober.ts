/** Our own side of the portal figure: real rounds of the HTTP prober, and the CPU that this process used for each. */
import { createAddressPolicy } from '../../probes/address-policy.ts'
import type { HttpTarget } from '../../probes/result.ts'
import { createProbeRunner } from '../../probes/runner.ts'
import type { Helper } from './helper.ts'
import { readOwnCpuMs } from './measure.ts'
import { createRoundOf } from './round-of.ts'

export interface ProberQuestion {
  readonly targets: readonly HttpTarget[]
}

export interface RoundCost {
  readonly cpuMs: number
  readonly wallMs: number
}

export const startProber: Helper = () => {
  const runner = createProbeRunner({
    policy: createAddressPolicy({ allowed: ['127.0.0.0/8'] }),
    now: Date.now,
  })
  return async (question): Promise<RoundCost> => {
    const { targets } = question as ProberQuestion
    const run = createRoundOf(targets, runner)
    const before = readOwnCpuMs()
    const wallMs = await run()
    return { cpuMs: readOwnCpuMs() - before, wallMs }
  }
}
