/** One pass of the real round over given targets: the same pacing and concurrency for whatever probes them. */
import type { ProbeTarget } from '../../probes/result.ts'
import type { Check } from '../../server/domain/hotspot.ts'
import type { PlannedCheck } from '../../server/monitor/city.ts'
import { findConcurrency } from '../../server/monitor/resources.ts'
import { createRunRound, type ProbeRunner } from '../../server/monitor/run-round.ts'
import { minuteMs, schedule } from './city.ts'

const toPlanned = (target: ProbeTarget, index: number): PlannedCheck => {
  const check: Check = {
    key: index + 1,
    hotspotKey: index + 1,
    uplinkKey: null,
    layer: 'portal',
    target,
    required: true,
    schedule: null,
    tier: null,
    downAfter: 3,
    upAfter: 2,
    slowMs: null,
    lossyRatio: null,
  }
  return { check, schedule, intervalMs: minuteMs, tier: 'near' }
}

export const createRoundOf = (targets: readonly ProbeTarget[], runner: ProbeRunner) => {
  const checks = targets.map(toPlanned)
  const runRound = createRunRound({
    runner,
    witnesses: [],
    concurrency: findConcurrency(),
    now: Date.now,
  })
  /** @throws Error when a target is not up */
  return async (): Promise<number> => {
    const startedAt = performance.now()
    const { measurements } = await runRound({
      kind: 'round',
      schedule,
      scheduledAt: Date.now(),
      checks,
      signal: AbortSignal.timeout(minuteMs),
    })
    const wallMs = performance.now() - startedAt
    const failure = measurements.find(({ result }) => result.outcome !== 'up')
    if (failure !== undefined) throw new Error(JSON.stringify(failure))
    if (measurements.length !== targets.length) throw new Error('some targets were left out')
    return wallMs
  }
}
