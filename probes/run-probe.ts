/** Runs one probe: its hard end, its start time, and a result whatever happens. */
import { setMaxListeners } from 'node:events'
import { toCleanText } from './clean-text.ts'
import type { Registry } from './registry.ts'
import type { Measurement, ProbePhase, ProbeResult, ProbeTarget } from './result.ts'
import { toSystemVerdict, toUnknown } from './verdict.ts'

/** Never rejects. */
export type RunProbe = (target: ProbeTarget, signal?: AbortSignal) => Promise<Measurement>

/** A prober ends itself at its timeout; it is told to end this much later, ms, … */
const graceMs = 200
/** … and is not waited for after this, ms. */
const hardStopMs = 400

/** Echoes are sent so far apart (probes/icmp/echo), ms; before that a name is resolved and a child starts. */
const icmpPeriodMs = 300
const icmpStartMs = 3000

const longestMs = 300_000

/** Longest time that a probe of the target may take by its own rules, ms. */
const findBudgetMs = (target: ProbeTarget): number => {
  switch (target.kind) {
    case 'icmp':
      return ((target.echoes ?? 3) - 1) * icmpPeriodMs + (target.timeoutMs ?? 1000) + icmpStartMs
    case 'http':
      return target.timeoutMs ?? 5000
    case 'tcp':
    case 'dns':
      return target.timeoutMs ?? 3000
  }
}

const cleanPhase = ({ name, ms, detail }: ProbePhase): ProbePhase =>
  detail === undefined ? { name, ms } : { name, ms, detail: toCleanText(detail) }

/** The result with every text cleaned, since some of it was said by the target. */
export const toCleanResult = (result: ProbeResult): ProbeResult => {
  const phases = result.phases === undefined ? {} : { phases: result.phases.map(cleanPhase) }
  if (result.outcome !== 'up') return { ...result, detail: toCleanText(result.detail), ...phases }
  if (result.detail === undefined && result.phases === undefined) return result
  const detail = result.detail === undefined ? {} : { detail: toCleanText(result.detail) }
  return { ...result, ...detail, ...phases }
}

const probeByKind = (
  registry: Registry,
  target: ProbeTarget,
  signal: AbortSignal,
): Promise<ProbeResult> => {
  switch (target.kind) {
    case 'icmp':
      return registry.icmp(target, signal)
    case 'tcp':
      return registry.tcp(target, signal)
    case 'http':
      return registry.http(target, signal)
    case 'dns':
      return registry.dns(target, signal)
  }
}

const probeSafely = async (
  registry: Registry,
  target: ProbeTarget,
  signal: AbortSignal,
): Promise<ProbeResult> => {
  try {
    return toCleanResult(await probeByKind(registry, target, signal))
  } catch (error) {
    return toCleanResult(toSystemVerdict(error))
  }
}

const overdueResult = toUnknown('internal', 'the prober did not end in time')

const isAborted = (result: ProbeResult): boolean =>
  result.outcome === 'unknown' && result.cause === 'aborted'

const isBudget = (ms: number): boolean => ms > 0 && ms <= longestMs

/** @param now wall clock for `at`, epoch ms; all durations are measured by the monotonic clock */
export const createRunProbe =
  (registry: Registry, now: () => number): RunProbe =>
  async (target, signal) => {
    const at = now()
    const budgetMs = findBudgetMs(target)
    if (!isBudget(budgetMs)) {
      const detail = `the timeout must be 1–${String(longestMs)} ms`
      return { at, result: toUnknown('invalid_target', detail) }
    }
    const own = new AbortController()
    const onAbort = (): void => {
      own.abort()
    }
    if (signal?.aborted === true) onAbort()
    else if (signal !== undefined) {
      // Hundreds of probes of a round share one signal: not the leak that Node warns of at eleven listeners.
      setMaxListeners(0, signal)
      signal.addEventListener('abort', onAbort, { once: true })
    }
    let soft: NodeJS.Timeout | undefined
    let hard: NodeJS.Timeout | undefined
    const overdue = new Promise<ProbeResult>((settle) => {
      soft = setTimeout(onAbort, budgetMs + graceMs)
      hard = setTimeout(settle, budgetMs + hardStopMs, overdueResult)
    })
    try {
      const result = await Promise.race([probeSafely(registry, target, own.signal), overdue])
      const isGivenUpHere = own.signal.aborted && signal?.aborted !== true
      return { at, result: isGivenUpHere && isAborted(result) ? overdueResult : result }
    } finally {
      clearTimeout(soft)
      clearTimeout(hard)
      signal?.removeEventListener('abort', onAbort)
    }
  }
