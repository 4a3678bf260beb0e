/** Random timelines on whole seconds: facts that agree with each other, and facts that do not. */
import fc from 'fast-check'
import { causes, healths, lifecycles } from '../../../server/domain/hotspot.ts'
import type { LedgerContract, LedgerFacts } from '../../../server/domain/ledger/facts.ts'
import { contract } from './golden-facts.ts'

/** A quarter of an hour around the end of January 2026 in Jakarta. */
const origin = Date.parse('2026-01-31T16:50:00Z')

const second = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((value) => origin + value * 1000)

/** Before, in and after every period of `period`. */
const anytime = second(-300, 1200)

const ordered = fc.tuple(anytime, fc.integer({ min: 0, max: 700 }))

const span = ordered.map(([from, length]) => ({ from, to: from + length * 1000 }))
const spans = fc.array(span, { maxLength: 5 })

const spell = fc.tuple(ordered, fc.boolean()).map(([[startedAt, length], isOpen]) => ({
  startedAt,
  endedAt: isOpen && length % 3 === 0 ? null : startedAt + length * 1000,
}))

const cause = fc.constantFrom(...causes)

const outage = fc.record({
  spell,
  severity: fc.constantFrom('down' as const, 'down' as const, 'degraded' as const),
  end: fc.constantFrom('recovered' as const, 'recovered' as const, 'split' as const),
  uplinkOutageId: fc.constantFrom(null, null, 77),
  cause,
  parts: fc.array(fc.record({ from: anytime, cause }), { maxLength: 2 }),
})

const outages = fc.array(outage, { maxLength: 6 }).map((items) =>
  items.map(({ spell: { startedAt, endedAt }, end, ...rest }, index) => ({
    ...rest,
    id: index + 1,
    startedAt,
    endedAt,
    endReason: endedAt === null ? null : end,
  })),
)

const dated = <T>(value: fc.Arbitrary<T>, maxLength: number) =>
  fc.uniqueArray(fc.record({ validFrom: anytime, value }), {
    maxLength,
    selector: ({ validFrom }) => validFrom,
  })

/** Half of all hotspots are simply active; the others live a life. */
const lifecycle = fc.oneof(
  fc.constant([{ validFrom: origin - 10_000_000, value: 'active' as const }]),
  dated(fc.constantFrom('active' as const, 'active' as const, ...lifecycles), 5),
)

const flips = fc.uniqueArray(
  fc.record({ at: anytime, health: fc.constantFrom('up' as const, ...healths) }),
  { maxLength: 8, selector: ({ at }) => at },
)

const terms: fc.Arbitrary<LedgerContract> = fc
  .record({
    id: fc.constantFrom('K-1', 'K-2', 'K-3'),
    excusedCauses: fc.subarray([...causes]),
    owedCauses: fc.subarray([...causes]),
    restitutionThresholdMs: fc.integer({ min: 0, max: 400 }).map((value) => value * 1000),
    monthlyFee: fc.integer({ min: 0, max: 90_000_000 }),
  })
  .map((more) => contract(more))

const contracts = fc
  .array(fc.tuple(span, terms), { maxLength: 3 })
  .map((items) => items.map(([held, value]) => ({ ...held, contract: value })))

const period = fc
  .record({
    from: second(0, 300),
    length: fc.integer({ min: 1, max: 600 }),
    now: fc.integer({ min: 0, max: 900 }),
  })
  .map(({ from, length, now }) => ({ from, to: from + length * 1000, now: from + now * 1000 }))

/** Facts of one hotspot; every instant is a whole second. */
export const randomFacts: fc.Arbitrary<LedgerFacts> = fc
  .record({
    period,
    flips,
    blind: fc.array(
      fc
        .tuple(spell, fc.constantFrom('near' as const, 'far' as const, 'all' as const))
        .map(([one, tier]) => ({ ...one, tier })),
      { maxLength: 4 },
    ),
    tiers: dated(fc.subarray(['near' as const, 'far' as const]), 3),
    lifecycle,
    unseen: fc.array(spell, { maxLength: 2 }),
    outages,
    closed: spans,
    maintenance: spans,
    contracts,
  })
  .map(({ period: { from, to, now }, ...rest }) => ({ from, to, now, ...rest }))
