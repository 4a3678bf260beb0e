import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  computeOwed,
  computeRestitution,
  findReach,
} from '../../../server/domain/ledger/restitution.ts'
import type { LedgerFacts } from '../../../server/domain/ledger/facts.ts'
import { countOwedBySecond } from './brute-force.ts'
import { always, closedBy, contract, downFor, golden, h, outage, span } from './golden-facts.ts'
import { randomFacts } from './random-facts.ts'

const minute = 1 / 60
const ms = (hours: number): number => h(hours) - h(0)

const factsOf = (facts: Partial<LedgerFacts>): LedgerFacts =>
  golden('', '', facts, { all: {}, experienced: [null, 'ok'] }).facts

const paid = contract({ monthlyFee: 2_400_000 })

/** Owed ms of the only contract. */
const owedOf = (facts: Partial<LedgerFacts>): number | undefined =>
  computeOwed(factsOf({ contracts: always(paid), ...facts })).contracts[0]?.owedMs

const rupiahOf = (...hotspots: Partial<LedgerFacts>[]): (number | null)[] =>
  computeRestitution(hotspots.map((facts) => computeOwed(factsOf(facts)))).map(
    ({ rupiah }) => rupiah,
  )

const provider = { cause: 'provider' as const }

describe('owed time', () => {
  it('is the length of an outage whose cause is owed', () => {
    expect(owedOf(downFor(9, 10, provider))).toBe(ms(1))
    expect(owedOf(downFor(9, 10, { cause: 'device' }))).toBe(0)
    expect(owedOf(downFor(9, 10))).toBe(0)
  })

  it('needs an outage longer than five minutes, to the millisecond', () => {
    expect(owedOf(downFor(9, 9 + 5 * minute, provider))).toBe(0)
    const longer = outage(0, 0, { ...provider, startedAt: h(9), endedAt: h(9) + 300_001 })
    const flips = [
      { at: h(-1), health: 'up' as const },
      { at: h(9), health: 'down' as const },
      { at: h(9) + 300_001, health: 'up' as const },
    ]
    expect(owedOf({ flips, outages: [longer] })).toBe(300_001)
  })

  it('takes the threshold of the contract', () => {
    const patient = contract({ restitutionThresholdMs: ms(2) })
    expect(owedOf({ ...downFor(9, 11, provider), contracts: always(patient) })).toBe(0)
    expect(owedOf({ ...downFor(9, 12, provider), contracts: always(patient) })).toBe(ms(3))
  })

  it('counts through an uplink', () => {
    expect(owedOf(downFor(9, 10, { ...provider, uplinkOutageId: 99 }))).toBe(ms(1))
  })

  it('counts known time within service hours and outside maintenance alone', () => {
    const facts = {
      ...downFor(7, 13, provider),
      ...closedBy('08:00-16:00'),
      maintenance: [span(9, 10)],
      blind: [{ startedAt: h(10), endedAt: h(11), tier: 'all' as const }],
    }
    // 8–9 and 11–13
    expect(owedOf(facts)).toBe(ms(3))
    // All but four minutes of it lie outside service hours.
    expect(owedOf({ ...downFor(7, 8 + 4 * minute, provider), ...closedBy('08:00-16:00') })).toBe(0)
  })

  it('counts of split causes the owed parts, by the length of the whole outage', () => {
    const parts = [
      { from: h(9), cause: 'power' as const },
      { from: h(11) - ms(4 * minute), cause: 'provider' as const },
    ]
    expect(owedOf(downFor(9, 11, { parts }))).toBe(ms(4 * minute))
  })

  it('gives each month the part that falls into it, qualified by the whole length', () => {
    const facts = downFor(-1, 3 * minute, provider)
    expect(owedOf(facts)).toBe(ms(3 * minute))
    expect(owedOf({ ...facts, ...span(-24, 0) })).toBe(ms(1))
  })

  it('counts an outage that is open at issue up to the end of the month, if it qualifies by then', () => {
    const open = (since: number): Partial<LedgerFacts> => ({
      flips: [
        { at: h(-24), health: 'up' },
        { at: h(since), health: 'down' },
      ],
      outages: [outage(since, null, provider)],
    })
    expect(owedOf(open(20))).toBe(ms(4))
    expect(owedOf(open(24 - 4 * minute))).toBe(0)
    // The same outage ended after the month: its whole length is known.
    expect(owedOf(downFor(24 - 4 * minute, 26, provider))).toBe(ms(4 * minute))
  })

  it('does not let an open outage grow after the period, even beside one that ended there', () => {
    const facts = {
      ...downFor(24 - 10 * minute, 26, provider),
      outages: [outage(24 - 10 * minute, 26, provider), outage(24 - 4 * minute, null, provider)],
    }
    expect(owedOf(facts)).toBe(ms(6 * minute))
  })

  it('belongs to the contract that was in force', () => {
    const [first, second] = [contract({ id: 'K-1' }), contract({ id: 'K-2' })]
    const owed = computeOwed(
      factsOf({
        ...downFor(10, 13, provider),
        contracts: [
          { from: 0, to: h(12), contract: first },
          { from: h(12), to: Infinity, contract: second },
        ],
      }),
    )
    expect(owed.contracts.map((one) => [one.contract.id, one.owedMs])).toEqual([
      ['K-1', ms(2)],
      ['K-2', ms(1)],
    ])
    expect(owed.contracts.map(({ outages }) => outages[0]?.knownMs)).toEqual([ms(3), ms(3)])
  })

  it('is nothing without a contract', () => {
    expect(computeOwed(factsOf(downFor(9, 10, provider)))).toEqual({
      payableMs: ms(24),
      contracts: [],
    })
  })

  it('equals a count of every second for random timelines', () => {
    fc.assert(
      fc.property(randomFacts, (facts) => {
        const found: Record<string, number> = {}
        for (const { contract: held, owedMs } of computeOwed(facts).contracts) {
          if (owedMs > 0) found[held.id] = (found[held.id] ?? 0) + owedMs
        }
        expect(found).toEqual(countOwedBySecond(facts))
      }),
      { seed: 20_260_817, numRuns: 250 },
    )
  })
})

describe('the facts that owed time needs', () => {
  it('reach over every outage that touches the period', () => {
    const outages = [
      outage(-5, 2),
      outage(4, 5),
      outage(20, 30),
      outage(23, null),
      outage(-90, 90, { severity: 'degraded' }),
    ]
    expect(findReach(span(0, 24), outages)).toEqual(span(-5, 30))
    expect(findReach(span(0, 24), [])).toEqual(span(0, 24))
  })
})

describe('restitution', () => {
  it('is the fee for the share of the payable time that is owed', () => {
    // 2,400,000 × 1 ÷ 24
    expect(rupiahOf({ ...downFor(9, 10, provider), contracts: always(paid) })).toEqual([100_000])
    // Open for 8 h: 2,400,000 × 1 ÷ 8
    const short = { ...downFor(9, 10, provider), ...closedBy('08:00-16:00') }
    expect(rupiahOf({ ...short, contracts: always(paid) })).toEqual([300_000])
    // In service for 12 h: 2,400,000 × 1 ÷ 12
    const young = { lifecycle: [{ validFrom: h(12), value: 'active' as const }] }
    expect(rupiahOf({ ...downFor(13, 14, provider), ...young, contracts: always(paid) })).toEqual([
      200_000,
    ])
  })

  it.each([
    [1, 2, 1],
    [1, 3, 0],
    [2, 3, 1],
    [5, 2, 3],
  ])('rounds %d ÷ %d rupiah half up to %d', (fee, periods, wanted) => {
    // One hour owed of as many as `periods`.
    const facts = {
      ...downFor(0, 1, provider),
      ...span(0, periods),
      contracts: always(contract({ monthlyFee: fee })),
    }
    expect(rupiahOf(facts)).toEqual([wanted])
  })

  it('shares the fee of a contract among its hotspots and rounds once', () => {
    const shared = always(contract({ monthlyFee: 1_000_001 }))
    // 1,000,001 × 2 ÷ 72 = 27,777.8
    expect(
      rupiahOf(
        { ...downFor(9, 10, provider), contracts: shared },
        { ...downFor(3, 4, provider), contracts: shared },
        { contracts: shared },
      ),
    ).toEqual([27_778])
  })

  it('adds the fees of hotspots that are paid each for itself, and rounds once', () => {
    const each = (monthlyFee: number) => always(contract({ monthlyFee, feeBasis: 'hotspot' }))
    // 10 ÷ 24 + 8 ÷ 24 = 0.75: rounded apart it would be 0
    expect(
      rupiahOf(
        { ...downFor(9, 10, provider), contracts: each(10) },
        { ...downFor(3, 4, provider), contracts: each(8) },
      ),
    ).toEqual([1])
  })

  it('counts the payable time of a hotspot once when terms changed under the same contract', () => {
    const contracts = [
      { from: 0, to: h(12), contract: contract({ monthlyFee: 2400 }) },
      { from: h(12), to: Infinity, contract: contract({ monthlyFee: 2400, target: 0.99 }) },
    ]
    expect(rupiahOf({ ...downFor(11, 13, provider), contracts })).toEqual([200])
  })

  it('is unknown without a fee and nothing without payable time', () => {
    expect(rupiahOf({ ...downFor(9, 10, provider), contracts: always(contract()) })).toEqual([null])
    expect(rupiahOf({ closed: [span(0, 24)], contracts: always(paid) })).toEqual([0])
  })

  it('is exact for sums that no double holds', () => {
    const dear = always(contract({ monthlyFee: 9_007_199_254_740_991 }))
    const allDay = { flips: [{ at: h(-1), health: 'down' as const }] }
    const facts = { ...allDay, outages: [outage(-1, 25, provider)], contracts: dear }
    expect(rupiahOf(facts)).toEqual([9_007_199_254_740_991])
  })

  it('follows another formula where one is agreed', () => {
    const [owed] = [computeOwed(factsOf({ ...downFor(9, 10, provider), contracts: always(paid) }))]
    const double = ({
      monthlyFee,
      owedMs,
      payableMs,
    }: Record<'monthlyFee' | 'owedMs' | 'payableMs', number>) => ({
      numerator: 2n * BigInt(monthlyFee) * BigInt(owedMs),
      denominator: BigInt(payableMs),
    })
    expect(computeRestitution([owed], double)[0]?.rupiah).toBe(200_000)
  })
})
