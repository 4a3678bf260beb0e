/** Ratios that are exact, and whether enough was seen to print them. */
import { computeKnown, computeTotal, type AllTotals } from './classes.ts'

/** What a figure may be printed as; only `ok` gives a number. */
export type Verdict = 'not_in_service' | 'excluded' | 'none' | 'insufficient' | 'ok'

/** Numerator and denominator are whole ms; `ratio` (0–1) and `hundredths` (of a per cent, 0–10000) are null for a zero denominator. */
export interface Figure {
  readonly ratio: number | null
  readonly hundredths: number | null
  readonly verdict: Verdict
  readonly numerator: number
  readonly denominator: number
}

/** Share of the time that counts which was observed, 0–1 and floored to hundredths of a per cent; null when none counts. */
export interface Coverage {
  readonly coverage: number | null
  readonly coverageHundredths: number | null
}

/** ⌊10000 × numerator ÷ denominator⌋ without rounding on the way; null for a zero denominator. */
export const toHundredths = (numerator: number, denominator: number): number | null =>
  denominator === 0 ? null : Number((BigInt(numerator) * 10_000n) / BigInt(denominator))

export const computeCoverage = (classes: AllTotals): Coverage => {
  const known = computeKnown(classes)
  const counted = known + classes.unknown
  return {
    coverage: counted === 0 ? null : known / counted,
    coverageHundredths: toHundredths(known, counted),
  }
}

/** At least nine tenths of what counts was seen: known ÷ (known + unknown) ≥ 90 %, without a division. */
const isCovered = (known: number, unknown: number): boolean => BigInt(known) >= 9n * BigInt(unknown)

const computeVerdict = (classes: AllTotals, denominator: number): Verdict => {
  const known = computeKnown(classes)
  const total = computeTotal(classes)
  if (total > 0 && classes.notInService === total) return 'not_in_service'
  if (known + classes.unknown === 0) return 'excluded'
  if (known === 0) return 'none'
  if (!isCovered(known, classes.unknown)) return 'insufficient'
  return denominator === 0 ? 'excluded' : 'ok'
}

/**
 * Availability of a view: (up + degraded) ÷ (known − excused).
 *
 * @param judged view whose coverage decides whether the figure may be printed
 * @param excusedMs down time that does not count, ms
 */
export const computeFigure = (judged: AllTotals, excusedMs: number): Figure =>
  toFigure(judged, judged.up + judged.degraded, computeKnown(judged) - excusedMs)

/** A figure of given parts, such as the sum of several contracts', judged by the coverage of `judged`. */
export const toFigure = (judged: AllTotals, numerator: number, denominator: number): Figure => ({
  ratio: denominator === 0 ? null : numerator / denominator,
  hundredths: toHundredths(numerator, denominator),
  verdict: computeVerdict(judged, denominator),
  numerator,
  denominator,
})

/** The decimals of a number as they are written: 0.995 is exactly 995 ÷ 1000. */
const toDecimal = (value: number): { readonly digits: bigint; readonly scale: bigint } => {
  const [mantissa = '0', exponent = '0'] = String(value).split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  const places = fraction.length - Number(exponent)
  return {
    digits: BigInt(whole + fraction) * 10n ** BigInt(Math.max(0, -places)),
    scale: 10n ** BigInt(Math.max(0, places)),
  }
}

/**
 * Whether a figure reaches its target, compared exactly: 99.4999 % does not reach 99.5 %.
 *
 * @param target ratio 0–1
 * @returns null while the figure may not be printed or there is no target
 */
export const isTargetMet = (figure: Figure, target: number | null): boolean | null => {
  if (target === null || figure.verdict !== 'ok') return null
  const { digits, scale } = toDecimal(target)
  return BigInt(figure.numerator) * scale >= digits * BigInt(figure.denominator)
}
