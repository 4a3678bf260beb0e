/** The times of one rule: `08:00-12:00,13:00-16:00`. */
import type { TimeRange } from './rules.ts'
import { RuleError, toName, type TokenReader } from './tokens.ts'

const minutesOfDay = 1440

export const sunWords: ReadonlySet<string> = new Set([
  ...['sunrise', 'sunset', 'dawn', 'dusk', '('],
])

const takeMinutes = (reader: TokenReader): number => {
  const token = reader.take()
  if (token?.kind !== 'time') {
    throw new RuleError(`a time such as 08:00 is expected instead of ${toName(token)}`)
  }
  const [hours = 0, minutes = 0] = token.text.split(':').map(Number)
  if (minutes > 59 || hours * 60 + minutes > 2 * minutesOfDay) {
    throw new RuleError(`${toName(token)} is no time`)
  }
  return hours * 60 + minutes
}

const takeRange = (reader: TokenReader): TimeRange => {
  const first = toName(reader.peek())
  const from = takeMinutes(reader)
  if (from >= minutesOfDay) throw new RuleError(`${first} is no time at which service begins`)
  if (!reader.takeIf('-')) {
    throw new RuleError(`a range such as 08:00-16:00 is expected after ${first}`)
  }
  const given = takeMinutes(reader)
  const to = given <= from ? given + minutesOfDay : given
  if (to - from > minutesOfDay) throw new RuleError(`the range from ${first} is longer than a day`)
  return { from, to }
}

const isTimeAfterComma = (reader: TokenReader): boolean =>
  reader.peek()?.text === ',' && reader.peek(1)?.kind === 'time'

/** The times that come next; empty when none do. */
export const parseTimes = (reader: TokenReader): TimeRange[] => {
  const { kind, text = '' } = reader.peek() ?? {}
  if (sunWords.has(text)) {
    throw new RuleError('times of the sun are not supported: give clock times')
  }
  // A number here was meant as a time.
  if (kind !== 'time' && kind !== 'number') return []
  const times = [takeRange(reader)]
  while (isTimeAfterComma(reader) && reader.takeIf(',')) times.push(takeRange(reader))
  return times
}
