/** What a column of an inventory file is, whatever kind of record the file lists. */
import { accept, neutralise, readText, reject } from './cell.ts'
import type { Cell } from './cell.ts'

/** What reading and writing depends on besides the cell. */
export interface ColumnContext {
  /** Codes of the kinds that exist. */
  readonly kinds: ReadonlySet<string>
  /** IANA name of the zone in which days begin. */
  readonly timeZone: string
}

/** Reads the meaning of a cell. */
export type Reader<T> = (cell: string, context: ColumnContext) => Cell<T>

/** A record while its cells are being read. */
export type Draft<R> = { -readonly [Field in keyof R]?: R[Field] }

/** One column of a file of records `R`, whatever the type of its field. */
export interface Column<R> {
  readonly name: string
  readonly field: keyof R
  /** Text is neutralised against formulas; numbers are written as numbers. */
  readonly isNumber: boolean
  /** Puts the cell's value into the draft; gives the reason when it is rejected, else null. */
  readonly read: (cell: string, draft: Draft<R>, context: ColumnContext) => string | null
  /** The cell for a record, empty when there is no value. Numbers have a decimal point. */
  readonly write: (record: R, context: ColumnContext) => string
}

interface Field<T> {
  readonly isNumber?: boolean
  readonly read: Reader<T>
  /** Default: the value as text. */
  readonly write?: (value: NonNullable<T>, context: ColumnContext) => string
}

/** Makes columns for records `R`: `columnOf<R>()('area_code', 'areaCode', { read })`. */
export const columnOf =
  <R>() =>
  <Name extends keyof R>(name: string, field: Name, spec: Field<R[Name]>): Column<R> => ({
    name,
    field,
    isNumber: spec.isNumber ?? false,
    read: (cell, draft, context) => {
      const result = spec.read(cell, context)
      if (!result.ok) return result.reason
      draft[field] = result.value
      return null
    },
    write: (record, context) => {
      const value = record[field]
      if (value === null || value === undefined) return ''
      const text = spec.write === undefined ? String(value) : spec.write(value, context)
      return spec.isNumber === true ? text : neutralise(text)
    },
  })

/** An empty cell means that nothing is known. */
export const optional =
  <T>(read: Reader<T>): Reader<T | null> =>
  (cell, context) =>
    cell.trim() === '' ? accept(null) : read(cell, context)

/** An empty cell is rejected. */
export const required =
  <T>(read: Reader<T>): Reader<T> =>
  (cell, context) =>
    cell.trim() === '' ? reject('empty') : read(cell, context)

/** Reads cleaned text of at most `limit` characters, and then what it means. */
export const mapText =
  <T>(limit: number, to: (text: string, context: ColumnContext) => Cell<T>): Reader<T> =>
  (cell, context) => {
    const text = readText(cell, limit)
    return text.ok ? to(text.value, context) : text
  }

/** Longest text in a column of codes: long enough that a wrong code gets its own reason. */
const codeLimit = 200

/** Text that may be missing. */
export const text = (limit: number): Reader<string | null> =>
  optional(mapText(limit, (given) => accept(given)))

/** Text of one form, that may be missing. */
export const matching = (pattern: RegExp, reason: string): Reader<string | null> =>
  optional(mapText(codeLimit, (given) => (pattern.test(given) ? accept(given) : reject(reason))))

/** One of a closed list of words. */
export const oneOf = <T extends string>(words: readonly T[]): Reader<T> =>
  required(
    mapText(codeLimit, (given) => {
      const word = words.find((candidate) => candidate === given)
      return word === undefined ? reject(`not one of ${words.join(', ')}`) : accept(word)
    }),
  )

const slugPattern = /^[a-z0-9][a-z0-9-]{0,63}$/
const slugReason = 'not a slug: a-z, 0-9 and -, at most 64, not beginning with -'

/** A stable id, as hotspots and uplinks have. */
export const slug: Reader<string> = required(
  mapText(codeLimit, (given) => (slugPattern.test(given) ? accept(given) : reject(slugReason))),
)
