/** What a round hands to the recorder. */
import type { ProbeResult } from '../../../probes/result.ts'
import type { Tier } from '../../domain/hotspot.ts'

export interface CheckMeasurement {
  readonly checkKey: number
  /** Start of the probe, epoch ms. */
  readonly at: number
  readonly result: ProbeResult
}

export interface WitnessMeasurement {
  /** Public name without an address, e.g. `near-1`. */
  readonly name: string
  readonly tier: Tier
  readonly at: number
  readonly result: ProbeResult
}

/** One pass over checks: a cron round, or a confirmation pass between two rounds. */
export interface RoundInput {
  readonly kind: 'round' | 'confirmation'
  readonly schedule: string
  readonly scheduledAt: number
  readonly startedAt: number
  readonly finishedAt: number
  readonly measurements: readonly CheckMeasurement[]
  /** Every configured witness, probed in this pass. */
  readonly witnesses: readonly WitnessMeasurement[]
  /** Checks left out because an earlier probe of theirs was still running. */
  readonly skipped: number
}
