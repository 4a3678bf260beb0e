/** Instants as people and clients write them: ISO 8601 or epoch milliseconds. */
import type { WallClock } from './zone.ts'
import { fromWallClock } from './zone.ts'

/** After it dates have another form. */
const latest = Date.UTC(9999, 11, 31)

const isoPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+ -]\d{2}:?\d{2})?)?$/i

const toOffsetMs = (text: string): number => {
  if (/^z$/i.test(text)) return 0
  // A plus sign that was not escaped arrives as a space.
  const sign = text.startsWith('-') ? -1 : 1
  const digits = text.slice(1).replace(':', '')
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000
}

/** Years before 1970 and days such as 31 February are no instants. */
const isReal = ({ year, month, day, hour, minute, second }: WallClock): boolean => {
  const isRealDay = new Date(Date.UTC(year, month - 1, day)).getUTCMonth() === month - 1
  return year >= 1970 && isRealDay && hour < 24 && minute < 60 && second < 60
}

const readClock = (match: RegExpExecArray): WallClock => {
  const read = (index: number): number => Number(match.at(index) ?? 0)
  return {
    year: read(1),
    month: read(2),
    day: read(3),
    hour: read(4),
    minute: read(5),
    second: read(6),
  }
}

const parseIso = (text: string, zone: string): number | undefined => {
  const match = isoPattern.exec(text)
  if (match === null) return undefined
  const clock = readClock(match)
  if (!isReal(clock)) return undefined
  const ms = Math.floor(Number(`0.${match.at(7) ?? '0'}`) * 1000)
  const offset = match.at(8)
  if (offset === undefined) return fromWallClock(zone, clock) + ms
  const { year, month, day, hour, minute, second } = clock
  return Date.UTC(year, month - 1, day, hour, minute, second) + ms - toOffsetMs(offset)
}

/**
 * Epoch ms of an instant as a client writes it; undefined when it is none.
 *
 * Without an offset it is the wall clock of `zone`; a date alone is the first instant of that local day.
 */
export const parseInstant = (text: string, zone: string): number | undefined => {
  if (!/^\d{1,15}$/.test(text)) return parseIso(text, zone)
  const at = Number(text)
  return at <= latest ? at : undefined
}
