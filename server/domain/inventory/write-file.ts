/** Records as a file that an import reads back without a change. */
import type { Column, ColumnContext } from './column.ts'
import type { FileFormat } from './plan-file.ts'
import { writeRow } from './table.ts'
import type { Delimiter } from './table.ts'

/** `comma`: RFC 4180 with line feeds, decimal point. `semicolon`: as a spreadsheet set to Indonesian opens it. */
export type FileStyle = 'comma' | 'semicolon'

interface Dialect {
  readonly lead: string
  readonly delimiter: Delimiter
  readonly lineEnd: string
  readonly decimal: string
}

const dialects: Readonly<Record<FileStyle, Dialect>> = {
  comma: { lead: '', delimiter: ',', lineEnd: '\n', decimal: '.' },
  semicolon: { lead: '\uFEFF', delimiter: ';', lineEnd: '\r\n', decimal: ',' },
}

/**
 * Writes the minimum columns, and of the optional ones those in which a record differs from a blank one.
 *
 * The same records give the same bytes. Text that a spreadsheet would run as a formula begins with an apostrophe.
 */
export const writeFile = <R extends { readonly id: string }>(
  records: readonly R[],
  format: FileFormat<R>,
  style: FileStyle,
  context: ColumnContext,
): string => {
  const { lead, delimiter, lineEnd, decimal } = dialects[style]
  const isUsed = (column: Column<R>): boolean => {
    const blank = column.write(format.blank, context)
    return records.some((record) => column.write(record, context) !== blank)
  }
  const columns = [...format.minimum, ...format.optional.filter(isUsed)]
  const toCell = (column: Column<R>, record: R): string => {
    const text = column.write(record, context)
    return column.isNumber ? text.replace('.', decimal) : text
  }
  const rows = [
    columns.map(({ name }) => name),
    ...records.map((record) => columns.map((column) => toCell(column, record))),
  ]
  return lead + rows.map((cells) => writeRow(cells, delimiter) + lineEnd).join('')
}
