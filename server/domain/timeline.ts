/** What a hotspot was, instant by instant: flips, blind time and lifecycle joined into one exact partition. */
import type { Tier } from './hotspot.ts'
import type { AllClass } from './ledger/classes.ts'
import { createCondition, toSpan } from './ledger/condition.ts'
import { createSpanCursor, walk } from './ledger/cursor.ts'
import type { ConditionFacts, Spell } from './ledger/facts.ts'
import { addDays, startOfDay } from './zone.ts'

/** The classes of view `all`, by precedence. */
export type TimelineClass = AllClass

/** Half-open `[from, to)`, epoch ms. */
export interface Segment {
  readonly from: number
  readonly to: number
  readonly class: TimelineClass
}

export interface TimelineFacts extends Omit<ConditionFacts, 'tiers'> {
  /** Start of the period, epoch ms. */
  readonly from: number
  /** End of the period; what lies after `now` has no class and is left out. */
  readonly to: number
  readonly now: number
  /** Tiers of the hotspot's required checks: it is blind only while none of them can see. */
  readonly tiers: readonly Tier[]
  /** Outages that hang on an uplink's outage. */
  readonly upstream: readonly Spell[]
}

/**
 * The period as segments: no gap, no overlap, neighbours of different class, together exactly `[from, min(to, now))`.
 * Empty when that is empty. Source: product words of `ledger`, view `all`.
 */
export const computeTimeline = (facts: TimelineFacts): Segment[] => {
  const period = { from: facts.from, to: Math.min(facts.to, facts.now) }
  const condition = createCondition({
    ...facts,
    tiers: [{ validFrom: -Infinity, value: facts.tiers }],
  })
  const upstream = createSpanCursor(facts.upstream.map(toSpan))
  const segments: Segment[] = []
  walk([...condition.walkers, upstream], period, (from, to) => {
    const found = condition.readClass(upstream.value !== null)
    const last = segments.at(-1)
    if (last?.class === found) segments[segments.length - 1] = { ...last, to }
    else segments.push({ from, to, class: found })
  })
  return segments
}

export type ClassTimes = Readonly<Record<TimelineClass, number>>

export interface DayTimes {
  /** First instant of the local day, epoch ms. */
  readonly day: number
  /** First instant of the next local day. */
  readonly endsAt: number
  /** Milliseconds per class; their sum is what the segments cover of the day. */
  readonly classes: ClassTimes
}

const sumDay = (segments: readonly Segment[], day: number, endsAt: number): ClassTimes => {
  const times: Record<TimelineClass, number> = {
    not_in_service: 0,
    unknown: 0,
    upstream: 0,
    down: 0,
    degraded: 0,
    up: 0,
  }
  for (const segment of segments) {
    const ms = Math.min(segment.to, endsAt) - Math.max(segment.from, day)
    if (ms > 0) times[segment.class] += ms
  }
  return times
}

/**
 * Time per class and local day for `days` days that end with the day of `now`, oldest first.
 *
 * @param segments oldest first, from `computeTimeline` over (at least) those days
 * @param zone IANA name; days are 23 or 25 hours long where its clocks change
 */
export const computeDays = (
  segments: readonly Segment[],
  zone: string,
  now: number,
  days: number,
): DayTimes[] => {
  const items: DayTimes[] = []
  let first = 0
  for (let day = firstDay(zone, now, days); day <= now; day = addDays(zone, day, 1)) {
    const endsAt = addDays(zone, day, 1)
    while ((segments[first]?.to ?? Infinity) <= day) first += 1
    const part: Segment[] = []
    for (let index = first; index < segments.length; index += 1) {
      const segment = segments[index]
      if (segment === undefined || segment.from >= endsAt) break
      part.push(segment)
    }
    items.push({ day, endsAt, classes: sumDay(part, day, endsAt) })
  }
  return items
}

/** Where a strip of `days` days that ends with the day of `now` begins, epoch ms. */
export const firstDay = (zone: string, now: number, days: number): number =>
  days > 1 ? addDays(zone, now, 1 - days) : startOfDay(zone, now)
