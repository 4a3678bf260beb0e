/** The days of one rule: `2026 Mar 20-24`, `Jun-Aug Mo-Fr`, `Sa[1],PH`. */
import { sunWords } from './parse-times.ts'
import type { CalendarDay, DateRange, Rule, Weekday } from './rules.ts'
import { RuleError, toName, type Token, type TokenReader } from './tokens.ts'

const weekdayNames = ['Su', 'Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa']
const monthNames = [
  ...['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun'],
  ...['Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
]
const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Words that end the days and times of a rule. */
export const states: ReadonlySet<string> = new Set(['off', 'closed', 'open'])
const refusedWords: Readonly<Record<string, string>> = {
  SH: 'school holidays (SH) are not supported',
  week: 'weeks of the year are not supported',
  easter: 'Easter is not supported: give dates, or the holiday in the list of holidays',
  unknown: 'hours that are unknown are not supported',
}

const isMonth = (token: Token | undefined): boolean => monthNames.includes(token?.text ?? '')
const isWeekday = (token: Token | undefined): boolean => weekdayNames.includes(token?.text ?? '')
const isDay = (token: Token | undefined): boolean => isWeekday(token) || token?.text === 'PH'
const isYear = (token: Token | undefined): boolean =>
  token?.kind === 'number' && /^2\d{3}$/.test(token.text)

/** A word at the place of a day that is none, said as helpfully as possible. */
const refuseWord = ({ text }: Token): never => {
  const asName = `${text.charAt(0).toUpperCase()}${text.slice(1).toLowerCase()}`
  const known = [...weekdayNames, ...monthNames].find((name) => asName === name)
  if (known === text) throw new RuleError(`"${text}" does not fit here`)
  throw new RuleError(
    refusedWords[text] ??
      `"${text}" is no word of opening_hours; ${
        known === undefined
          ? 'days are Mo Tu We Th Fr Sa Su PH, months Jan … Dec'
          : `write ${known}`
      }`,
  )
}

const takeNumber = (reader: TokenReader, least: number, most: number): number => {
  const token = reader.take()
  const value = token?.kind === 'number' ? Number(token.text) : NaN
  if (value >= least && value <= most) return value
  throw new RuleError(
    `a number from ${String(least)} to ${String(most)} is expected instead of ${toName(token)}`,
  )
}

const lastDayOf = (month: number): number => longestMonths[month - 1] ?? 31

const takeDayOfMonth = (reader: TokenReader, month: number): number =>
  takeNumber(reader, 1, lastDayOf(month))

const takeMonth = (reader: TokenReader): number => {
  const token = reader.take()
  const month = monthNames.indexOf(token?.text ?? '') + 1
  if (month === 0)
    throw new RuleError(`a month (Jan … Dec) is expected instead of ${toName(token)}`)
  return month
}

const takeYear = (reader: TokenReader): number | null =>
  isYear(reader.peek()) ? takeNumber(reader, 2000, 2199) : null

/** A number of days follows, not the hours of a rule without days. */
const hasDayNext = (reader: TokenReader): boolean => {
  const token = reader.peek()
  return token?.kind === 'number' && token.text.length <= 2
}

const compareInYear = (a: CalendarDay, b: CalendarDay): number =>
  a.month * 100 + a.day - (b.month * 100 + b.day)

/** A range from one day to another; the end is in the beginning's year, or in the next one where that lies before. */
const toRange = (from: CalendarDay, to: CalendarDay): DateRange => {
  if (from.year === null) {
    if (to.year !== null) throw new RuleError('a range that ends in a year must begin in one')
    return { from, to }
  }
  const isWrapped = to.year === null && compareInYear(from, to) > 0
  const year = to.year ?? from.year + (isWrapped ? 1 : 0)
  if (year < from.year || (year === from.year && compareInYear(from, to) > 0)) {
    throw new RuleError('the range of dates ends before it begins')
  }
  return { from, to: { ...to, year } }
}

/** The other end of a range that began on a day: `-26`, `-Jan 02`, `-2027 Jan 02`. */
const takeLastDay = (reader: TokenReader, from: CalendarDay): DateRange => {
  if (hasDayNext(reader)) {
    const day = takeDayOfMonth(reader, from.month)
    if (day < from.day) throw new RuleError('the range of days ends before it begins')
    return { from, to: { ...from, day } }
  }
  const year = takeYear(reader)
  const month = takeMonth(reader)
  return toRange(from, { year, month, day: takeDayOfMonth(reader, month) })
}

const takeDays = (reader: TokenReader, year: number | null, month: number): DateRange => {
  const from = { year, month, day: takeDayOfMonth(reader, month) }
  return reader.takeIf('-') ? takeLastDay(reader, from) : { from, to: from }
}

const takeMonths = (reader: TokenReader, year: number | null, month: number): DateRange => {
  const from = { year, month, day: 1 }
  if (!reader.takeIf('-')) return { from, to: { ...from, day: lastDayOf(month) } }
  const givenYear = takeYear(reader)
  const last = takeMonth(reader)
  if (hasDayNext(reader)) throw new RuleError('a range that ends on a day must begin on one')
  return toRange(from, { year: givenYear, month: last, day: lastDayOf(last) })
}

const takeDates = (reader: TokenReader): DateRange[] => {
  const dates: DateRange[] = []
  if (!isMonth(reader.peek()) && !isYear(reader.peek())) return dates
  let year: number | null = null
  let month = 0
  do {
    const before: number | null = year
    year = takeYear(reader) ?? before
    // `Dec 24,26`: the month is said once.
    if (!hasDayNext(reader) || month === 0) month = takeMonth(reader)
    const takeOne = hasDayNext(reader) ? takeDays : takeMonths
    dates.push(takeOne(reader, year, month))
  } while (hasDateAfterComma(reader) && reader.takeIf(','))
  return dates
}

const hasDateAfterComma = (reader: TokenReader): boolean => {
  const after = reader.peek(1)
  return reader.peek()?.text === ',' && (isMonth(after) || after?.kind === 'number')
}

const takeNths = (reader: TokenReader, weekday: number): Weekday[] => {
  if (!reader.takeIf('[')) return [{ weekday, nth: null }]
  const found: Weekday[] = []
  do {
    const sign = reader.takeIf('-') ? -1 : 1
    found.push({ weekday, nth: sign * takeNumber(reader, 1, 5) })
  } while (reader.takeIf(','))
  if (!reader.takeIf(']'))
    throw new RuleError(`"]" is expected instead of ${toName(reader.peek())}`)
  return found
}

const takeWeekdays = (reader: TokenReader): Weekday[] => {
  const first = weekdayNames.indexOf(reader.take()?.text ?? '')
  if (!reader.takeIf('-')) return takeNths(reader, first)
  const token = reader.take()
  if (token === undefined || !isWeekday(token)) {
    throw new RuleError(`a weekday is expected instead of ${toName(token)}`)
  }
  const last = weekdayNames.indexOf(token.text)
  const count = ((last - first + 7) % 7) + 1
  return Array.from({ length: count }, (_, index) => ({ weekday: (first + index) % 7, nth: null }))
}

type Days = Pick<Rule, 'dates' | 'weekdays' | 'holidays'>

const takeDayList = (reader: TokenReader): Omit<Days, 'dates'> => {
  const weekdays: Weekday[] = []
  let holidays: Rule['holidays'] = 'ignored'
  if (!isDay(reader.peek())) return { weekdays, holidays }
  do {
    if (reader.takeIf('PH')) holidays = 'also'
    else weekdays.push(...takeWeekdays(reader))
  } while (isDay(reader.peek(1)) && reader.takeIf(','))
  // `PH Mo-Fr`: without a comma both must hold.
  if (weekdays.length === 0 && isWeekday(reader.peek())) {
    return { weekdays: takeDayList(reader).weekdays, holidays: 'only' }
  }
  return { weekdays, holidays }
}

/** The days that come next; all days when none are named. */
export const parseDays = (reader: TokenReader): Days => {
  const dates = takeDates(reader)
  if (dates.length > 0) reader.takeIf(':')
  const list = takeDayList(reader)
  const next = reader.peek()
  if (next?.kind === 'word' && !states.has(next.text) && !sunWords.has(next.text)) refuseWord(next)
  return { dates, ...list }
}
