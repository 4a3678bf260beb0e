import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { DomainError } from '../../../server/domain/error.ts'
import { computeLedger, type Ledger } from '../../../server/domain/ledger/ledger.ts'
import { computeTimeline } from '../../../server/domain/timeline.ts'
import { startOfMonth } from '../../../server/domain/zone.ts'
import { countBySecond } from './brute-force.ts'
import { golden, h, outage } from './golden-facts.ts'
import { randomFacts } from './random-facts.ts'

/** The same timelines in every run. */
const seed = 20_260_817
const count = 1000

const timelines = fc
  .sample(randomFacts, { seed, numRuns: count })
  .map((facts, index) => ({ index, facts, ledger: computeLedger(facts) }))

const withTime = (totals: object): Record<string, number> =>
  Object.fromEntries(
    Object.entries(totals as Record<string, number>)
      .filter(([, value]) => value !== 0)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

const sum = (totals: object): number =>
  Object.values(totals as Record<string, number>).reduce((total, value) => total + value, 0)

/** Everything of a ledger that adds up from window to window. */
const toSums = ({ views, contract, ...ledger }: Ledger): number[] => [
  ...Object.values(views.all.classes as object as Record<string, number>),
  ...Object.values(views.service.classes as object as Record<string, number>),
  ...Object.values(views.all.downByCause),
  ...Object.values(views.service.downByCause),
  contract.numerator,
  contract.denominator,
  ledger.maintenanceMs,
  ledger.maintenanceDownMs,
  ledger.outages,
  ledger.recoveries,
  ledger.recoveryMs,
]

/** Text that names the timeline when it differs. */
const show = (index: number, value: unknown): string => `${String(index)} ${JSON.stringify(value)}`

const wantedVerdict = ({ views }: Ledger, name: 'all' | 'service', denominator: number): string => {
  const { up, degraded, down, upstream, unknown, notInService } = views[name].classes
  const known = up + degraded + down + upstream
  const total = sum(views[name].classes)
  if (total > 0 && notInService === total) return 'not_in_service'
  if (known + unknown === 0) return 'excluded'
  if (known === 0) return 'none'
  if (known * 100 < (known + unknown) * 90) return 'insufficient'
  return denominator === 0 ? 'excluded' : 'ok'
}

beforeAll(() => {
  console.log(`ledger: ${String(count)} random timelines, seed ${String(seed)}`)
})

describe(`the ledger of random timelines (seed ${String(seed)})`, () => {
  it('equals a count of every second', () => {
    for (const { index, facts, ledger } of timelines) {
      const { views, contract, maintenanceMs, maintenanceDownMs } = ledger
      const found = {
        all: withTime(views.all.classes),
        service: withTime(views.service.classes),
        allCauses: withTime(views.all.downByCause),
        serviceCauses: withTime(views.service.downByCause),
        contract: { numerator: contract.numerator, denominator: contract.denominator },
        maintenanceMs,
        maintenanceDownMs,
      }
      const counted = countBySecond(facts)
      const wanted = {
        ...counted,
        all: withTime(counted.all),
        service: withTime(counted.service),
        allCauses: withTime(counted.allCauses),
        serviceCauses: withTime(counted.serviceCauses),
      }
      expect(show(index, found)).toBe(show(index, wanted))
    }
  })

  it('divides the period exactly, and its down time by cause', () => {
    for (const { index, facts, ledger } of timelines) {
      const { from, to, views, parts } = ledger
      const { all, service } = views
      const found = [from, to, sum(all.classes), sum(service.classes)]
      const end = Math.min(facts.to, facts.now)
      expect(show(index, found)).toBe(show(index, [facts.from, end, end - from, end - from]))
      const causes = [all, service].map(({ downByCause }) => sum(downByCause))
      const downs = [all, service].map(({ classes }) => classes.down + classes.upstream)
      expect(show(index, causes)).toBe(show(index, downs))
      const edges = [from, ...parts.map((part) => part.to)]
      expect(show(index, edges)).toBe(show(index, [...parts.map((part) => part.from), to]))
    }
  })

  it('adds up: [a,b) and [b,c) are [a,c)', () => {
    for (const { index, facts, ledger } of timelines) {
      // At any millisecond, not only on whole seconds.
      const middle = ledger.from + Math.floor(((ledger.to - ledger.from) * ((index % 97) + 1)) / 99)
      if (middle <= ledger.from || middle >= ledger.to) continue
      const first = toSums(computeLedger({ ...facts, to: middle }))
      const second = toSums(computeLedger({ ...facts, from: middle }))
      const together = first.map((value, place) => value + (second[place] ?? NaN))
      expect(show(index, together)).toBe(show(index, toSums(ledger)))
    }
  })

  it('gives ratios from 0 to 1, never NaN, and 100.00 only when nothing was lost', () => {
    for (const { index, ledger } of timelines) {
      for (const figure of [ledger.experienced, ledger.contract, ...ledger.parts]) {
        const { ratio, hundredths, numerator, denominator } = figure
        const isWhole = numerator === denominator
        const isRight =
          denominator === 0
            ? ratio === null && hundredths === null && numerator === 0
            : ratio === numerator / denominator &&
              numerator >= 0 &&
              numerator <= denominator &&
              (hundredths === 10_000) === isWhole &&
              (ratio === 1) === isWhole
        expect(show(index, [isRight, figure])).toBe(show(index, [true, figure]))
      }
      expect(JSON.stringify(ledger)).not.toMatch(/NaN|Infinity|:-\d/)
    }
  })

  it('gives a verdict that follows from the times', () => {
    const seen = new Set<string>()
    for (const { index, ledger } of timelines) {
      const { experienced, contract } = ledger
      const wanted = [
        wantedVerdict(ledger, 'all', experienced.denominator),
        wantedVerdict(ledger, 'service', contract.denominator),
      ]
      expect(show(index, [experienced.verdict, contract.verdict])).toBe(show(index, wanted))
      for (const verdict of wanted) seen.add(verdict)
    }
    // None of them went untried.
    expect(seen.size).toBe(5)
  })

  it('does not depend on the order of its lists', () => {
    for (const { facts, ledger } of timelines.slice(0, 200)) {
      const backward = {
        ...facts,
        flips: facts.flips.toReversed(),
        blind: facts.blind.toReversed(),
        tiers: facts.tiers.toReversed(),
        lifecycle: facts.lifecycle.toReversed(),
        unseen: facts.unseen.toReversed(),
        closed: facts.closed.toReversed(),
        maintenance: facts.maintenance.toReversed(),
      }
      expect(JSON.stringify(computeLedger(backward))).toBe(JSON.stringify(ledger))
    }
  })

  it('agrees with the timeline of the pages where tiers never change', () => {
    for (const { index, facts } of timelines.slice(0, 200)) {
      const upstream = facts.outages.filter(
        ({ severity, uplinkOutageId }) => severity === 'down' && uplinkOutageId !== null,
      )
      const plain = { ...facts, outages: upstream, tiers: [] }
      const sums: Record<string, number> = {}
      for (const segment of computeTimeline({ ...plain, upstream })) {
        const name = segment.class === 'not_in_service' ? 'notInService' : segment.class
        sums[name] = (sums[name] ?? 0) + segment.to - segment.from
      }
      const found = withTime(computeLedger(plain).views.all.classes)
      expect(show(index, found)).toBe(show(index, withTime(sums)))
    }
  })
})

const ordinary = golden('', '', {}, { all: {}, experienced: [null, 'ok'] }).facts

describe('the months of Jakarta', () => {
  it.each([
    ['2026-01', '2025-12-31T17:00:00Z', '2026-01-31T17:00:00Z', 31],
    ['2026-02', '2026-01-31T17:00:00Z', '2026-02-28T17:00:00Z', 28],
    ['2028-02', '2028-01-31T17:00:00Z', '2028-02-29T17:00:00Z', 29],
    ['2026-12', '2026-11-30T17:00:00Z', '2026-12-31T17:00:00Z', 31],
  ])('%s runs from %s to %s', (_month, first, last, days) => {
    const [from, to] = [Date.parse(first), Date.parse(last)]
    expect(startOfMonth('Asia/Jakarta', from)).toBe(from)
    expect(startOfMonth('Asia/Jakarta', to - 1)).toBe(from)
    const facts = {
      ...ordinary,
      ...{ from, to, now: to },
      lifecycle: [{ validFrom: 0, value: 'active' as const }],
      flips: [
        { at: 0, health: 'up' as const },
        { at: from - 1, health: 'down' as const },
        { at: from + 1, health: 'up' as const },
        { at: to - 1, health: 'down' as const },
      ],
    }
    const { views, experienced } = computeLedger(facts)
    expect(views.all.classes).toMatchObject({ down: 2, up: days * 86_400_000 - 2 })
    expect(experienced.hundredths).toBe(9999)
  })

  it('December and January are the two months', () => {
    const [from, middle, to] = ['2026-11-30', '2026-12-31', '2027-01-31'].map((day) =>
      Date.parse(`${day}T17:00:00Z`),
    ) as [number, number, number]
    const facts = {
      ...ordinary,
      lifecycle: [{ validFrom: 0, value: 'active' as const }],
      flips: [
        { at: 0, health: 'up' as const },
        { at: middle - 5000, health: 'down' as const },
        { at: middle + 7000, health: 'up' as const },
      ],
      now: to,
    }
    const down = (period: { from: number; to: number }) =>
      computeLedger({ ...facts, ...period }).views.all.classes.down
    expect(down({ from, to: middle })).toBe(5000)
    expect(down({ from: middle, to })).toBe(7000)
    expect(down({ from, to })).toBe(12_000)
  })
})

describe('a period', () => {
  const problems = (facts: Partial<typeof ordinary>): readonly string[] => {
    try {
      computeLedger({ ...ordinary, ...facts })
    } catch (error) {
      if (error instanceof DomainError && error.code === 'invalid') return error.problems
      throw error
    }
    return []
  }

  it('that has not begun is refused', () => {
    expect(problems({ now: h(0) - 1 })).toEqual(['it has not begun'])
  })

  it('that begins now is empty and judges nothing', () => {
    const ledger = computeLedger({ ...ordinary, now: h(0) })
    expect(ledger).toMatchObject({ from: h(0), to: h(0), parts: [] })
    expect(ledger.experienced).toMatchObject({ ratio: null, verdict: 'excluded' })
    expect(ledger.contract).toMatchObject({ ratio: null, verdict: 'excluded' })
  })

  it('that is empty, backward or not in whole milliseconds is refused', () => {
    expect(problems({ to: h(0) })).toEqual(['it ends before it begins'])
    expect(problems({ to: h(0) - 1, now: h(-1) })).toEqual([
      'it ends before it begins',
      'it has not begun',
    ])
    expect(problems({ from: 0.5 })).toEqual(['its instants are not whole milliseconds'])
    expect(problems({ to: NaN })).toEqual(['its instants are not whole milliseconds'])
  })

  it('keeps to whole milliseconds in means', () => {
    const ledger = computeLedger({
      ...ordinary,
      outages: [0, 1, 2].map((index) =>
        outage(0, 0, { startedAt: h(index), endedAt: h(index) + (index === 2 ? 2 : 1) }),
      ),
    })
    expect(ledger.mttrMs).toBe(1)
    expect(ledger.mtbfMs).toBe(h(8) - h(0))
  })
})
