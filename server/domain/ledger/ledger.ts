/** The account of one hotspot and period: every millisecond in one class, and the figures that follow from it. */
import { DomainError } from '../error.ts'
import { causes, type Cause } from '../hotspot.ts'
import { addTime, addTotals, createTally, isDownClass, toAllTotals } from './classes.ts'
import type { AllTotals, CauseTotals, ServiceTotals, Tally } from './classes.ts'
import { defaultTerms, type LedgerContract, type LedgerFacts } from './facts.ts'
import { computeCoverage, computeFigure, isTargetMet, toFigure } from './figure.ts'
import type { Coverage, Figure } from './figure.ts'
import { visitSlices } from './slices.ts'
import type { Span } from './span.ts'

/** One view of the period; its classes add up to the period exactly. */
export interface LedgerView<Totals extends AllTotals> extends Coverage {
  readonly classes: Totals
  /** `down` + `upstream` of this view by cause. */
  readonly downByCause: CauseTotals
}

export interface LedgerViews {
  readonly all: LedgerView<AllTotals>
  readonly service: LedgerView<ServiceTotals>
}

/** The contract figure of a stretch in which the same contract, or none, was in force. */
export interface LedgerPart extends Span, Coverage, Figure {
  readonly contract: Pick<LedgerContract, 'id' | 'target'> | null
  /** Null while the figure may not be printed or no target is agreed. */
  readonly isTargetMet: boolean | null
}

export interface Ledger extends Span {
  /** End of what is accounted for: the end asked for, or `now` while the period is running. */
  readonly to: number
  readonly views: LedgerViews
  /** (up + degraded) ÷ known, view `all`. */
  readonly experienced: Figure
  /** (up + degraded) ÷ (known − excused), view `service`: Σ numerators ÷ Σ denominators of the parts. */
  readonly contract: Figure
  /** Together the whole period, oldest first. */
  readonly parts: readonly LedgerPart[]
  /** In service and in maintenance, view `all`. */
  readonly maintenanceMs: number
  /** How much of that it was down or upstream. */
  readonly maintenanceDownMs: number
  /** Outages of severity `down` that began in the period. */
  readonly outages: number
  /** Mean length of the outages that ended by recovery in the period, whole ms rounded down; null without one. */
  readonly mttrMs: number | null
  /** (up + degraded of view `all`) ÷ outages, whole ms rounded down; null without an outage. */
  readonly mtbfMs: number | null
  /** Outages that ended by recovery in the period, and the sum of their lengths: what the mean of a set is made of. */
  readonly recoveries: number
  readonly recoveryMs: number
}

/** Refuses what is no period, or one that has not begun; gives what can be accounted for. */
export const toPeriod = ({ from, to, now }: Pick<LedgerFacts, 'from' | 'to' | 'now'>): Span => {
  const problems = [from, to, now].every(Number.isSafeInteger)
    ? [
        ...(from < to ? [] : ['it ends before it begins']),
        ...(from <= now ? [] : ['it has not begun']),
      ]
    : ['its instants are not whole milliseconds']
  if (problems.length > 0) throw new DomainError('invalid', 'there is no such period', problems)
  return { from, to: Math.min(to, now) }
}

interface PartTally extends Span {
  readonly to: number
  readonly contract: LedgerContract | null
  readonly tally: Tally
}

interface Count {
  readonly all: Tally
  readonly parts: readonly PartTally[]
  readonly maintenanceMs: number
  readonly maintenanceDownMs: number
}

const countSlices = (facts: LedgerFacts, period: Span): Count => {
  const all = createTally()
  const parts: (PartTally & { to: number })[] = []
  let maintenanceMs = 0
  let maintenanceDownMs = 0
  visitSlices(facts, period, (slice) => {
    const ms = slice.to - slice.from
    addTime(all, slice.all, ms, slice.cause)
    let part = parts.at(-1)
    if (part?.contract !== slice.contract) {
      part = { from: slice.from, to: slice.to, contract: slice.contract, tally: createTally() }
      parts.push(part)
    }
    part.to = slice.to
    addTime(part.tally, slice.service, ms, slice.cause)
    if (slice.isMaintenance && slice.all !== 'not_in_service') {
      maintenanceMs += ms
      if (isDownClass(slice.all)) maintenanceDownMs += ms
    }
  })
  return { all, parts, maintenanceMs, maintenanceDownMs }
}

const sumCauses = (totals: CauseTotals, wanted: readonly Cause[]): number =>
  causes.reduce((sum, cause) => sum + (wanted.includes(cause) ? totals[cause] : 0), 0)

const toPart = ({ from, to, contract, tally }: PartTally): LedgerPart => {
  const { excusedCauses } = contract ?? defaultTerms
  const figure = computeFigure(tally.classes, sumCauses(tally.causes, excusedCauses))
  const target = contract?.target ?? null
  return {
    from,
    to,
    contract: contract === null ? null : { id: contract.id, target },
    ...computeCoverage(tally.classes),
    ...figure,
    isTargetMet: isTargetMet(figure, target),
  }
}

const toView = <Totals extends AllTotals>(
  classes: Totals,
  downByCause: CauseTotals,
): LedgerView<Totals> => ({ classes, downByCause, ...computeCoverage(classes) })

export const toViews = (all: Tally, service: Tally): LedgerViews => ({
  all: toView(toAllTotals(all.classes), all.causes),
  service: toView<ServiceTotals>(service.classes, service.causes),
})

/** ⌊total ÷ count⌋; null without any. */
export const toMean = (total: number, count: number): number | null =>
  count === 0 ? null : Math.floor(total / count)

/** Outages of severity `down` by wall time; a period owns the beginnings and the ends that lie in it. */
const countOutages = (facts: LedgerFacts, { from, to }: Span) => {
  const isInside = (at: number): boolean => at >= from && at < to
  let outages = 0
  let recoveries = 0
  let recoveryMs = 0
  for (const { severity, startedAt, endedAt, endReason } of facts.outages) {
    if (severity !== 'down') continue
    if (isInside(startedAt)) outages += 1
    if (endReason !== 'recovered' || endedAt === null || !isInside(endedAt)) continue
    recoveries += 1
    recoveryMs += endedAt - startedAt
  }
  return { outages, recoveries, recoveryMs }
}

const sumOf = <T>(items: readonly T[], read: (item: T) => number): number =>
  items.reduce((sum, item) => sum + read(item), 0)

/**
 * The ledger of one hotspot. A period that is still running ends at `now`. Source: product words of `ledger`.
 *
 * @throws DomainError `invalid` for a period that has not begun, is empty, or has broken milliseconds
 */
export const computeLedger = (facts: LedgerFacts): Ledger => {
  const period = toPeriod(facts)
  const count = countSlices(facts, period)
  const service = createTally()
  for (const { tally } of count.parts) addTotals(service, tally.classes, tally.causes)
  const parts = count.parts.map(toPart)
  const { outages, recoveries, recoveryMs } = countOutages(facts, period)
  const { up, degraded } = count.all.classes
  return {
    ...period,
    views: toViews(count.all, service),
    experienced: computeFigure(count.all.classes, 0),
    contract: toFigure(
      service.classes,
      sumOf(parts, ({ numerator }) => numerator),
      sumOf(parts, ({ denominator }) => denominator),
    ),
    parts,
    maintenanceMs: count.maintenanceMs,
    maintenanceDownMs: count.maintenanceDownMs,
    outages,
    mttrMs: toMean(recoveryMs, recoveries),
    mtbfMs: toMean(up + degraded, outages),
    recoveries,
    recoveryMs,
  }
}
