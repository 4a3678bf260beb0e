/** One figure of the bench: ours beside its reference, the limit, and the verdict; as a JSON line and as a table. */
import { loadavg } from 'node:os'

/** Named measurements with their unit in the name, e.g. `wallMs`. */
export type Values = Readonly<Record<string, number | string | boolean>>

export interface Figure {
  readonly bench: string
  readonly case: string
  /** What is compared, e.g. `wallMs`. */
  readonly measure: string
  readonly ours: number
  /** The reference's value of the same measure; null for an absolute limit. */
  readonly reference: number | null
  readonly referenceName: string | null
  /** Bound of `ours ÷ reference`, or of `ours` when there is no reference; null = told, not judged. */
  readonly limit: { readonly atMost: number } | { readonly atLeast: number } | null
  /** Repetitions of which the medians were taken. */
  readonly runs: number
  /** Flags, versions and everything else that a reader needs to repeat the figure. */
  readonly detail: Values
}

export interface JudgedFigure extends Figure {
  readonly ratio: number | null
  readonly pass: boolean | null
  /** One-minute load average of the machine when the figure was printed. */
  readonly load: number
}

/** A part that could not be measured, or only partly: told, and not counted. */
export interface Gap {
  readonly bench: string
  readonly missing: string
}

const isWithin = (value: number, limit: NonNullable<Figure['limit']>): boolean =>
  'atMost' in limit ? value <= limit.atMost : value >= limit.atLeast

const round = (value: number): number => Number(value.toPrecision(4))

export const judge = (figure: Figure): JudgedFigure => {
  const ratio = figure.reference === null ? null : figure.ours / figure.reference
  const pass = figure.limit === null ? null : isWithin(ratio ?? figure.ours, figure.limit)
  return { ...figure, ratio, pass, load: loadavg()[0] ?? 0 }
}

const roundValues = (value: unknown): unknown => {
  if (typeof value === 'number') return Number.isInteger(value) ? value : round(value)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, roundValues(part)]))
}

/** The machine-readable line. */
export const toLine = (figure: JudgedFigure | Gap): string => JSON.stringify(roundValues(figure))

const limitText = ({ limit }: Figure): string => {
  if (limit === null) return ''
  return 'atMost' in limit ? `≤ ${String(limit.atMost)}` : `≥ ${String(limit.atLeast)}`
}

const verdictText = ({ pass }: JudgedFigure): string => {
  if (pass === null) return ''
  return pass ? 'ok' : 'MISSED'
}

const numberText = (value: number | null): string => (value === null ? '' : String(round(value)))

const toCells = (figure: JudgedFigure): string[] => [
  figure.bench,
  figure.case,
  figure.measure,
  numberText(figure.ours),
  numberText(figure.reference),
  numberText(figure.ratio),
  limitText(figure),
  verdictText(figure),
]

const heads = ['bench', 'case', 'measure', 'ours', 'reference', 'ratio', 'limit', 'verdict']

/** The short table for people. */
export const toTable = (figures: readonly JudgedFigure[], gaps: readonly Gap[]): string => {
  const rows = [heads, ...figures.map(toCells)]
  const widths = heads.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return [...lines, ...gaps.map((gap) => `${gap.bench}: not measured: ${gap.missing}`)].join('\n')
}
