/** What is remembered of one check between samples, and how one more sample changes it. */
import type { ProbeResult, UpResult } from '../../probes/result.ts'
import { confirm, unconfirmed, withoutRun, type Confirmation } from './confirmation.ts'
import { calm, noteFlap, type FlapState } from './flap.ts'
import type { Check, Impairment } from './hotspot.ts'

/** A sample speaks for at most this many intervals of its check's schedule. */
export const intervalsSpoken = 3

export interface CheckState {
  /** Start of the newest sample, epoch ms. */
  readonly lastAt: number
  readonly lastOutcome: ProbeResult['outcome']
  /** Start of the newest sample that was up or down; null when there was none. */
  readonly lastKnownAt: number | null
  /** Since when samples have been `unknown` (first of the stretch); null while they are known. */
  readonly unknownSince: number | null
  /** Since when samples have been known without a gap; null while they are not. */
  readonly knownSince: number | null
  /** Reason, cause or flaw of the newest sample; null when it was plainly up. */
  readonly lastReason: string | null
  /** Latency of the newest sample, ms; null unless up. */
  readonly latencyMs: number | null
  readonly answer: Confirmation
  /** Reason of the newest failing sample. */
  readonly downReason: string | null
  /** Confirmation of the flaw: `down` means the flaw is confirmed. */
  readonly flaw: Confirmation
  readonly flawReason: Impairment | null
  readonly flap: FlapState
}

const fresh: CheckState = {
  lastAt: 0,
  lastOutcome: 'unknown',
  lastKnownAt: null,
  unknownSince: null,
  knownSince: null,
  lastReason: null,
  latencyMs: null,
  answer: unconfirmed,
  downReason: null,
  flaw: { confirmed: 'up', since: 0, run: null },
  flawReason: null,
  flap: calm,
}

const isLossy = (result: UpResult, lossyRatio: number | null): boolean => {
  const { sent = 1, lost = 0 } = result
  return lossyRatio !== null && lost > 0 && lost / sent >= lossyRatio
}

/** The first flaw that a sample shows, by precedence; null when it is flawless or not up. */
export const flawOf = (
  result: ProbeResult,
  check: Pick<Check, 'slowMs' | 'lossyRatio'>,
): Impairment | null => {
  if (result.outcome !== 'up') return null
  const named = result.flaws?.[0]
  if (named !== undefined) return named
  if (isLossy(result, check.lossyRatio)) return 'lossy'
  return check.slowMs !== null && result.latencyMs >= check.slowMs ? 'slow' : null
}

const reasonOf = (result: ProbeResult, flaw: Impairment | null): string | null => {
  if (result.outcome === 'down') return result.reason
  if (result.outcome === 'unknown') return result.cause
  return flaw
}

export interface SampleStep {
  /** Start of the probe, epoch ms; later than the check's newest sample. */
  readonly at: number
  readonly result: ProbeResult
  /** Nobody was looking between the check's newest sample and this one: a pending run is forgotten. */
  readonly isAfterGap: boolean
}

type Times = Pick<CheckState, 'lastKnownAt' | 'unknownSince' | 'knownSince'>

const advanceTimes = (state: CheckState, step: SampleStep): Times => {
  const { at } = step
  if (step.result.outcome === 'unknown') {
    const unknownSince = state.unknownSince ?? at
    return { lastKnownAt: state.lastKnownAt, unknownSince, knownSince: null }
  }
  const knownSince = step.isAfterGap ? at : (state.knownSince ?? at)
  return { lastKnownAt: at, unknownSince: null, knownSince }
}

/** Only a sample that answered can show a flaw or its absence. */
const toFlawAnswer = (result: ProbeResult, flaw: Impairment | null) => {
  if (result.outcome !== 'up') return 'unknown'
  return flaw === null ? 'up' : 'down'
}

const advanceFlap = (flap: FlapState, outcome: ProbeResult['outcome']): FlapState =>
  outcome === 'unknown' ? flap : noteFlap(flap, outcome === 'down')

/** One sample further. Pure: the caller stores the returned state when its transaction is committed. */
export const advanceCheck = (
  previous: CheckState | undefined,
  step: SampleStep,
  check: Pick<Check, 'downAfter' | 'upAfter' | 'slowMs' | 'lossyRatio'>,
): CheckState => {
  const state = previous ?? fresh
  const { at, result } = step
  const flaw = flawOf(result, check)
  const answer = step.isAfterGap ? withoutRun(state.answer) : state.answer
  const times = advanceTimes(state, step)
  const flawBefore = step.isAfterGap ? withoutRun(state.flaw) : state.flaw
  return {
    // Spelled out: a spread followed by further fields costs fifty times as much, in every sample.
    lastKnownAt: times.lastKnownAt,
    unknownSince: times.unknownSince,
    knownSince: times.knownSince,
    lastAt: at,
    lastOutcome: result.outcome,
    lastReason: reasonOf(result, flaw),
    latencyMs: result.outcome === 'up' ? result.latencyMs : null,
    answer: confirm(answer, at, result.outcome, check),
    downReason: result.outcome === 'down' ? result.reason : state.downReason,
    flaw: confirm(flawBefore, at, toFlawAnswer(result, flaw), check),
    flawReason: flaw ?? state.flawReason,
    flap: advanceFlap(state.flap, result.outcome),
  }
}

/** What remains of a check that was not watched for a while: nothing is confirmed any more. */
export const forgetConfirmations = (state: CheckState): CheckState => ({
  ...state,
  lastOutcome: 'unknown',
  unknownSince: null,
  knownSince: null,
  answer: fresh.answer,
  flaw: fresh.flaw,
  flap: fresh.flap,
})

/** The check deviates from what is confirmed and wants to be probed again soon. */
export const needsConfirmation = (state: CheckState): boolean =>
  state.answer.run !== null || state.flaw.run !== null
