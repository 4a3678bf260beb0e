/** What is owed back under each contract for time in which the provider did not deliver. */
import { isDownClass } from './classes.ts'
import type { LedgerContract, LedgerFacts, LedgerOutage } from './facts.ts'
import { toPeriod } from './ledger.ts'
import { visitSlices, type Slice } from './slices.ts'
import type { Span } from './span.ts'

/** An outage that is owed, at least in part. */
export interface OwedOutage {
  readonly id: number
  /** Its whole length in classes `down` and `upstream` of view `service`, also outside the period, ms. */
  readonly knownMs: number
  /** The part of it that is owed for the period, ms. */
  readonly owedMs: number
}

/** What a hotspot is owed under the terms of one contract. */
export interface OwedTime {
  readonly contract: LedgerContract
  readonly owedMs: number
  /** Oldest first. */
  readonly outages: readonly OwedOutage[]
}

/** What one hotspot adds to the accounts of its contracts. */
export interface HotspotOwed {
  /** Period − closed − not in service: the time for which fees are paid, ms. */
  readonly payableMs: number
  /** Every contract that was in force in the period, oldest first. */
  readonly contracts: readonly OwedTime[]
}

/** Money owed under one contract. */
export interface Restitution {
  readonly contractId: string
  readonly owedMs: number
  readonly payableMs: number
  /** Whole rupiah, rounded half up once for the contract; null when its fee is not known. */
  readonly rupiah: number | null
}

/** Rupiah before rounding, as an exact fraction ≥ 0. */
export interface ExactRupiah {
  readonly numerator: bigint
  readonly denominator: bigint
}

export interface RestitutionTerms {
  readonly monthlyFee: number
  readonly owedMs: number
  /** More than 0. */
  readonly payableMs: number
}

/** How owed time becomes money; contracts may agree on another one. */
export type RestitutionFormula = (terms: RestitutionTerms) => ExactRupiah

/** Monthly fee × owed time ÷ payable time. */
const proportionalFormula: RestitutionFormula = ({ monthlyFee, owedMs, payableMs }) => ({
  numerator: BigInt(monthlyFee) * BigInt(owedMs),
  denominator: BigInt(payableMs),
})

/**
 * The time that the facts must cover for `computeOwed`: the period and every outage that touches it, so that each is known
 * at its whole length. One that is still open reaches to the period's end.
 */
export const findReach = (
  { from, to }: Span,
  outages: readonly Pick<LedgerOutage, 'severity' | 'startedAt' | 'endedAt'>[],
): Span => {
  const downs = outages.filter(({ severity }) => severity === 'down')
  return {
    from: downs.reduce((least, { startedAt }) => Math.min(least, startedAt), from),
    to: downs.reduce((most, { endedAt }) => Math.max(most, endedAt ?? to), to),
  }
}

interface Account {
  /** Known length by outage. */
  readonly known: Map<number, number>
  /** Owed parts within the period, by contract and outage. */
  readonly owed: Map<LedgerContract, Map<number, number>>
  payableMs: number
}

const addMs = (sums: Map<number, number>, id: number, ms: number): void => {
  sums.set(id, (sums.get(id) ?? 0) + ms)
}

const noteKnown = (account: Account, slice: Slice): void => {
  if (slice.outage === null || !isDownClass(slice.service)) return
  addMs(account.known, slice.outage.id, slice.to - slice.from)
}

const noteInPeriod = (account: Account, slice: Slice): void => {
  noteKnown(account, slice)
  const ms = slice.to - slice.from
  const { contract, outage, service, cause } = slice
  if (service !== 'closed' && service !== 'not_in_service') account.payableMs += ms
  if (contract === null) return
  const owed = account.owed.get(contract) ?? new Map<number, number>()
  account.owed.set(contract, owed)
  if (outage === null || !isDownClass(service) || !contract.owedCauses.includes(cause)) return
  addMs(owed, outage.id, ms)
}

const toOwedTime = (
  { known }: Account,
  contract: LedgerContract,
  owed: ReadonlyMap<number, number>,
): OwedTime => {
  const outages = [...owed]
    .map(([id, owedMs]) => ({ id, knownMs: known.get(id) ?? 0, owedMs }))
    .filter(({ knownMs }) => knownMs > contract.restitutionThresholdMs)
  const owedMs = outages.reduce((sum, outage) => sum + outage.owedMs, 0)
  return { contract, owedMs, outages }
}

/**
 * The owed time of one hotspot, under every contract that was in force in the period.
 *
 * An outage qualifies when its whole known length in view `service` exceeds the contract's threshold; owed is the part that
 * falls into the period, has an owed cause (its own or its uplink's) and lies under the contract.
 *
 * @param facts lists must cover `findReach` of the period
 * @throws DomainError `invalid` as `computeLedger` does
 */
export const computeOwed = (facts: LedgerFacts): HotspotOwed => {
  const period = toPeriod(facts)
  const reach = findReach(period, facts.outages)
  const account: Account = { known: new Map(), owed: new Map(), payableMs: 0 }
  visitSlices(facts, { from: reach.from, to: period.from }, (slice) => noteKnown(account, slice))
  visitSlices(facts, period, (slice) => noteInPeriod(account, slice))
  visitSlices(facts, { from: period.to, to: reach.to }, (slice) => {
    // An outage that is open still counts up to the period's end only.
    if (slice.outage?.endedAt != null) noteKnown(account, slice)
  })
  return {
    payableMs: account.payableMs,
    contracts: [...account.owed].map(([contract, owed]) => toOwedTime(account, contract, owed)),
  }
}

const add = (a: ExactRupiah, b: ExactRupiah): ExactRupiah => ({
  numerator: a.numerator * b.denominator + b.numerator * a.denominator,
  denominator: a.denominator * b.denominator,
})

const roundHalfUp = ({ numerator, denominator }: ExactRupiah): number =>
  Number((2n * numerator + denominator) / (2n * denominator))

/** All shares of one contract. */
interface Shares {
  /** Of each hotspot once, however often its terms changed. */
  payableMs: number
  owedMs: number
  readonly items: (OwedTime & Pick<HotspotOwed, 'payableMs'>)[]
}

const collectShares = (hotspots: readonly HotspotOwed[]): Map<string, Shares> => {
  const found = new Map<string, Shares>()
  for (const { payableMs, contracts } of hotspots) {
    const counted = new Set<Shares>()
    for (const owed of contracts) {
      const { id } = owed.contract
      const shares = found.get(id) ?? { payableMs: 0, owedMs: 0, items: [] }
      found.set(id, shares)
      if (!counted.has(shares)) shares.payableMs += payableMs
      counted.add(shares)
      shares.owedMs += owed.owedMs
      shares.items.push({ ...owed, payableMs })
    }
  }
  return found
}

/** A fee for the whole contract is divided by the time of all its hotspots together, a fee for each hotspot by its own. */
const listTerms = ({ items, owedMs, payableMs }: Shares): (RestitutionTerms | null)[] => {
  const last = items.at(-1)?.contract
  const together =
    last?.feeBasis === 'contract' ? [{ monthlyFee: last.monthlyFee, owedMs, payableMs }] : null
  const each = items.map((item) => ({ ...item, monthlyFee: item.contract.monthlyFee }))
  return (together ?? each).map(({ monthlyFee, ...terms }) =>
    monthlyFee === null ? null : { monthlyFee, owedMs: terms.owedMs, payableMs: terms.payableMs },
  )
}

const computeRupiah = (shares: Shares, formula: RestitutionFormula): number | null => {
  let total: ExactRupiah = { numerator: 0n, denominator: 1n }
  for (const terms of listTerms(shares)) {
    if (terms === null) return null
    if (terms.payableMs > 0) total = add(total, formula(terms))
  }
  return roundHalfUp(total)
}

/**
 * What is owed under each contract, in the order in which the hotspots name them.
 *
 * @param hotspots every hotspot of these contracts, so that a fee for the whole contract is shared by all its time
 * @param formula must give an exact fraction; rounding is done once for the contract
 */
export const computeRestitution = (
  hotspots: readonly HotspotOwed[],
  formula: RestitutionFormula = proportionalFormula,
): Restitution[] =>
  [...collectShares(hotspots)].map(([contractId, shares]) => ({
    contractId,
    owedMs: shares.owedMs,
    payableMs: shares.payableMs,
    rupiah: computeRupiah(shares, formula),
  }))
