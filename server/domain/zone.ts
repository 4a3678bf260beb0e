/** Days, months and wall clocks of an IANA zone, right also on the days on which clocks are changed. */

/** A moment on the wall clock; `month` 1–12. */
export interface WallClock {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

const dayMs = 86_400_000

const formats = new Map<string, Intl.DateTimeFormat>()

const getFormat = (zone: string): Intl.DateTimeFormat => {
  const found = formats.get(zone)
  if (found !== undefined) return found
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(zone, format)
  return format
}

/**
 * What the wall clock of `zone` shows at `at` (epoch ms).
 *
 * @throws RangeError when the zone is not known
 */
export const toWallClock = (zone: string, at: number): WallClock => {
  const parts = getFormat(zone).formatToParts(at)
  const read = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value)
  return {
    year: read('year'),
    month: read('month'),
    day: read('day'),
    hour: read('hour'),
    minute: read('minute'),
    second: read('second'),
  }
}

/** The wall clock read as if it were UTC, epoch ms. */
const toFlat = (clock: WallClock): number =>
  Date.UTC(clock.year, clock.month - 1, clock.day, clock.hour, clock.minute, clock.second)

/** Offsets that were asked for; a month's service hours ask for the same ones for every hotspot. */
const offsets = new Map<string, Map<number, number>>()
const mostOffsets = 20_000

const getOffsets = (zone: string): Map<number, number> => {
  const found = offsets.get(zone)
  if (found !== undefined && found.size < mostOffsets) return found
  const empty = new Map<number, number>()
  offsets.set(zone, empty)
  return empty
}

/** Distance of the zone's wall clock from UTC at `at`, ms; positive east of Greenwich. */
const computeOffset = (zone: string, at: number): number => {
  const known = getOffsets(zone)
  const second = Math.floor(at / 1000) * 1000
  const found = known.get(second)
  if (found !== undefined) return found
  const offset = toFlat(toWallClock(zone, second)) - second
  known.set(second, offset)
  return offset
}

/**
 * First instant at which the wall clock shows `flat` or later.
 *
 * When clocks go back it is the earlier of the two; when the time is skipped, the instant of the change.
 */
const fromFlat = (zone: string, flat: number): number => {
  const before = computeOffset(zone, flat - dayMs)
  const after = computeOffset(zone, flat + dayMs)
  const candidates = [flat - before, flat - after].sort((a, b) => a - b)
  const shown = candidates.find((at) => at + computeOffset(zone, at) === flat)
  if (shown !== undefined) return shown
  let [low = 0, high = 0] = candidates
  // Skipped: look for the change between the two; it is at a whole second.
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000
    if (middle + computeOffset(zone, middle) < flat) low = middle
    else high = middle
  }
  return high
}

/** Instant (epoch ms) of a wall clock in `zone`; `day` may run over, as in `Date.UTC`. */
export const fromWallClock = (zone: string, clock: WallClock): number =>
  fromFlat(zone, toFlat(clock))

const startOf = (zone: string, year: number, month: number, day: number): number =>
  fromFlat(zone, Date.UTC(year, month - 1, day))

/** First instant of the local day in which `at` lies, epoch ms. */
export const startOfDay = (zone: string, at: number): number => {
  const { year, month, day } = toWallClock(zone, at)
  return startOf(zone, year, month, day)
}

/** First instant of the local day that is `days` after (before, if negative) the one of `at`, epoch ms. */
export const addDays = (zone: string, at: number, days: number): number => {
  const { year, month, day } = toWallClock(zone, at)
  return startOf(zone, year, month, day + days)
}

/** First instant of the local month in which `at` lies, epoch ms. */
export const startOfMonth = (zone: string, at: number): number => {
  const { year, month } = toWallClock(zone, at)
  return startOf(zone, year, month, 1)
}
