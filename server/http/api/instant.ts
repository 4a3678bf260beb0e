/** Reads `from` and `to`: ISO 8601 or epoch milliseconds. */
import { z } from '@hono/zod-openapi'
import { parseInstant } from '../../domain/instant.ts'

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
