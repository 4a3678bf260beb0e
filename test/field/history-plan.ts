/** How dense made history is, and what befell the monitor itself meanwhile. */

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** Half-open `[from, to)`, epoch ms. */
export interface Span {
  readonly from: number
  readonly to: number
}

interface Pace {
  readonly schedule: string
  readonly intervalMs: number
}

/** A stretch of history with one distance between its rounds. */
export interface Era extends Span, Pace {
  /** Raw samples are kept; rollups always are. */
  readonly keepsSamples: boolean
}

export interface HistoryPlan {
  readonly from: number
  readonly eras: readonly Era[]
  /** No witness answers, and nothing else does. */
  readonly blind: Span
  /** The monitor was stopped in an orderly way and started again. */
  readonly stopped: Span
}

/** The last days are as dense as real ones, as far as this many raw samples allow. */
const denseMs = 2 * dayMs
const leastDenseMs = 2 * hourMs
const rawSamples = 800_000

/** Before them rounds are as rare as it takes to stay below this many samples; 132 places over 90 days: 15 minutes. */
const sparseSamples = 2_400_000
const sparsePaces: readonly Pace[] = [
  ...[5, 10, 15, 20, 30].map((minutes) => ({
    schedule: `0 */${String(minutes)} * * * *`,
    intervalMs: minutes * minuteMs,
  })),
  ...[1, 2, 3, 4].map((hours) => ({
    schedule: `0 0 */${String(hours)} * * *`,
    intervalMs: hours * hourMs,
  })),
]
/** However many there are: four times a day. */
const rarestPace: Pace = { schedule: '0 0 */6 * * *', intervalMs: 6 * hourMs }

/** What befell the monitor, as distances from the end of history. */
const blindSpell = { beforeEndMs: 23 * dayMs + 5 * hourMs, lengthMs: 40 * minuteMs }
const stopSpell = { beforeEndMs: 9 * dayMs + 14 * hourMs, lengthMs: 25 * minuteMs }

const toSpan = (end: number, spell: typeof blindSpell): Span => {
  const from = end - spell.beforeEndMs
  return { from, to: from + spell.lengthMs }
}

const sparsePace = (lengthMs: number, checks: number): Pace =>
  sparsePaces.find(({ intervalMs }) => (lengthMs / intervalMs) * checks <= sparseSamples) ??
  rarestPace

/** Plans `days` days of history up to `end` for a city with this many checks. */
export const planHistory = (days: number, end: number, checks: number): HistoryPlan => {
  const from = end - days * dayMs
  const affordableMs = Math.max(leastDenseMs, (rawSamples / Math.max(1, checks)) * minuteMs)
  const denseFrom = Math.max(from, end - Math.min(denseMs, affordableMs))
  const eras: Era[] = [
    { ...sparsePace(denseFrom - from, checks), keepsSamples: false, from, to: denseFrom },
    {
      ...{ schedule: '0 * * * * *', intervalMs: minuteMs, keepsSamples: true },
      ...{ from: denseFrom, to: Infinity },
    },
  ]
  return {
    from,
    eras: eras.filter((era) => days > 0 && era.from < era.to),
    blind: toSpan(end, blindSpell),
    stopped: toSpan(end, stopSpell),
  }
}

/** Samples that a plan makes up to `end`, confirmation passes left aside. */
export const estimateSamples = (plan: HistoryPlan, end: number, checks: number): number =>
  plan.eras.reduce(
    (sum, era) => sum + ((Math.min(era.to, end) - era.from) / era.intervalMs) * checks,
    0,
  )
