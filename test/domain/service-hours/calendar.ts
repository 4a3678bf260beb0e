/** Depok's calendar for tests: local wall clocks in, local wall clocks out. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../../server/package-root.ts'
import { listOpenSpans } from '../../../server/domain/service-hours/open-spans.ts'
import { parseServiceHours } from '../../../server/domain/service-hours/parse.ts'
import type { ServiceHours } from '../../../server/domain/service-hours/rules.ts'

export const readDepokFile = (name: string): string =>
  readFileSync(join(packageRoot, 'data/depok', name), 'utf8')

/** 17 August 2026 is a Monday, 25 December 2026 a Friday, 1 May 2026 a Friday. */
export const holidays = new Map([
  ['2026-01-01', 'Tahun Baru'],
  ['2026-05-01', 'Hari Buruh'],
  ['2026-08-17', 'Kemerdekaan'],
  ['2026-12-25', 'Natal'],
])

export const jakarta = { zone: 'Asia/Jakarta', holidays }

/** `2026-08-17 08:00` in Jakarta (UTC+7 all year), epoch ms. */
export const at = (text: string): number => Date.parse(`${text.replace(' ', 'T')}:00+07:00`)

export const hoursOf = (text: string): ServiceHours => {
  const parsed = parseServiceHours(text)
  if (!parsed.ok) throw new Error(parsed.errors.join('\n'))
  return parsed.hours
}

const toLocal = (instant: number): string =>
  new Date(instant + 7 * 3_600_000).toISOString().slice(5, 16).replace('T', ' ')

/** Open spans from midnight of one local day to midnight of another: `08-17 08:00 … 08-17 16:00`. */
export const listLocal = (text: string, from: string, to: string): string[] =>
  listOpenSpans(hoursOf(text), {
    from: at(`${from} 00:00`),
    to: at(`${to} 00:00`),
    ...jakarta,
  }).map((span) => `${toLocal(span.from)} … ${toLocal(span.to)}`)
