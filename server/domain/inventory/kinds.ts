/** The kinds of hotspots that a city has; the list is data (`data/depok/kinds.json`). */
import { z } from 'zod'
import { DomainError } from '../error.ts'

export interface Kind {
  /** As in the column `kind`. */
  readonly code: string
  /** Label in Indonesian. */
  readonly id: string
  /** Label in English. */
  readonly en: string
}

const kindsSchema = z
  .array(z.object({ code: z.string().regex(/^[a-z0-9-]+$/), id: z.string(), en: z.string() }))
  .min(1)

/**
 * Reads the list of kinds.
 *
 * @param content parsed JSON
 * @throws DomainError `invalid`
 */
export const parseKinds = (content: unknown): Kind[] => {
  const parsed = kindsSchema.safeParse(content)
  if (!parsed.success) throw new DomainError('invalid', 'the list of kinds has another form')
  return parsed.data
}
