/** A CSV file as rows of cells with their line numbers (RFC 4180, also with semicolons), and the way back. */
import { parse } from 'csv-parse/sync'

export interface TableRow {
  /** Line of the file on which the row begins; the first line is 1. */
  readonly line: number
  readonly cells: readonly string[]
}

export interface Table {
  /** Names of the columns, trimmed, in lower case. */
  readonly header: readonly string[]
  /** Rows that say anything: empty lines, and lines of delimiters alone, are left out. */
  readonly rows: readonly TableRow[]
  /** The row from which on the file cannot be read, because its quotes do not close; null = all was read. */
  readonly brokenLine: number | null
}

export type Delimiter = ',' | ';'

const detectDelimiter = (text: string): Delimiter => {
  const header = text.slice(0, text.indexOf('\n') + 1 || text.length)
  return header.split(';').length > header.split(',').length ? ';' : ','
}

interface ParsedRow {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/** Reads a table; comma or semicolon is decided by the header. A byte order mark is skipped. */
export const readTable = (content: string): Table => {
  // The parser counts a line break of two characters inside quotes twice.
  const text = content.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
  let brokenAt: number | null = null
  const parsed = parse(text, {
    delimiter: detectDelimiter(text),
    record_delimiter: '\n',
    relax_column_count: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      brokenAt ??= Number(error?.['lines'])
    },
    info: true,
  }) as unknown as readonly ParsedRow[]
  return toTable(parsed, brokenAt)
}

const toTable = (parsed: readonly ParsedRow[], brokenAt: number | null): Table => {
  const rows: TableRow[] = []
  let line = 1
  for (const { record, info } of parsed) {
    if (brokenAt !== null && info.lines >= brokenAt) break
    rows.push({ line, cells: record })
    line = info.lines + 1
  }
  const [header, ...body] = rows
  return {
    header: (header?.cells ?? []).map((cell) => cell.trim().toLowerCase()),
    rows: body.filter(({ cells }) => cells.some((cell) => cell.trim() !== '')),
    brokenLine: brokenAt === null ? null : line,
  }
}

const quote = (cell: string, delimiter: Delimiter): string =>
  /["\r\n]/.test(cell) || cell.includes(delimiter) || cell !== cell.trim()
    ? `"${cell.replaceAll('"', '""')}"`
    : cell

/** Writes a row without its line end; only cells that need quotes get them. */
export const writeRow = (cells: readonly string[], delimiter: Delimiter): string =>
  cells.map((cell) => quote(cell, delimiter)).join(delimiter)
