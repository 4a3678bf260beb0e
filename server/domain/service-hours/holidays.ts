/** The public holidays that the operator keeps in a file: `date,name`. */
import { DomainError } from '../error.ts'
import { readDate, readText } from '../inventory/cell.ts'
import { readTable, type TableRow } from '../inventory/table.ts'

/** Name by local day `YYYY-MM-DD`. */
export type Holidays = ReadonlyMap<string, string>

const longestName = 200

/**
 * Reads a file with the columns `date` (`YYYY-MM-DD` or `31/12/2025`) and `name`. Two holidays may fall on one day.
 *
 * @throws DomainError `invalid` with one problem per line that is none, counting the header as line 1
 */
export const parseHolidays = (content: string): Holidays => {
  const { header, rows, brokenLine } = readTable(content)
  const problems: string[] = []
  const holidays = new Map<string, string>()
  if (header.join() !== 'date,name') problems.push('line 1: the columns are date,name')
  else for (const row of rows) addHoliday(holidays, problems, row)
  if (brokenLine !== null) problems.push(`line ${String(brokenLine)}: its quotes do not close`)
  if (problems.length > 0) {
    throw new DomainError('invalid', 'the list of holidays cannot be read', problems)
  }
  return holidays
}

const addHoliday = (holidays: Map<string, string>, problems: string[], row: TableRow): void => {
  const [dateCell = '', nameCell = '', ...more] = row.cells
  const date = readDate(dateCell)
  const name = readText(nameCell, longestName)
  const problem = (reason: string) => problems.push(`line ${String(row.line)}: ${reason}`)
  if (!date.ok) problem(date.reason)
  else if (!name.ok) problem(name.reason)
  else if (name.value === '' || more.length > 0) problem('a date and a name are expected')
  else {
    const other = holidays.get(date.value)
    holidays.set(date.value, other === undefined ? name.value : `${other} / ${name.value}`)
  }
}
