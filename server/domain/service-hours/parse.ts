/**
 * Reads OSM `opening_hours`: a subset of version 0.7 of the specification
 * (wiki.openstreetmap.org/wiki/Key:opening_hours/specification).
 *
 * | part | what is read |
 * | --- | --- |
 * | rules | `;` replaces earlier rules for its days, `,` adds to them |
 * | always | `24/7` |
 * | weekdays | `Mo`, `Mo-Fr`, `Sa-Mo`, `Mo,We`, `Mo[1]`, `Fr[-1]` |
 * | holidays | `PH`, `Mo-Fr,PH`, `PH Mo-Fr` (holidays that fall on these) |
 * | dates | `Dec 25`, `Dec 24-26`, `Dec 25-Jan 02`, `Jun-Aug`, `Nov-Feb`, each also with a year: `2026 Mar 20-24` |
 * | times | `08:00-16:00`, several with commas, past midnight as `22:00-02:00` or `22:00-26:00` |
 * | state | `off` or `closed`; `open` and comments in quotes change nothing |
 *
 * Refused with a reason, because a contract needs hours that are certain: sunrise and sunset, open ends (`18:00+`), `unknown`,
 * `||`, school holidays (SH), weeks, Easter, repetitions.
 *
 * The package `opening_hours` reads more of the language, but it computes in the time zone of the process: the same text would
 * give other spans on a server whose TZ is UTC. Here the zone is an argument, and results do not depend on TZ.
 */
import { parseDays, states } from './parse-days.ts'
import { parseTimes } from './parse-times.ts'
import type { Rule, ServiceHours } from './rules.ts'
import { RuleError, createTokenReader, toName } from './tokens.ts'
import type { Token, TokenReader } from './tokens.ts'

export type ParsedHours =
  | { readonly ok: true; readonly hours: ServiceHours }
  | { readonly ok: false; readonly errors: readonly string[] }

const takeState = (reader: TokenReader): boolean => {
  const isOff = reader.takeIf('off') || reader.takeIf('closed')
  if (!isOff) reader.takeIf('open')
  if (reader.peek()?.kind === 'comment') reader.take()
  return !isOff
}

const parseRule = (reader: TokenReader, isAdded: boolean): Rule => {
  const first = reader.peek()
  const isAlways = reader.takeIf('24/7')
  const days = isAlways ? parseNothing() : parseDays(reader)
  const times = isAlways ? [] : parseTimes(reader)
  const isOpen = takeState(reader)
  if (reader.peek() === first) throw new RuleError(`${toName(first)} begins no rule`)
  return { ...days, times, isOpen, isAdded }
}

const parseNothing = () => ({ dates: [], weekdays: [], holidays: 'ignored' as const })

/** After days alone a comma would be a slip of the pen: `Mo-Fr, 08:00-16:00`. */
const isComplete = (token: Token | undefined): boolean =>
  token?.kind === 'time' || token?.kind === 'comment' || states.has(token?.text ?? '')

/** One part between semicolons: a rule, and those that commas add to it. */
const parsePart = (text: string): Rule[] => {
  const reader = createTokenReader(text)
  const rules = [parseRule(reader, false)]
  while (isComplete(reader.peek(-1)) && reader.takeIf(',')) rules.push(parseRule(reader, true))
  const rest = reader.peek()
  if (rest !== undefined) throw new RuleError(explainRest(rest.text))
  return rules
}

const unsupported: Readonly<Record<string, string>> = {
  '+': 'an open end ("+") is not supported: give the time at which service ends',
  '||': 'fallback rules ("||") are not supported',
  '/': 'repetitions ("/") are not supported',
  '.': 'a time is written with a colon, as in 08:00',
  '–': 'a range is written with a hyphen (-)',
  '—': 'a range is written with a hyphen (-)',
  '"': 'a comment does not end',
}

const explainRest = (text: string): string => unsupported[text] ?? `"${text}" does not fit here`

/** Parts between semicolons; those inside quotes divide nothing. */
const splitParts = (text: string): string[] =>
  (text.match(/(?:"[^"]*"|[^;])+/g) ?? []).map((part) => part.trim())

const quote = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text)

/**
 * Reads a text of service hours.
 *
 * @returns the rules, or one error for every part (between semicolons) that is none; never throws
 */
export const parseServiceHours = (text: string): ParsedHours => {
  const hours: Rule[] = []
  const errors: string[] = []
  // A semicolon at the end divides nothing.
  const parts = splitParts(text.trim().replace(/;\s*$/, ''))
  if (parts.every((part) => part === '')) return { ok: false, errors: ['no rule at all'] }
  for (const part of parts) {
    try {
      hours.push(...parsePart(part))
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      errors.push(`"${quote(part)}": ${error.message}`)
    }
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, hours }
}
