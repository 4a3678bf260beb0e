/** One account for many hotspots: a kecamatan, a kind, a provider, the city. */
import { addTotals, createTally, type AllTotals, type Tally } from './classes.ts'
import { computeCoverage, toFigure } from './figure.ts'
import type { Coverage, Figure } from './figure.ts'
import { toMean, toViews, type Ledger, type LedgerViews } from './ledger.ts'

export interface SetMember {
  readonly id: string
  /** One for every stretch of the period in which the hotspot belonged to the set; empty = unmonitored. */
  readonly ledgers: readonly Ledger[]
}

/** A member whose own figure may not be printed: it is in the sums all the same. */
export interface ThinMember extends Coverage {
  readonly id: string
}

export interface SetFigure extends Figure, Coverage {
  /** Middle of the members' ratios, of an even number the mean of the middle two; null without one. Without thin members. */
  readonly median: { readonly ratio: number; readonly hundredths: number } | null
  /** Members of which less than 90 % was seen, in the order given. */
  readonly thin: readonly ThinMember[]
}

/** Sums over the members; the set's own coverage decides its verdicts. */
export interface SetLedger {
  /** All members, monitored or not. */
  readonly members: number
  /** Counted only: they have no time to sum. */
  readonly unmonitored: number
  readonly views: LedgerViews
  readonly experienced: SetFigure
  readonly contract: SetFigure
  readonly maintenanceMs: number
  readonly maintenanceDownMs: number
  readonly outages: number
  readonly mttrMs: number | null
  readonly mtbfMs: number | null
}

/** A ratio that was not divided yet. */
interface Fraction {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** Division keeps the order of ratios; where it makes two equal, they share their hundredths (periods up to 30 years). */
const compareFigures = (a: Figure, b: Figure): number => (a.ratio ?? 0) - (b.ratio ?? 0)

const toFraction = ({ numerator, denominator }: Figure): Fraction => ({
  numerator: BigInt(numerator),
  denominator: BigInt(denominator),
})

const toMiddle = (a: Fraction, b: Fraction): Fraction => ({
  numerator: a.numerator * b.denominator + b.numerator * a.denominator,
  denominator: 2n * a.denominator * b.denominator,
})

const computeMedian = (figures: readonly Figure[]): SetFigure['median'] => {
  const sorted = figures.filter(({ verdict }) => verdict === 'ok').sort(compareFigures)
  const upper = sorted[sorted.length >>> 1]
  const lower = sorted[(sorted.length - 1) >>> 1]
  if (upper === undefined || lower === undefined) return null
  const { numerator, denominator } =
    upper === lower ? toFraction(upper) : toMiddle(toFraction(lower), toFraction(upper))
  return {
    ratio: Number(numerator) / Number(denominator),
    hundredths: Number((numerator * 10_000n) / denominator),
  }
}

/** One member's time, or the whole set's. */
interface Sum {
  readonly id: string
  readonly all: Tally
  readonly service: Tally
  /** Numerator and denominator of the contract figure: its excused time differs from contract to contract. */
  numerator: number
  denominator: number
}

const createSum = (id: string): Sum => ({
  id,
  all: createTally(),
  service: createTally(),
  numerator: 0,
  denominator: 0,
})

const addLedger = (sum: Sum, { views, contract }: Ledger): void => {
  addTotals(sum.all, views.all.classes, views.all.downByCause)
  addTotals(sum.service, views.service.classes, views.service.downByCause)
  sum.numerator += contract.numerator
  sum.denominator += contract.denominator
}

const toExperienced = ({ all }: Sum): Figure => {
  const { up, degraded, down, upstream } = all.classes
  return toFigure(all.classes, up + degraded, up + degraded + down + upstream)
}

const toContract = ({ service, numerator, denominator }: Sum): Figure =>
  toFigure(service.classes, numerator, denominator)

const toSetFigure = (
  set: Sum,
  members: readonly Sum[],
  read: { readonly figure: (sum: Sum) => Figure; readonly classes: (sum: Sum) => AllTotals },
): SetFigure => {
  const figures = members.map((member) => ({ member, figure: read.figure(member) }))
  return {
    ...read.figure(set),
    ...computeCoverage(read.classes(set)),
    median: computeMedian(figures.map(({ figure }) => figure)),
    thin: figures
      .filter(({ figure: { verdict } }) => verdict === 'insufficient' || verdict === 'none')
      .map(({ member }) => ({ id: member.id, ...computeCoverage(read.classes(member)) })),
  }
}

const sumOf = (ledgers: readonly Ledger[], read: (ledger: Ledger) => number): number =>
  ledgers.reduce((sum, ledger) => sum + read(ledger), 0)

/** The ledger of a set: Σ numerators ÷ Σ denominators over all members. Source: product words of `sets`. */
export const computeSetLedger = (members: readonly SetMember[]): SetLedger => {
  const monitored = members.filter(({ ledgers }) => ledgers.length > 0)
  const set = createSum('')
  const sums = monitored.map(({ id, ledgers }) => {
    const sum = createSum(id)
    for (const ledger of ledgers) {
      addLedger(sum, ledger)
      addLedger(set, ledger)
    }
    return sum
  })
  const ledgers = monitored.flatMap((member) => member.ledgers)
  const outages = sumOf(ledgers, (ledger) => ledger.outages)
  const recoveries = sumOf(ledgers, (ledger) => ledger.recoveries)
  const { up, degraded } = set.all.classes
  return {
    members: members.length,
    unmonitored: members.length - monitored.length,
    views: toViews(set.all, set.service),
    experienced: toSetFigure(set, sums, {
      figure: toExperienced,
      classes: ({ all }) => all.classes,
    }),
    contract: toSetFigure(set, sums, {
      figure: toContract,
      classes: ({ service }) => service.classes,
    }),
    maintenanceMs: sumOf(ledgers, (ledger) => ledger.maintenanceMs),
    maintenanceDownMs: sumOf(ledgers, (ledger) => ledger.maintenanceDownMs),
    outages,
    mttrMs: toMean(
      sumOf(ledgers, (ledger) => ledger.recoveryMs),
      recoveries,
    ),
    mtbfMs: toMean(up + degraded, outages),
  }
}
