/** Reads `month`: `YYYY-MM` of the configured zone. */
import { z } from '@hono/zod-openapi'
import { parseMonth, type Month } from '../../domain/month.ts'

/** A query parameter that is a month. */
export const toMonthSchema = (zone: string): z.ZodType<Month | undefined> =>
  z
    .string()
    .transform((text, context) => {
      const month = parseMonth(text, zone)
      if (month !== undefined) return month
      context.addIssue({ code: 'custom', message: 'must be a month such as 2026-01' })
      return z.NEVER
    })
    .optional()
    .openapi({
      type: 'string',
      description: `YYYY-MM, by the clock of ${zone}; default: the running month`,
      example: '2026-01',
    })
