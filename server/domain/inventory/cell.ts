/** What one cell of an import file means: a value, or the reason why it is none. */

/** A cell that was read, or the reason of its rejection. */
export type Cell<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string }

export const accept = <T>(value: T): Cell<T> => ({ ok: true, value })
export const reject = (reason: string): Cell<never> => ({ ok: false, reason })

/** What a spreadsheet would take for the beginning of a formula, also full-width and after spaces or quotes. */
const formulaPattern = /^'*\s*[=+\-@＝＋－＠\t\r]/
const quotedFormulaPattern = /^'+\s*[=+\-@＝＋－＠\t\r]/

/** Puts an apostrophe before text that a spreadsheet would run (OWASP, CSV injection). */
export const neutralise = (text: string): string => (formulaPattern.test(text) ? `'${text}` : text)

/** Takes back what `neutralise` did: `restore(neutralise(x)) === x` for every text. */
export const restore = (text: string): string =>
  quotedFormulaPattern.test(text) ? text.slice(1) : text

/** Control and format characters (bidi marks, zero-width, tags) change what a reader sees; surrogates are broken text. */
const forbiddenPattern = /[\p{Cc}\p{Cf}\p{Cs}\uFFFD]/u

const codePointName = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

const lengthOf = (text: string): number => Array.from(text).length

const checkText = (text: string, limit: number): Cell<string> => {
  const forbidden = forbiddenPattern.exec(text.replaceAll('\n', ''))?.[0]
  if (forbidden !== undefined) return reject(`character ${codePointName(forbidden)} is not allowed`)
  const length = lengthOf(text)
  return length > limit
    ? reject(`too long: ${String(length)} characters, at most ${String(limit)}`)
    : accept(text)
}

/** Text on one line: normalised (NFC), line breaks and runs of spaces made one space. Empty text is ''. */
export const readText = (cell: string, limit: number): Cell<string> =>
  checkText(restore(cell).normalize('NFC').replace(/\s+/g, ' ').trim(), limit)

/** Text that keeps its line breaks; spaces within lines are made one. */
export const readLines = (cell: string, limit: number): Cell<string> => {
  const lines = restore(cell)
    .normalize('NFC')
    .split(/\r\n?|\n/)
    .map((line) => line.replace(/\s+/g, ' ').trim())
  return checkText(lines.join('\n').trim(), limit)
}

/** Number with decimal point or comma and without thousands marks: `-6.39`, `-6,39`; not `1e3`, not `1.000,5`. */
export const readNumber = (cell: string): Cell<number> => {
  const text = cell.trim().replace(',', '.')
  if (!/^[+-]?\d{1,15}(?:\.\d{1,15})?$/.test(text)) return reject('not a number')
  return accept(Number(text) + 0)
}

/** Whole number without sign, point or comma. */
export const readWholeNumber = (cell: string): Cell<number> =>
  /^\d{1,15}$/.test(cell.trim()) ? accept(Number(cell.trim())) : reject('not a whole number')

/**
 * Service target: a ratio from 0.5 to 1, or per cent from 50 to 100, with or without `%`.
 *
 * @returns the ratio that is nearest to the decimals as written
 */
export const readSlaTarget = (cell: string): Cell<number> => {
  const [, digits, sign] = /^(\d{1,3}(?:[.,]\d{1,9})?)\s*(%?)$/.exec(cell.trim()) ?? []
  if (digits === undefined) return reject('not a number or per cent')
  const text = digits.replace(',', '.')
  const value = Number(text)
  if (sign === '' && value >= 0.5 && value <= 1) return accept(value)
  // Shifting the decimals in the text is exact; dividing by 100 is not.
  if (value >= 50 && value <= 100) return accept(Number(`${text}e-2`))
  return reject('outside 0.5 to 1 and 50 % to 100 %')
}

const earliestYear = 1990
const latestYear = 2100

const toIsoDate = (cell: string): string | null => {
  const text = cell.trim()
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text
  const [, day, month, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? []
  if (day === undefined || month === undefined || year === undefined) return null
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

/** Calendar day: `2025-12-31` or `31/12/2025` (day first), 1990 to 2100. Gives `YYYY-MM-DD`. */
export const readDate = (cell: string): Cell<string> => {
  const date = toIsoDate(cell)
  if (date === null) return reject('not a date: YYYY-MM-DD or DD/MM/YYYY')
  const at = Date.parse(`${date}T00:00:00Z`)
  const exists = !Number.isNaN(at) && new Date(at).toISOString().startsWith(date)
  const year = Number(date.slice(0, 4))
  if (!exists || year < earliestYear || year > latestYear) return reject('no such day')
  return accept(date)
}

/** What a cell says, fit for a terminal: control and format characters escaped, cut to 60 characters. */
export const toShown = (text: string): string => {
  const characters = Array.from(text)
  const cut = characters.length > 60 ? [...characters.slice(0, 59), '…'] : characters
  return cut
    .map((character) =>
      forbiddenPattern.test(character) ? `\\u{${codePointName(character).slice(2)}}` : character,
    )
    .join('')
}
