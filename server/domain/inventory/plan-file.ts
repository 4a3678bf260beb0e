/** What a file of records would do to the present ones: created, changed, unchanged, rejected; nothing is written. */
import { toShown } from './cell.ts'
import type { Column, ColumnContext, Draft } from './column.ts'
import { readTable } from './table.ts'
import type { Table, TableRow } from './table.ts'

/** One finding about one cell of a file: a rejection, or a warning. */
export interface Finding {
  /** Line of the file on which the row begins; the header is line 1. */
  readonly line: number
  /** Name of the column; empty when the row as a whole is meant. */
  readonly column: string
  readonly reason: string
  /** What the cell says, escaped and cut to 60 characters. */
  readonly value: string
}

/** Where the rules of a row tell what they found. */
export interface RowReport {
  readonly reject: (column: string, reason: string) => void
  readonly warn: (column: string, reason: string) => void
}

/** The form of one kind of file. */
export interface FileFormat<R extends { readonly id: string }> {
  /** Columns that must be there, in the order of an export. */
  readonly minimum: readonly Column<R>[]
  /** Columns that may follow; leaving one out changes nothing. */
  readonly optional: readonly Column<R>[]
  /** Values of a new record where the file has no column. */
  readonly blank: R
  /** Rules about several cells of a row whose cells were all accepted one by one. */
  readonly checkRow: (draft: Draft<R>, report: RowReport) => void
}

/** One field that differs, as the file writes it. */
export interface FieldChange {
  readonly column: string
  readonly before: string
  readonly after: string
}

export interface RecordChange<R> {
  readonly line: number
  /** Null when the record is new. */
  readonly before: R | null
  readonly after: R
  /** Empty when the record is new. */
  readonly fields: readonly FieldChange[]
}

export interface FilePlan<R> {
  readonly created: readonly RecordChange<R>[]
  readonly changed: readonly RecordChange<R>[]
  readonly unchangedCount: number
  /** Rows that are left out. */
  readonly rejectedCount: number
  /** Every reason, in the order of the lines; unknown and missing columns stand on line 1. */
  readonly rejected: readonly Finding[]
  readonly warnings: readonly Finding[]
  /** False when the file as a whole cannot be used: a minimum column is missing, or its quotes do not close. */
  readonly isUsable: boolean
}

interface Layout<R> {
  /** By position in the file; undefined where the column is not known. */
  readonly columns: readonly (Column<R> | undefined)[]
  readonly findings: readonly Finding[]
  readonly isUsable: boolean
}

const headerFinding = (column: string, reason: string): Finding => ({
  line: 1,
  column: toShown(column),
  reason,
  value: '',
})

const readLayout = <R extends { readonly id: string }>(
  table: Table,
  format: FileFormat<R>,
): Layout<R> => {
  const known = new Map([...format.minimum, ...format.optional].map((one) => [one.name, one]))
  const missing = format.minimum.filter(({ name }) => !table.header.includes(name))
  const seen = new Set<string>()
  const findings = missing.map(({ name }) => headerFinding(name, 'missing column'))
  let hasDouble = false
  for (const name of table.header) {
    if (!known.has(name)) findings.push(headerFinding(name, 'unknown column'))
    else if (seen.has(name)) {
      hasDouble = true
      findings.push(headerFinding(name, 'column stands twice'))
    }
    seen.add(name)
  }
  if (table.brokenLine !== null) {
    findings.push({
      line: table.brokenLine,
      column: '',
      reason: 'quotes do not match: the file cannot be read from here on',
      value: '',
    })
  }
  return {
    columns: table.header.map((name) => known.get(name)),
    findings,
    isUsable: missing.length === 0 && !hasDouble && table.brokenLine === null,
  }
}

interface ReadRow<R> {
  readonly line: number
  readonly draft: Draft<R>
  readonly rejected: readonly Finding[]
  readonly warnings: readonly Finding[]
}

const readCells = <R>(
  row: TableRow,
  layout: Layout<R>,
  draft: Draft<R>,
  context: ColumnContext,
): Finding[] =>
  layout.columns.flatMap((column, index) => {
    const cell = row.cells[index] ?? ''
    const reason = column?.read(cell, draft, context) ?? null
    return column === undefined || reason === null
      ? []
      : [{ line: row.line, column: column.name, reason, value: toShown(cell) }]
  })

const readRow = <R extends { readonly id: string }>(
  row: TableRow,
  layout: Layout<R>,
  format: FileFormat<R>,
  context: ColumnContext,
): ReadRow<R> => {
  const { line, cells } = row
  const draft: Draft<R> = {}
  const warnings: Finding[] = []
  if (cells.length !== layout.columns.length) {
    const reason = `has ${String(cells.length)} cells, the header has ${String(layout.columns.length)}`
    return { line, draft, rejected: [{ line, column: '', reason, value: '' }], warnings }
  }
  const rejected = readCells(row, layout, draft, context)
  if (rejected.length === 0) {
    const finding = (column: string, reason: string): Finding => {
      const index = layout.columns.findIndex((one) => one?.name === column)
      return { line, column, reason, value: toShown(cells[index] ?? '') }
    }
    format.checkRow(draft, {
      reject: (column, reason) => rejected.push(finding(column, reason)),
      warn: (column, reason) => warnings.push(finding(column, reason)),
    })
  }
  return { line, draft, rejected, warnings }
}

/** Later rows with an id that stood before are rejected; the first one counts. */
const rejectDoubles = <R extends { readonly id: string }>(
  rows: readonly ReadRow<R>[],
): ReadRow<R>[] => {
  const seen = new Set<string>()
  return rows.map((row) => {
    const id = row.draft.id
    if (id === undefined) return row
    if (!seen.has(id)) {
      seen.add(id)
      return row
    }
    const finding = { line: row.line, column: 'id', reason: 'duplicate', value: id }
    return { ...row, rejected: [finding, ...row.rejected] }
  })
}

/** Two values are the same when a file would write them alike. */
const compare = <R>(
  before: R,
  after: R,
  columns: readonly Column<R>[],
  context: ColumnContext,
): FieldChange[] =>
  columns.flatMap((column) => {
    if (before[column.field] === after[column.field]) return []
    const was = column.write(before, context)
    const is = column.write(after, context)
    return was === is ? [] : [{ column: column.name, before: was, after: is }]
  })

/**
 * Reads a file and compares it with the present records.
 *
 * A row is taken whole or not at all. Records that the file does not name stay as they are.
 *
 * @param content the file as text
 * @param existing the present records by id
 */
export const planFile = <R extends { readonly id: string }>(
  content: string,
  format: FileFormat<R>,
  existing: ReadonlyMap<string, R>,
  context: ColumnContext,
): FilePlan<R> => {
  const table = readTable(content)
  const layout = readLayout(table, format)
  const usableRows = layout.isUsable ? table.rows : []
  const rows = rejectDoubles(usableRows.map((row) => readRow(row, layout, format, context)))
  const columns = [...format.minimum, ...format.optional]
  const changes = rows
    .filter((row) => row.rejected.length === 0)
    .map(({ line, draft }): RecordChange<R> => {
      const before = existing.get(draft.id ?? '') ?? null
      const after: R = { ...(before ?? format.blank), ...draft }
      const fields = before === null ? [] : compare(before, after, columns, context)
      return { line, before, after, fields }
    })
  const created = changes.filter(({ before }) => before === null)
  const changed = changes.filter(({ fields }) => fields.length > 0)
  return {
    created,
    changed,
    unchangedCount: changes.length - created.length - changed.length,
    rejectedCount: rows.length - changes.length,
    rejected: [...layout.findings, ...rows.flatMap(({ rejected }) => rejected)],
    warnings: rows.flatMap(({ warnings }) => warnings),
    isUsable: layout.isUsable,
  }
}
