/** Reads `from` and `to`: ISO 8601 or epoch milliseconds. */
import { z } from '@hono/zod-openapi'
import { fromWallClock } from '../../domain/zone.ts'

/** Years 1970–9999: beyond them dates have other forms. */
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

const isRealClock = (numbers: readonly number[]): boolean => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && hour < 24 && minute < 60 && second < 60
}

/**
 * Epoch ms of an instant as a client writes it; undefined when it is none.
 *
 * Without an offset it is the wall clock of `zone`; a date alone is the first instant of that local day.
 */
export const parseInstant = (text: string, zone: string): number | undefined => {
  if (/^\d{1,15}$/.test(text)) {
    const at = Number(text)
    return at <= latest ? at : undefined
  }
  const match = isoPattern.exec(text)
  if (match === null) return undefined
  const numbers = match.slice(1, 7).map((part: string | undefined) => Number(part ?? 0))
  if (!isRealClock(numbers)) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers
  const fraction = match.at(7)
  const ms = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000)
  const offset = match.at(8)
  if (offset === undefined) {
    return fromWallClock(zone, { year, month, day, hour, minute, second }) + ms
  }
  return Date.UTC(year, month - 1, day, hour, minute, second) + ms - toOffsetMs(offset)
}

/** A query parameter that is an instant. */
export const toInstantSchema = (zone: string): z.ZodType<number | undefined> =>
  z
    .string()
    .transform((text, context) => {
      const at = parseInstant(text, zone)
      if (at !== undefined) return at
      context.addIssue({ code: 'custom', message: 'must be ISO 8601 or epoch milliseconds' })
      return z.NEVER
    })
    .optional()
    .openapi({
      type: 'string',
      description: `ISO 8601 or epoch milliseconds; without an offset the clock of ${zone}`,
      example: '2026-01-31T17:00:00+07:00',
    })
