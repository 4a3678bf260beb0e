/** Service hours of hotspots that state none, by kind; the list is data (`data/depok/service-hours.json`). */
import { z } from 'zod'
import { DomainError } from '../error.ts'
import { parseServiceHours } from './parse.ts'

/** Text of `opening_hours` by kind; a kind that is missing is served at all times. */
export type DefaultHours = ReadonlyMap<string, string>

const fileSchema = z.object({ note: z.string(), byKind: z.record(z.string(), z.string()) })

/**
 * Reads the defaults.
 *
 * @param content parsed JSON: `{ note, byKind: { kind: opening_hours } }`
 * @throws DomainError `invalid` with one problem per text that is no `opening_hours`
 */
export const parseDefaultHours = (content: unknown): DefaultHours => {
  const parsed = fileSchema.safeParse(content)
  if (!parsed.success) {
    throw new DomainError('invalid', 'the default service hours have another form')
  }
  const byKind = Object.entries(parsed.data.byKind)
  const problems = byKind.flatMap(([kind, text]) => {
    const hours = parseServiceHours(text)
    return hours.ok ? [] : hours.errors.map((error) => `${kind}: ${error}`)
  })
  if (problems.length > 0) {
    throw new DomainError('invalid', 'the default service hours cannot be read', problems)
  }
  return new Map(byKind)
}
