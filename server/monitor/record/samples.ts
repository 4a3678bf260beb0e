/** Samples of one pass: judged by the witnesses, stored, rolled up, and fed to the state of their check. */
import type { ProbeResult } from '../../../probes/result.ts'
import { advanceCheck, intervalsSpoken } from '../../domain/check-state.ts'
import type { CheckState } from '../../domain/check-state.ts'
import type { Tier } from '../../domain/hotspot.ts'
import { toSampleCode } from '../../domain/result-code.ts'
import type { RecordStore, SampleRow } from '../../store/record-store.ts'
import type { PlannedCheck } from '../city.ts'
import type { Draft } from './memory.ts'
import type { CheckMeasurement } from './round-input.ts'

const hourMs = 3_600_000

export interface SampleContext {
  readonly store: RecordStore
  readonly dayOf: (at: number) => number
  readonly dark: ReadonlySet<Tier>
  /** End of the newest time in which nobody was running, epoch ms. */
  readonly darkUntil: number
  /** Raw samples are kept (rollups always are). */
  readonly keepsSamples: boolean
}

/** A failure in a dark tier is ours; an answer is an answer. */
const judge = (result: ProbeResult, tier: Tier, dark: ReadonlySet<Tier>): ProbeResult => {
  if (result.outcome !== 'down' || !dark.has(tier)) return result
  return { outcome: 'unknown', cause: 'blind', detail: `no witness of tier ${tier} answered` }
}

const toMicroseconds = (ms: number): number => Math.max(0, Math.round(ms * 1000))

const toRow = (checkKey: number, at: number, result: ProbeResult): SampleRow => {
  // Fields spelled out, not spread: this runs for every sample.
  const code = toSampleCode(result)
  const { outcome } = result
  if (outcome !== 'up') {
    return { checkKey, at, code, outcome, sent: 0, lost: 0, meanUs: 0, minUs: null, maxUs: null }
  }
  return {
    checkKey,
    at,
    code,
    outcome,
    sent: result.sent ?? 1,
    lost: result.lost ?? 0,
    meanUs: toMicroseconds(result.latencyMs),
    minUs: toMicroseconds(result.minMs ?? result.latencyMs),
    maxUs: toMicroseconds(result.maxMs ?? result.latencyMs),
  }
}

/** Nobody was looking between the newest sample and `at`: too long ago, or nobody was running meanwhile. */
const isAfterGap = (
  state: CheckState | undefined,
  at: number,
  planned: PlannedCheck,
  darkUntil: number,
): boolean => {
  if (state === undefined) return false
  return darkUntil > state.lastAt || at - state.lastAt > intervalsSpoken * planned.intervalMs
}

/** Notes how far back the new health of a hotspot may be dated: to the runs that were decided just now. */
const noteMove = (
  draft: Draft,
  hotspotKey: number,
  before: CheckState | undefined,
  after: CheckState,
): void => {
  const move = draft.moves.get(hotspotKey) ?? { firstAt: Infinity, decidedSince: Infinity }
  move.firstAt = Math.min(move.firstAt, after.lastAt)
  if (before?.answer.confirmed !== after.answer.confirmed) {
    move.decidedSince = Math.min(move.decidedSince, after.answer.since)
  }
  if (before !== undefined && before.flaw.confirmed !== after.flaw.confirmed) {
    move.decidedSince = Math.min(move.decidedSince, after.flaw.since)
  }
  draft.moves.set(hotspotKey, move)
}

/**
 * Stores one sample and advances its check. Time never runs backwards for a check: when the clock was set back, the
 * sample follows its predecessor by one millisecond.
 */
export const recordSample = (
  context: SampleContext,
  draft: Draft,
  planned: PlannedCheck,
  measurement: CheckMeasurement,
): void => {
  const { checkKey } = measurement
  const previous = draft.states.get(checkKey)
  const at = Math.max(measurement.at, (previous?.lastAt ?? 0) + 1)
  const result = judge(measurement.result, planned.tier, context.dark)
  const row = toRow(checkKey, at, result)
  if (context.keepsSamples) context.store.insertSample(row)
  context.store.addRollups(row, at - (at % hourMs), context.dayOf(at))
  const step = { at, result, isAfterGap: isAfterGap(previous, at, planned, context.darkUntil) }
  const state = advanceCheck(previous, step, planned.check)
  draft.states.set(checkKey, state)
  context.store.saveState(checkKey, state)
  const { hotspotKey } = planned.check
  if (hotspotKey !== null) noteMove(draft, hotspotKey, previous, state)
}
