/** Contracts as a CSV file: one row for every stretch of unchanged terms. */
import { DomainError } from '../error.ts'
import type { Cause } from '../hotspot.ts'
import {
  accept,
  readDate,
  readNumber,
  readSlaTarget,
  readText,
  readWholeNumber,
  reject,
  type Cell,
} from '../inventory/cell.ts'
import { readTable } from '../inventory/table.ts'
import { defaultTerms } from '../ledger/facts.ts'
import { startOfDay } from '../zone.ts'
import { parseInstant } from '../instant.ts'
import { causes } from '../hotspot.ts'

/** Columns in their order; the last four may be empty and then mean the defaults. */
export const contractColumns = [
  'id',
  'provider',
  'number',
  'valid_from',
  'valid_to',
  'monthly_fee',
  'sla_target',
  'excused_causes',
  'owed_causes',
  'restitution_threshold_s',
] as const
type Column = (typeof contractColumns)[number]

export interface ContractRow {
  readonly id: string
  readonly provider: string
  readonly number: string | null
  readonly validFrom: number
  readonly validTo: number | null
  readonly monthlyFee: number | null
  readonly slaTarget: number | null
  readonly excusedCauses: readonly Cause[]
  readonly owedCauses: readonly Cause[]
  readonly restitutionThresholdMs: number
}

const longestText = 200

type Reader = <T>(column: Column, read: (cell: string) => Cell<T>, empty: T) => T

const readSlug = (cell: string): Cell<string> =>
  /^[a-z0-9][a-z0-9-]{0,63}$/.test(cell.trim())
    ? accept(cell.trim())
    : reject('must be a-z, 0-9 and -, at most 64 characters')

const readName = (cell: string): Cell<string> => readText(cell, longestText)

const readCauses = (cell: string): Cell<readonly Cause[]> => {
  const words = cell.split(/[\s|+/]+/).filter((word) => word !== '')
  const found = words.flatMap((word) => causes.find((cause) => cause === word) ?? [])
  return found.length === words.length
    ? accept(found)
    : reject(`must be causes separated by spaces: ${causes.join(' ')}`)
}

/** First instant of a local day. */
const createDayReader =
  (zone: string) =>
  (cell: string): Cell<number> => {
    const day = readDate(cell)
    if (!day.ok) return day
    const at = parseInstant(day.value, zone)
    return at === undefined ? reject('no such day') : accept(startOfDay(zone, at))
  }

/** `valid_to` is the last day that still counts. */
const createLastDayReader =
  (zone: string) =>
  (cell: string): Cell<number | null> => {
    const day = createDayReader(zone)(cell)
    // 36 hours after the beginning of a day it is the next one, also where clocks change.
    return day.ok ? accept(startOfDay(zone, day.value + 36 * 3_600_000)) : day
  }

const toSeconds = (cell: string): Cell<number> => {
  const seconds = readNumber(cell)
  if (!seconds.ok) return seconds
  return seconds.value >= 0
    ? accept(Math.round(seconds.value * 1000))
    : reject('must not be negative')
}

const readRow = (read: Reader, zone: string): ContractRow => ({
  id: read('id', readSlug, ''),
  provider: read('provider', readName, ''),
  number: read<string | null>('number', readName, null),
  validFrom: read('valid_from', createDayReader(zone), 0),
  validTo: read('valid_to', createLastDayReader(zone), null),
  monthlyFee: read<number | null>('monthly_fee', readWholeNumber, null),
  slaTarget: read<number | null>('sla_target', readSlaTarget, null),
  excusedCauses: read<readonly Cause[]>('excused_causes', readCauses, defaultTerms.excusedCauses),
  owedCauses: read<readonly Cause[]>('owed_causes', readCauses, defaultTerms.owedCauses),
  restitutionThresholdMs: read(
    'restitution_threshold_s',
    toSeconds,
    defaultTerms.restitutionThresholdMs,
  ),
})

const needed: ReadonlySet<Column> = new Set(['id', 'provider', 'valid_from'])

const checkHeader = (header: readonly string[]): string[] => [
  ...header
    .filter((name) => !contractColumns.some((column) => column === name))
    .map((name) => `line 1: column "${name}" is not known`),
  ...[...needed]
    .filter((column) => !header.includes(column))
    .map((column) => `line 1: column "${column}" is missing`),
]

/**
 * Reads a file of contracts.
 *
 * @param zone days begin and end by its clock
 * @throws DomainError `invalid` with line, column and reason of every problem
 */
export const parseContracts = (content: string, zone: string): ContractRow[] => {
  const { header, rows, brokenLine } = readTable(content)
  const problems = checkHeader(header)
  if (brokenLine !== null) problems.push(`line ${String(brokenLine)}: its quotes do not close`)
  const seen = new Set<string>()
  const contracts = rows.map(({ line, cells }) => {
    const tell = (column: Column, reason: string): void => {
      problems.push(`line ${String(line)} ${column}: ${reason}`)
    }
    const read: Reader = (column, readCell, empty) => {
      const cell = cells[header.indexOf(column)] ?? ''
      if (cell.trim() === '') {
        if (needed.has(column)) tell(column, 'must not be empty')
        return empty
      }
      const found = readCell(cell)
      if (found.ok) return found.value
      tell(column, found.reason)
      return empty
    }
    const row = readRow(read, zone)
    if (row.validTo !== null && row.validTo <= row.validFrom)
      tell('valid_to', 'ends before it begins')
    if (seen.has(row.id)) tell('id', 'duplicate')
    seen.add(row.id)
    return row
  })
  if (problems.length > 0) throw new DomainError('invalid', problems.join('\n'), problems)
  return contracts
}
