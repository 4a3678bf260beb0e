import { describe, expect, it } from 'vitest'
import { createAddressPolicy } from '../../probes/address-policy.ts'
import { createProbeRunner } from '../../probes/runner.ts'
import type { Layer } from '../../server/domain/hotspot.ts'
import type { PlannedCheck } from '../../server/monitor/city.ts'
import type { RoundInput } from '../../server/monitor/record.ts'
import { findConcurrency } from '../../server/monitor/resources.ts'
import { createRunRound } from '../../server/monitor/run-round.ts'
import type { ProbeTarget } from '../../probes/result.ts'
import { createField } from '../field/field.ts'
import { makeSyntheticInventory } from '../field/inventory.ts'
import { fieldNetwork } from '../field/plan.ts'

const hotspots = 2000
/** These stay alive among the dead. */
const healthy = 20
const roundMs = 60_000

const checkOf = (key: number, layer: Layer, target: ProbeTarget): PlannedCheck => ({
  check: {
    key,
    hotspotKey: key,
    uplinkKey: null,
    layer,
    target,
    required: true,
    schedule: null,
    tier: null,
    downAfter: 3,
    upAfter: 2,
    slowMs: null,
    lossyRatio: null,
  },
  schedule: '0 * * * * *',
  intervalMs: roundMs,
  tier: 'near',
})

const medianLatency = (input: RoundInput): number => {
  const values = input.measurements
    .flatMap(({ result }) => (result.outcome === 'up' ? [result.latencyMs] : []))
    .sort((a, b) => a - b)
  return values[Math.floor(values.length / 2)] ?? Infinity
}

describe('a city of 2,000 hotspots', () => {
  it('of which all but twenty time out is probed within its minute, and the twenty are not slowed', async () => {
    const field = await createField({ sites: makeSyntheticInventory(hotspots).sites })
    try {
      const checks = field.hotspots.flatMap((hotspot, index) => [
        checkOf(2 * index, 'link', {
          kind: 'tcp',
          host: hotspot.address,
          port: field.ports.gateway,
        }),
        checkOf(2 * index + 1, 'portal', {
          kind: 'http',
          url: `http://${hotspot.address}:${String(field.ports.portal)}/login`,
        }),
      ])
      const policy = createAddressPolicy({ allowed: [fieldNetwork] })
      const runRound = createRunRound({
        runner: createProbeRunner({ policy, now: Date.now }),
        witnesses: [],
        concurrency: findConcurrency(),
        now: Date.now,
      })
      const run = (chosen: readonly PlannedCheck[]): Promise<RoundInput> =>
        runRound({
          kind: 'round',
          schedule: '0 * * * * *',
          scheduledAt: Date.now(),
          checks: chosen,
          signal: AbortSignal.timeout(roundMs),
        })
      // The first round pays for code that was never run before.
      await run(checks.slice(0, 2 * healthy))
      const calm = await run(checks.slice(0, 2 * healthy))
      await field.apply({ kind: 'cut-all', mode: 'timeout' })
      for (const { id } of field.hotspots.slice(0, healthy)) {
        await field.apply({ kind: 'restore', id })
      }
      const input = await run(checks)
      const down = input.measurements.filter(({ result }) => result.outcome === 'down')
      expect(down.length).toBe(2 * (hotspots - healthy))
      const up = input.measurements.filter(({ result }) => result.outcome === 'up')
      expect(up.length).toBe(2 * healthy)
      const tookMs = input.finishedAt - input.startedAt
      console.log(
        `2,000 hotspots timing out: ${String(tookMs)} ms; healthy median ${medianLatency(input).toFixed(2)} ms, in a calm round ${medianLatency(calm).toFixed(2)} ms`,
      )
      expect(tookMs).toBeLessThan(roundMs)
      expect(medianLatency(input) - medianLatency(calm)).toBeLessThan(5)
    } finally {
      await field.close()
    }
  })
})
