import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Health, Lifecycle, Tier } from '../../server/domain/hotspot.ts'
import type { Segment, TimelineClass, TimelineFacts } from '../../server/domain/timeline.ts'
import { computeDays, computeTimeline, firstDay } from '../../server/domain/timeline.ts'

const empty: TimelineFacts = {
  from: 0,
  to: 1000,
  now: 1000,
  flips: [{ at: 0, health: 'up' }],
  blind: [],
  tiers: ['near'],
  lifecycle: [{ validFrom: 0, value: 'active' }],
  upstream: [],
  unseen: [],
}

const read = (segments: readonly Segment[]): string =>
  segments.map((one) => `${String(one.from)}-${String(one.to)} ${one.class}`).join(', ')

const timeline = (changed: Partial<TimelineFacts>): string =>
  read(computeTimeline({ ...empty, ...changed }))

describe('timeline', () => {
  it('is unknown before the first confirmed health', () => {
    expect(timeline({ flips: [{ at: 300, health: 'down' }] })).toBe('0-300 unknown, 300-1000 down')
    expect(timeline({ flips: [] })).toBe('0-1000 unknown')
  })

  it('takes the health in force at the start from a flip before the period', () => {
    const flips = [
      { at: -50, health: 'down' as const },
      { at: 400, health: 'up' as const },
    ]
    expect(timeline({ flips })).toBe('0-400 down, 400-1000 up')
  })

  it('ends at now, and is empty for a period that has not begun', () => {
    expect(timeline({ now: 250 })).toBe('0-250 up')
    expect(timeline({ now: 0 })).toBe('')
    expect(timeline({ from: 1000, to: 1000 })).toBe('')
  })

  it('is blind only while no tier of the hotspot can see', () => {
    const blind = [
      { tier: 'near' as const, startedAt: 100, endedAt: 500 },
      { tier: 'far' as const, startedAt: 300, endedAt: null },
    ]
    expect(timeline({ blind })).toBe('0-100 up, 100-500 unknown, 500-1000 up')
    expect(timeline({ blind, tiers: ['far'] })).toBe('0-300 up, 300-1000 unknown')
    expect(timeline({ blind, tiers: ['near', 'far'] })).toBe(
      '0-300 up, 300-500 unknown, 500-1000 up',
    )
    expect(timeline({ blind, tiers: [] })).toBe('0-1000 up')
  })

  it('is unknown for everybody while the monitor was stopped, and unlike before only if it flipped', () => {
    const blind = [{ tier: 'all' as const, startedAt: 200, endedAt: 600 }]
    const flips = [
      { at: 0, health: 'up' as const },
      { at: 600, health: 'down' as const },
    ]
    expect(timeline({ blind, tiers: [] })).toBe('0-200 up, 200-600 unknown, 600-1000 up')
    expect(timeline({ blind, flips })).toBe('0-200 up, 200-600 unknown, 600-1000 down')
  })

  it('is not in service before activation, while suspended and after retirement, whatever else holds', () => {
    const lifecycle = [
      { validFrom: 200, value: 'active' as const },
      { validFrom: 400, value: 'suspended' as const },
      { validFrom: 500, value: 'active' as const },
      { validFrom: 900, value: 'retired' as const },
    ]
    const blind = [{ tier: 'all' as const, startedAt: 100, endedAt: 300 }]
    expect(timeline({ lifecycle, blind })).toBe(
      '0-200 not_in_service, 200-300 unknown, 300-400 up, 400-500 not_in_service, 500-900 up, 900-1000 not_in_service',
    )
    expect(timeline({ lifecycle: [] })).toBe('0-1000 not_in_service')
  })

  it('calls all time of an outage under an uplink upstream, except what nobody saw', () => {
    const flips = [{ at: 0, health: 'down' as const }]
    const upstream = [{ startedAt: 100, endedAt: 700 }]
    const unseen = [{ startedAt: 650, endedAt: 800 }]
    expect(timeline({ flips, upstream, unseen })).toBe(
      '0-100 down, 100-650 upstream, 650-800 unknown, 800-1000 down',
    )
  })

  it('ignores spells of no length and joins those that touch', () => {
    const blind = [
      { tier: 'near' as const, startedAt: 100, endedAt: 100 },
      { tier: 'near' as const, startedAt: 200, endedAt: 300 },
      { tier: 'near' as const, startedAt: 300, endedAt: 400 },
    ]
    expect(timeline({ blind })).toBe('0-200 up, 200-400 unknown, 400-1000 up')
  })
})

/** The words of the product, one second at a time, without any cleverness. */
const classAt = (facts: TimelineFacts, at: number): TimelineClass => {
  const inForce = <T>(entries: readonly T[], atOf: (entry: T) => number): T | undefined =>
    [...entries].sort((a, b) => atOf(a) - atOf(b)).findLast((entry) => atOf(entry) <= at)
  const isIn = (spell: { startedAt: number; endedAt: number | null }): boolean =>
    at >= spell.startedAt && at < (spell.endedAt ?? Infinity)
  const lifecycleNow = inForce(facts.lifecycle, (one) => one.validFrom)?.value
  const healthNow = inForce(facts.flips, (one) => one.at)?.health ?? 'unknown'
  const isBlindTier = (tier: Tier | 'all'): boolean =>
    facts.blind.some((one) => one.tier === tier && isIn(one))
  const isBlind = isBlindTier('all') || (facts.tiers.length > 0 && facts.tiers.every(isBlindTier))
  const applies: [TimelineClass, boolean][] = [
    ['not_in_service', lifecycleNow !== 'active'],
    ['unknown', isBlind || facts.unseen.some(isIn) || healthNow === 'unknown'],
    ['upstream', facts.upstream.some(isIn)],
  ]
  return applies.find(([, holds]) => holds)?.[0] ?? healthNow
}

const second = fc.integer({ min: -20, max: 130 })
const spell = fc
  .tuple(second, fc.integer({ min: 0, max: 40 }), fc.boolean())
  .map(([startedAt, length, isOpen]) => ({
    startedAt,
    endedAt: isOpen ? null : startedAt + length,
  }))
const health = fc.constantFrom<Health>('up', 'degraded', 'down', 'unknown')
const lifecycle = fc.constantFrom<Lifecycle>('planned', 'active', 'active', 'suspended', 'retired')
const tier = fc.constantFrom<Tier>('near', 'far')

const uniqueBy = { maxLength: 6 }
const randomFacts = fc.record<TimelineFacts>({
  from: fc.integer({ min: 0, max: 60 }),
  to: fc.integer({ min: 0, max: 120 }),
  now: fc.integer({ min: 0, max: 130 }),
  flips: fc.uniqueArray(fc.record({ at: second, health }), {
    ...uniqueBy,
    selector: (one) => one.at,
  }),
  blind: fc.array(
    fc
      .tuple(spell, fc.constantFrom<Tier | 'all'>('near', 'far', 'all'))
      .map(([one, of]) => ({ ...one, tier: of })),
    { maxLength: 4 },
  ),
  tiers: fc.uniqueArray(tier, { maxLength: 2 }),
  lifecycle: fc.uniqueArray(fc.record({ validFrom: second, value: lifecycle }), {
    ...uniqueBy,
    selector: (one) => one.validFrom,
  }),
  upstream: fc.array(spell, { maxLength: 3 }),
  unseen: fc.array(spell, { maxLength: 2 }),
})

describe('timeline against one second at a time', () => {
  it('gives every instant the same class and partitions the period exactly', () => {
    fc.assert(
      fc.property(randomFacts, (facts) => {
        const segments = computeTimeline(facts)
        const end = Math.min(facts.to, facts.now)
        let reached = facts.from
        for (const [index, segment] of segments.entries()) {
          expect(segment.from).toBe(reached)
          expect(segment.to).toBeGreaterThan(segment.from)
          expect(segments[index + 1]?.class).not.toBe(segment.class)
          for (let at = segment.from; at < segment.to; at += 1) {
            expect(segment.class).toBe(classAt(facts, at))
          }
          reached = segment.to
        }
        expect(reached).toBe(Math.max(facts.from, end))
      }),
      { numRuns: 400 },
    )
  })
})

const hour = 3_600_000

describe('days of a strip', () => {
  it('end with the running day, of which only what has passed is counted', () => {
    const now = Date.parse('2026-01-15T03:00:00Z')
    const from = firstDay('Asia/Jakarta', now, 90)
    const days = computeDays(
      computeTimeline({ ...empty, from, to: now, now, flips: [{ at: from, health: 'up' }] }),
      'Asia/Jakarta',
      now,
      90,
    )
    expect(days).toHaveLength(90)
    expect(days[0]?.day).toBe(from)
    expect(days.at(-1)).toMatchObject({
      day: Date.parse('2026-01-14T17:00:00Z'),
      endsAt: Date.parse('2026-01-15T17:00:00Z'),
      classes: { up: 10 * hour, down: 0, unknown: 0 },
    })
    expect(days.slice(0, -1).every((one) => one.classes.up === 24 * hour)).toBe(true)
  })

  it('split a night outage at local midnight', () => {
    const now = Date.parse('2026-01-15T03:00:00Z')
    const from = firstDay('Asia/Jakarta', now, 2)
    const midnight = Date.parse('2026-01-14T17:00:00Z')
    const flips = [
      { at: from, health: 'up' as const },
      { at: midnight - hour, health: 'down' as const },
      { at: midnight + 2 * hour, health: 'up' as const },
    ]
    const segments = computeTimeline({ ...empty, from, to: now, now, flips })
    const days = computeDays(segments, 'Asia/Jakarta', now, 2)
    expect(days.map((one) => one.classes.down)).toEqual([hour, 2 * hour])
  })

  it('are as long as the clocks make them', () => {
    const now = Date.parse('2026-10-26T12:00:00Z')
    const from = firstDay('Europe/Berlin', now, 3)
    const flips = [{ at: from, health: 'degraded' as const }]
    const segments = computeTimeline({ ...empty, from, to: now, now, flips })
    const days = computeDays(segments, 'Europe/Berlin', now, 3)
    expect(days.map((one) => one.classes.degraded / hour)).toEqual([24, 25, 13])
  })

  it('sum up to the segments, however these are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 20 }), (lengths) => {
        const now = Date.parse('2026-04-02T12:34:56Z')
        let from = firstDay('Europe/Berlin', now, 10)
        const segments: Segment[] = []
        for (const [index, length] of lengths.entries()) {
          const to = Math.min(now, from + length * hour)
          if (to > from) segments.push({ from, to, class: index % 2 === 0 ? 'up' : 'down' })
          from = to
        }
        const days = computeDays(segments, 'Europe/Berlin', now, 10)
        const total = days.flatMap((one) => Object.values(one.classes)).reduce((a, b) => a + b, 0)
        expect(total).toBe(segments.reduce((sum, one) => sum + one.to - one.from, 0))
      }),
      { numRuns: 50 },
    )
  })

  it('may be a single one', () => {
    const now = Date.parse('2026-01-15T03:00:00Z')
    expect(computeDays([], 'Asia/Jakarta', now, 1)).toHaveLength(1)
    expect(firstDay('Asia/Jakarta', now, 1)).toBe(Date.parse('2026-01-14T17:00:00Z'))
  })
})
