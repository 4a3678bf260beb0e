/** What the ledger is computed from: facts of one hotspot as the store knows them. */
import type { Cause, Health, Lifecycle, OutageEnd, Severity, Tier } from '../hotspot.ts'
import type { Span } from './span.ts'

/** Half-open, epoch ms; `endedAt: null` = still going on. */
export interface Spell {
  readonly startedAt: number
  readonly endedAt: number | null
}

/** A value that holds from `validFrom` (epoch ms) until the next one. */
export interface Dated<T> {
  readonly validFrom: number
  readonly value: T
}

/** The facts that decide what a hotspot was, all hours; lists in any order. */
export interface ConditionFacts {
  /** Confirmed changes of health. Before the first one everything is `unknown`. */
  readonly flips: readonly { readonly at: number; readonly health: Health }[]
  /** Times in which a tier (`all`: the monitor itself) could not see. */
  readonly blind: readonly (Spell & { readonly tier: Tier | 'all' })[]
  /** Tiers of its required checks: it is blind only while none of them can see. Before the first entry only `all` blinds it. */
  readonly tiers: readonly Dated<readonly Tier[]>[]
  /** Before the first entry the hotspot is not in service. */
  readonly lifecycle: readonly Dated<Lifecycle>[]
  /** Times of which no sample speaks, such as what follows the third interval after a sample. */
  readonly unseen: readonly Spell[]
}

/** A cause that holds from `from` until the next part, the last one until the outage ends. */
export interface OutagePart {
  readonly from: number
  readonly cause: Cause
}

export interface LedgerOutage extends Spell {
  readonly id: number
  /** `degraded` rows count nowhere. */
  readonly severity: Severity
  readonly endReason: OutageEnd | null
  /** Set when it hangs on an uplink's outage: all its time is class `upstream`. */
  readonly uplinkOutageId: number | null
  /** The cause in effect: its own, or else that of its uplink's outage. Holds until the first part. */
  readonly cause: Cause
  readonly parts: readonly OutagePart[]
}

/** Terms that the contract figure follows. */
export interface LedgerContract {
  readonly id: string
  /** Down time of these causes is taken out of what is judged. */
  readonly excusedCauses: readonly Cause[]
  /** Down time of these causes is owed back. */
  readonly owedCauses: readonly Cause[]
  /** Ratio 0–1; null = none agreed. */
  readonly target: number | null
  /** Whole rupiah a month; null = not known. */
  readonly monthlyFee: number | null
  /** What that fee pays: all hotspots of the contract together, or this hotspot alone. */
  readonly feeBasis: 'contract' | 'hotspot'
  /** An outage is owed when its known length is longer than this, ms. */
  readonly restitutionThresholdMs: number
}

/** Terms where no contract is in force. */
export const defaultTerms = {
  excusedCauses: ['power'],
  owedCauses: ['provider'],
  restitutionThresholdMs: 300_000,
} as const satisfies Partial<LedgerContract>

/**
 * All that one ledger reads. The lists may hold more than the period needs, never less: the flip, lifecycle, tier in force at
 * `from` are part of them. Instants are whole epoch ms.
 */
export interface LedgerFacts extends ConditionFacts, Span {
  readonly now: number
  /** Outages of the hotspot that touch the period, both severities. */
  readonly outages: readonly LedgerOutage[]
  /** Time outside service hours. */
  readonly closed: readonly Span[]
  /** Maintenance windows that hold for this hotspot; they may overlap. */
  readonly maintenance: readonly Span[]
  /**
   * Contracts of this hotspot and when each was in force; where two overlap, the one that began last holds. The same object
   * means the same terms: a change of objects begins a new part of the ledger.
   */
  readonly contracts: readonly (Span & { readonly contract: LedgerContract })[]
}
