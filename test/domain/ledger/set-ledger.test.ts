import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { computeLedger } from '../../../server/domain/ledger/ledger.ts'
import type { Ledger } from '../../../server/domain/ledger/ledger.ts'
import { computeSetLedger } from '../../../server/domain/ledger/set-ledger.ts'
import type { SetMember } from '../../../server/domain/ledger/set-ledger.ts'
import { golden, h, downFor, span } from './golden-facts.ts'
import { randomFacts } from './random-facts.ts'

const factsOf = (facts: Parameters<typeof golden>[2]) =>
  golden('', '', facts, { all: {}, experienced: [null, 'ok'] }).facts

const ledgerOf = (facts: Parameters<typeof golden>[2]): Ledger => computeLedger(factsOf(facts))

const member = (id: string, ...ledgers: Ledger[]): SetMember => ({ id, ledgers })

/** Down for the first `hours` of the day. */
const lost = (hours: number) => ledgerOf(hours === 0 ? {} : downFor(0, hours))

const blindFor = (hours: number) =>
  ledgerOf({ blind: [{ startedAt: h(0), endedAt: h(hours), tier: 'all' }] })

describe('the ledger of a set', () => {
  it('divides the sum of the numerators by the sum of the denominators', () => {
    const young = ledgerOf({
      ...downFor(0, 21),
      lifecycle: [{ validFrom: h(20), value: 'active' }],
    })
    const set = computeSetLedger([member('a', lost(0)), member('b', young)])
    // 24 ÷ 24 and 3 ÷ 4: together 27 ÷ 28 = 0.96428…, not the mean 0.875.
    expect(set.experienced).toMatchObject({ hundredths: 9642, verdict: 'ok', coverage: 1 })
    expect(set.views.all.classes).toMatchObject({ notInService: h(20) - h(0), up: h(27) - h(0) })
    expect(set).toMatchObject({ members: 2, unmonitored: 0, outages: 1 })
  })

  it('takes the median of the members: the middle one, or the mean of the middle two', () => {
    const odd = computeSetLedger([
      member('a', lost(12)),
      member('b', lost(0)),
      member('c', lost(6)),
    ])
    expect(odd.experienced.median).toEqual({ ratio: 0.75, hundredths: 7500 })
    const even = computeSetLedger([...[12, 0, 6, 3].map((n) => member(String(n), lost(n)))])
    // (18 ÷ 24 + 21 ÷ 24) ÷ 2 = 0.8125
    expect(even.experienced.median).toEqual({ ratio: 0.8125, hundredths: 8125 })
    // (1 + 1 ÷ 3) ÷ 2 = 0.66666…
    const third = computeSetLedger([member('a', lost(0)), member('b', lost(16))])
    expect(third.experienced.median?.hundredths).toBe(6666)
  })

  it('keeps members under 90 % in the sums, lists them apart, and leaves them out of the median', () => {
    const members = [
      member('good', lost(0)),
      member('thin', blindFor(5)),
      member('dark', blindFor(24)),
      member('bad', lost(12)),
      ...Array.from({ length: 30 }, (_, index) => member(`up-${String(index)}`, lost(0))),
    ]
    const { experienced, contract } = computeSetLedger(members)
    for (const figure of [experienced, contract]) {
      expect(figure.thin.map(({ id, coverageHundredths }) => [id, coverageHundredths])).toEqual([
        ['thin', 7916],
        ['dark', 0],
      ])
      // 32 × 24 + 19 − 12 of 32 × 24 + 19 hours
      expect(figure.numerator).toBe(h(32 * 24 + 19 - 12) - h(0))
      expect(figure.denominator).toBe(h(32 * 24 + 19) - h(0))
      expect(figure).toMatchObject({ verdict: 'ok', median: { hundredths: 10_000 } })
    }
  })

  it('judges by its own coverage', () => {
    const set = computeSetLedger([member('a', lost(0)), member('b', blindFor(12))])
    // 36 of 48 hours seen
    expect(set.experienced).toMatchObject({
      hundredths: 10_000,
      verdict: 'insufficient',
      coverageHundredths: 7500,
    })
  })

  it('counts unmonitored members and sums nothing of them', () => {
    const set = computeSetLedger([member('a', lost(6)), member('b'), member('c')])
    expect(set).toMatchObject({ members: 3, unmonitored: 2 })
    expect(set.experienced).toMatchObject({ hundredths: 7500, thin: [] })
  })

  it('leaves members without any time to judge out of median and list', () => {
    const closed = ledgerOf({ closed: [span(0, 24)] })
    const planned = ledgerOf({ lifecycle: [] })
    const set = computeSetLedger([member('a', lost(6)), member('b', closed), member('c', planned)])
    expect(set.contract).toMatchObject({ hundredths: 7500, thin: [], median: { hundredths: 7500 } })
  })

  it('takes a member for the time in which it belonged to the set', () => {
    const [first, last] = [span(0, 6), span(18, 24)].map((part) =>
      ledgerOf({ ...downFor(0, 3), ...part }),
    ) as [Ledger, Ledger]
    const set = computeSetLedger([member('a', first, last)])
    expect(set.experienced).toMatchObject({ hundredths: 7500, median: { hundredths: 7500 } })
    expect(set.members).toBe(1)
  })

  it('gives means over all outages of the set', () => {
    const set = computeSetLedger([member('a', lost(1)), member('b', lost(2)), member('c', lost(0))])
    expect(set).toMatchObject({
      outages: 2,
      mttrMs: h(1.5) - h(0),
      // (23 + 22 + 24) ÷ 2
      mtbfMs: h(34.5) - h(0),
    })
  })

  it('is empty without members', () => {
    const set = computeSetLedger([])
    expect(set).toMatchObject({ members: 0, unmonitored: 0, outages: 0, mttrMs: null })
    expect(set.experienced).toMatchObject({ ratio: null, verdict: 'excluded', median: null })
  })

  it('finds the middle of ratios that are almost 1, and does not round it up', () => {
    const year = 31_536_000_000
    const longUp = (lostMs: number, years: number): Ledger => {
      const to = h(0) + year * years
      const flips = [
        { at: h(-1), health: 'up' as const },
        { at: to - lostMs, health: 'down' as const },
      ]
      return ledgerOf({ to, now: to, flips: lostMs === 0 ? flips.slice(0, 1) : flips })
    }
    const members = [
      member('c', longUp(0, 1)),
      member('a', longUp(1, 1)),
      member('b', longUp(1, 2)),
    ]
    // 1 − 1 ÷ (2 years) is the middle one; floored, it is not 100.00.
    expect(computeSetLedger(members).experienced.median).toEqual({
      ratio: (2 * year - 1) / (2 * year),
      hundredths: 9999,
    })
  })

  it('is a share between 0 and 1 for random members, and sums are sums', () => {
    fc.assert(
      fc.property(fc.array(randomFacts, { minLength: 1, maxLength: 6 }), (all) => {
        const ledgers = all.map(computeLedger)
        const set = computeSetLedger(ledgers.map((one, index) => member(String(index), one)))
        for (const name of ['experienced', 'contract'] as const) {
          const { numerator, denominator, ratio, median, thin } = set[name]
          expect(numerator).toBe(ledgers.reduce((sum, one) => sum + one[name].numerator, 0))
          expect(denominator).toBe(ledgers.reduce((sum, one) => sum + one[name].denominator, 0))
          for (const share of [ratio, median?.ratio ?? null]) {
            expect(share === null || (share >= 0 && share <= 1)).toBe(true)
          }
          const printable = ledgers.filter((one) => one[name].verdict === 'ok')
          expect(median === null).toBe(printable.length === 0)
          const below = printable.filter((one) => (one[name].ratio ?? 0) <= (median?.ratio ?? 0))
          expect(below.length * 2).toBeGreaterThanOrEqual(printable.length)
          expect(thin.length).toBe(
            ledgers.filter((one) => ['none', 'insufficient'].includes(one[name].verdict)).length,
          )
        }
      }),
      { seed: 20_260_817, numRuns: 100 },
    )
  })
})
