/** How golden cases are written: a day in Depok, in hours from its midnight. */
import type { Cause } from '../../../server/domain/hotspot.ts'
import type {
  LedgerContract,
  LedgerFacts,
  LedgerOutage,
} from '../../../server/domain/ledger/facts.ts'
import type { Verdict } from '../../../server/domain/ledger/figure.ts'
import { listClosedSpans } from '../../../server/domain/service-hours/open-spans.ts'
import { at, holidays, hoursOf } from '../service-hours/calendar.ts'

const hourMs = 3_600_000

/** Tuesday 18 August 2026, 00:00 in Jakarta: 17:00 UTC of the day before, which is a holiday. */
const midnight = at('2026-08-18 00:00')

/** Instant `hours` after that midnight, epoch ms. */
export const h = (hours: number): number => midnight + Math.round(hours * hourMs)

/** An ordinary day: active, up since yesterday, seen from both tiers, always open, no contract. */
const ordinaryDay: LedgerFacts = {
  from: h(0),
  to: h(24),
  now: h(2400),
  flips: [{ at: h(-24), health: 'up' }],
  blind: [],
  tiers: [{ validFrom: 0, value: ['near', 'far'] }],
  lifecycle: [{ validFrom: h(-2400), value: 'active' }],
  unseen: [],
  outages: [],
  closed: [],
  maintenance: [],
  contracts: [],
}

/** Classes in hours; those that are not named are 0. */
interface Hours {
  readonly notInService?: number
  readonly closed?: number
  readonly maintenance?: number
  readonly unknown?: number
  readonly upstream?: number
  readonly down?: number
  readonly degraded?: number
  readonly up?: number
}

export interface Expected {
  readonly all: Hours
  /** As `all` when not given. */
  readonly service?: Hours
  /** Hours by cause of view `all`; `service` as well unless given. */
  readonly causes?: Partial<Record<Cause, number>>
  readonly serviceCauses?: Partial<Record<Cause, number>>
  /** Hundredths of a per cent, and what may be printed. */
  readonly experienced: readonly [number | null, Verdict]
  /** As `experienced` when not given. */
  readonly contract?: readonly [number | null, Verdict]
  /** Hundredths of a per cent; 10000 when not given. */
  readonly coverage?: number | null
  /** As `coverage` when not given. */
  readonly serviceCoverage?: number | null
  readonly outages?: number
  /** Hours. */
  readonly mttr?: number
  readonly mtbf?: number
  readonly maintenance?: number
  readonly maintenanceDown?: number
  /** Contract and hundredths of each part. */
  readonly parts?: readonly (readonly [string | null, number | null])[]
}

export interface GoldenCase {
  readonly name: string
  /** The arithmetic in one line. */
  readonly why: string
  readonly facts: LedgerFacts
  readonly expected: Expected
}

/** One row of the table: an ordinary day but for `facts`. */
export const golden = (
  name: string,
  why: string,
  facts: Partial<LedgerFacts>,
  expected: Expected,
): GoldenCase => ({ name, why, facts: { ...ordinaryDay, ...facts }, expected })

let nextId = 1

/** An outage of severity `down` from one hour to another (null = open), ended by recovery. */
export const outage = (
  from: number,
  to: number | null,
  more: Partial<LedgerOutage> = {},
): LedgerOutage => ({
  id: nextId++,
  startedAt: h(from),
  endedAt: to === null ? null : h(to),
  severity: 'down',
  endReason: to === null ? null : 'recovered',
  uplinkOutageId: null,
  cause: 'unclassified',
  parts: [],
  ...more,
})

/** Down from one hour to another, up before and after: the flips and the outage of it. */
export const downFor = (
  from: number,
  to: number,
  more: Partial<LedgerOutage> = {},
): Pick<LedgerFacts, 'flips' | 'outages'> => ({
  flips: [
    { at: h(-24), health: 'up' },
    { at: h(from), health: 'down' },
    { at: h(to), health: 'up' },
  ],
  outages: [outage(from, to, more)],
})

export const span = (from: number, to: number) => ({ from: h(from), to: h(to) })

/** A contract that excuses power and owes for the provider, as is the default. */
export const contract = (more: Partial<LedgerContract> = {}): LedgerContract => ({
  id: 'K-1',
  excusedCauses: ['power'],
  owedCauses: ['provider'],
  target: null,
  monthlyFee: null,
  feeBasis: 'contract',
  restitutionThresholdMs: 300_000,
  ...more,
})

export const always = (held: LedgerContract): LedgerFacts['contracts'] => [
  { from: 0, to: Infinity, contract: held },
]

/** Closed time of a text of service hours, from one hour to another, with the holidays of 2026. */
export const closedBy = (text: string, from = 0, to = 24) => ({
  closed: listClosedSpans([{ validFrom: 0, hours: hoursOf(text) }], {
    ...span(from, to),
    zone: 'Asia/Jakarta',
    holidays,
  }),
})

/** A calendar month in Jakarta, and its facts when all is up. */
export const month = (first: string, next: string) => ({
  from: at(`${first} 00:00`),
  to: at(`${next} 00:00`),
  now: at('2029-01-01 00:00'),
  flips: [{ at: at('2025-01-01 00:00'), health: 'up' as const }],
  lifecycle: [{ validFrom: at('2025-01-01 00:00'), value: 'active' as const }],
})
