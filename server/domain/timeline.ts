/** What a hotspot was, instant by instant: flips, blind time and lifecycle joined into one exact partition. */
import type { Health, Lifecycle, Tier } from './hotspot.ts'
import { addDays, startOfDay } from './zone.ts'

/** In order of precedence: where several apply, the earlier wins. */
export const timelineClasses = [
  'not_in_service',
  'unknown',
  'upstream',
  'down',
  'degraded',
  'up',
] as const
export type TimelineClass = (typeof timelineClasses)[number]

/** Half-open `[from, to)`, epoch ms. */
export interface Segment {
  readonly from: number
  readonly to: number
  readonly class: TimelineClass
}

/** Half-open; `endedAt: null` = still open. */
interface Spell {
  readonly startedAt: number
  readonly endedAt: number | null
}

export interface TimelineFacts {
  /** Start of the period, epoch ms. */
  readonly from: number
  /** End of the period; what lies after `now` has no class and is left out. */
  readonly to: number
  readonly now: number
  /** Confirmed changes of health, in any order. Before the first one everything is `unknown`. */
  readonly flips: readonly { readonly at: number; readonly health: Health }[]
  /** Times in which a tier (`all`: the monitor itself) could not see. */
  readonly blind: readonly (Spell & { readonly tier: Tier | 'all' })[]
  /** Tiers of the hotspot's required checks: it is blind only while none of them can see. */
  readonly tiers: readonly Tier[]
  /** Dated lifecycle, in any order. Before the first one the hotspot is not in service. */
  readonly lifecycle: readonly { readonly validFrom: number; readonly value: Lifecycle }[]
  /** Outages that hang on an uplink's outage. */
  readonly upstream: readonly Spell[]
  /** Times that no sample covers, such as what follows the last sample's third interval. */
  readonly unseen: readonly Spell[]
}

/** Value of the newest entry at or before `at`; `entries` oldest first. */
const findInForce = <T extends { readonly at: number }>(
  entries: readonly T[],
  at: number,
): T | undefined => {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((entries[middle]?.at ?? Infinity) <= at) low = middle + 1
    else high = middle
  }
  return entries[low - 1]
}

const compareAt = (a: { readonly at: number }, b: { readonly at: number }): number => a.at - b.at

/** A spell without doubt about its end; lists of them are sorted and do not overlap. */
interface Stretch {
  readonly at: number
  readonly until: number
}

const mergeSpells = (spells: readonly Spell[]): Stretch[] => {
  const sorted = spells
    .map(({ startedAt, endedAt }) => ({ at: startedAt, until: endedAt ?? Infinity }))
    .sort(compareAt)
  const merged: Stretch[] = []
  for (const next of sorted) {
    const last = merged.at(-1)
    if (last === undefined || next.at > last.until) merged.push(next)
    else merged[merged.length - 1] = { at: last.at, until: Math.max(last.until, next.until) }
  }
  return merged
}

const covers = (stretches: readonly Stretch[], at: number): boolean =>
  at < (findInForce(stretches, at)?.until ?? -Infinity)

/** Facts in the order in which they are looked up, and spells by what they mean. */
interface Sorted {
  readonly flips: readonly { readonly at: number; readonly health: Health }[]
  readonly lifecycle: readonly { readonly at: number; readonly value: Lifecycle }[]
  readonly blindAll: readonly Stretch[]
  /** One list per tier of the hotspot. */
  readonly blindTiers: readonly (readonly Stretch[])[]
  readonly upstream: readonly Stretch[]
  readonly unseen: readonly Stretch[]
}

const sortFacts = (facts: TimelineFacts): Sorted => {
  const { blind, tiers } = facts
  return {
    flips: [...facts.flips].sort(compareAt),
    lifecycle: facts.lifecycle
      .map(({ validFrom, value }) => ({ at: validFrom, value }))
      .sort(compareAt),
    blindAll: mergeSpells(blind.filter((one) => one.tier === 'all')),
    blindTiers: tiers.map((tier) => mergeSpells(blind.filter((one) => one.tier === tier))),
    upstream: mergeSpells(facts.upstream),
    unseen: mergeSpells(facts.unseen),
  }
}

const isBlind = (sorted: Sorted, at: number): boolean =>
  covers(sorted.blindAll, at) ||
  (sorted.blindTiers.length > 0 && sorted.blindTiers.every((stretches) => covers(stretches, at)))

const findClass = (sorted: Sorted, at: number): TimelineClass => {
  if (findInForce(sorted.lifecycle, at)?.value !== 'active') return 'not_in_service'
  const health = findInForce(sorted.flips, at)?.health ?? 'unknown'
  if (health === 'unknown' || isBlind(sorted, at) || covers(sorted.unseen, at)) return 'unknown'
  return covers(sorted.upstream, at) ? 'upstream' : health
}

/** Every instant at which the class may change, within `[from, end)`, oldest first. */
const listEdges = (sorted: Sorted, from: number, end: number): number[] => {
  const stretches = [
    ...sorted.blindAll,
    ...sorted.blindTiers.flat(),
    ...sorted.upstream,
    ...sorted.unseen,
  ]
  const edges = new Set([from])
  const instants = [
    ...[...sorted.flips, ...sorted.lifecycle].map(({ at }) => at),
    ...stretches.flatMap(({ at, until }) => [at, until]),
  ]
  for (const at of instants) if (at > from && at < end) edges.add(at)
  return [...edges].sort((a, b) => a - b)
}

/**
 * The period as segments: no gap, no overlap, neighbours of different class, together exactly `[from, min(to, now))`.
 * Empty when that is empty. Source: product words of `ledger`, view `all`.
 */
export const computeTimeline = (facts: TimelineFacts): Segment[] => {
  const end = Math.min(facts.to, facts.now)
  if (facts.from >= end) return []
  const sorted = sortFacts(facts)
  const edges = listEdges(sorted, facts.from, end)
  const segments: Segment[] = []
  for (const [index, from] of edges.entries()) {
    const to = edges[index + 1] ?? end
    const found = findClass(sorted, from)
    const last = segments.at(-1)
    if (last?.class === found) segments[segments.length - 1] = { ...last, to }
    else segments.push({ from, to, class: found })
  }
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
