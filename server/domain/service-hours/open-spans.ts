/** When a place is open: rules of service hours laid over the calendar of a zone. */
import { clipSpans, invertSpans, mergeSpans, type Span } from '../ledger/span.ts'
import { fromWallClock, toWallClock } from '../zone.ts'
import type { Holidays } from './holidays.ts'
import type { CalendarDay, DateRange, Rule, ServiceHours, TimeRange, Weekday } from './rules.ts'

/** Where and when rules are read. */
export interface Calendar {
  /** IANA name; its wall clock is the one that rules speak of. */
  readonly zone: string
  readonly holidays: Holidays
}

/** One local day; `flat` is its midnight read as UTC. */
interface Day {
  readonly flat: number
  readonly year: number
  readonly month: number
  readonly day: number
  readonly weekday: number
  readonly isHoliday: boolean
}

const dayMs = 86_400_000
const wholeDay: readonly TimeRange[] = [{ from: 0, to: 1440 }]

const toDay = (flat: number, holidays: Holidays): Day => {
  const date = new Date(flat)
  return {
    flat,
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    isHoliday: holidays.has(date.toISOString().slice(0, 10)),
  }
}

/** Days as numbers in the order of the calendar. */
const toOrder = ({ year, month, day }: CalendarDay): number =>
  (year ?? 0) * 10_000 + month * 100 + day

const isInRange = ({ from, to }: DateRange, { year, month, day }: Day): boolean => {
  const at = toOrder({ year: from.year === null ? null : year, month, day })
  const [first, last] = [toOrder(from), toOrder(to)]
  // `Dec 25-Jan 02` runs over the end of the year.
  return first <= last ? at >= first && at <= last : at >= first || at <= last
}

const isWeekday = ({ weekday, nth }: Weekday, day: Day): boolean => {
  if (weekday !== day.weekday) return false
  if (nth === null) return true
  if (nth > 0) return Math.ceil(day.day / 7) === nth
  const lastDay = new Date(Date.UTC(day.year, day.month, 0)).getUTCDate()
  return Math.ceil((lastDay - day.day + 1) / 7) === -nth
}

const isRuleOf = (rule: Rule, day: Day): boolean => {
  if (rule.dates.length > 0 && !rule.dates.some((range) => isInRange(range, day))) return false
  const isListed = rule.weekdays.some((weekday) => isWeekday(weekday, day))
  if (rule.holidays === 'only') return day.isHoliday && isListed
  if (rule.holidays === 'also') return day.isHoliday || isListed
  return rule.weekdays.length === 0 || isListed
}

/** Rules that hold for a day, each with its place in the text. A semicolon, and a whole day off, replace what was before. */
const listRules = (hours: ServiceHours, day: Day): (readonly [number, Rule])[] => {
  let found: (readonly [number, Rule])[] = []
  for (const entry of hours.entries()) {
    const [, rule] = entry
    if (!isRuleOf(rule, day)) continue
    const isDayOff = !rule.isOpen && rule.times.length === 0
    if (isDayOff || (rule.isOpen && !rule.isAdded)) found = []
    if (!isDayOff) found.push(entry)
  }
  return found
}

/** A stretch that a rule opens or (`off` with times) closes. Of those that cover an instant the highest place decides. */
interface Ruled extends Span {
  readonly place: number
  readonly isOpen: boolean
}

const listRuled = (hours: ServiceHours, range: Span, calendar: Calendar): Ruled[] => {
  const { zone, holidays } = calendar
  const known = new Map<number, number>()
  const toInstant = (flat: number): number => {
    const found = known.get(flat) ?? fromFlatMinutes(zone, flat)
    known.set(flat, found)
    return found
  }
  const ruled: Ruled[] = []
  const first = toWallClock(zone, range.from)
  const last = toWallClock(zone, range.to)
  // A span may begin on the day before; the second one is for zones whose clocks go back over midnight.
  let flat = Date.UTC(first.year, first.month - 1, first.day) - 2 * dayMs
  for (; flat <= Date.UTC(last.year, last.month - 1, last.day); flat += dayMs) {
    for (const [place, rule] of listRules(hours, toDay(flat, holidays))) {
      for (const { from, to } of rule.times.length > 0 ? rule.times : wholeDay) {
        const span = { from: toInstant(flat + from * 60_000), to: toInstant(flat + to * 60_000) }
        ruled.push({ ...span, place, isOpen: rule.isOpen })
      }
    }
  }
  return ruled
}

const fromFlatMinutes = (zone: string, flat: number): number => {
  const date = new Date(flat)
  return fromWallClock(zone, {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: 0,
  })
}

/**
 * When a place with these rules is open within `range`: spans in order that neither overlap nor touch.
 *
 * A span belongs to the day on which it begins, also past midnight into a holiday or another rule's day. `PH off` cancels
 * spans that begin on a holiday, and a rule without `PH` ignores holidays. A later rule replaces earlier ones for its days, a
 * rule after a comma adds to them. `off` with times closes these times, whichever earlier rule opened them.
 */
export const listOpenSpans = (
  hours: ServiceHours,
  { from, to, ...calendar }: Span & Calendar,
): Span[] => {
  if (from >= to) return []
  const ruled = listRuled(hours, { from, to }, calendar)
  const closing = ruled.filter(({ isOpen }) => !isOpen)
  const open = ruled
    .filter(({ isOpen }) => isOpen)
    .flatMap((span) => {
      const cuts = closing.filter(
        (cut) => cut.place > span.place && cut.from < span.to && cut.to > span.from,
      )
      return cuts.length === 0 ? [span] : invertSpans(cuts, span)
    })
  return mergeSpans(clipSpans(open, { from, to }))
}

/** Service hours and the instant from which they hold; null = open at all times. */
export interface DatedHours {
  /** Epoch ms. */
  readonly validFrom: number
  readonly hours: ServiceHours | null
}

/**
 * When a place is closed within `range`, if its service hours change; spans in order that neither overlap nor touch.
 *
 * @param dated in any order; before the first one the place is open at all times
 */
export const listClosedSpans = (
  dated: readonly DatedHours[],
  { from, to, ...calendar }: Span & Calendar,
): Span[] => {
  const sorted = dated.toSorted((a, b) => a.validFrom - b.validFrom)
  const closed = sorted.flatMap(({ validFrom, hours }, index) => {
    const range = {
      from: Math.max(from, validFrom),
      to: Math.min(to, sorted[index + 1]?.validFrom ?? Infinity),
    }
    if (hours === null || range.from >= range.to) return []
    return invertSpans(listOpenSpans(hours, { ...range, ...calendar }), range)
  })
  return mergeSpans(closed)
}

/** Whether a place with these rules is open at `at`, epoch ms. */
export const isOpenAt = (hours: ServiceHours, at: number, calendar: Calendar): boolean =>
  listOpenSpans(hours, { from: at, to: at + 1, ...calendar }).length > 0

/** How far ahead a change is looked for, days: the near ones first, since most places change daily. */
const horizons = [8, 60, 400]

/**
 * The first instant after `at` at which the place opens or closes, epoch ms; `isOpen` is what it then is.
 *
 * @returns null when nothing changes within 400 days
 */
export const findNextChange = (
  hours: ServiceHours,
  at: number,
  calendar: Calendar,
): { readonly at: number; readonly isOpen: boolean } | null => {
  for (const days of horizons) {
    const to = at + days * dayMs
    const [first] = listOpenSpans(hours, { from: at, to, ...calendar })
    if (first !== undefined && first.from > at) return { at: first.from, isOpen: true }
    if (first !== undefined && first.to < to) return { at: first.to, isOpen: false }
  }
  return null
}
