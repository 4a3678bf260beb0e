import { describe, expect, it } from 'vitest'
import { DomainError } from '../../../server/domain/error.ts'
import { parseDefaultHours } from '../../../server/domain/service-hours/default-hours.ts'
import { parseHolidays } from '../../../server/domain/service-hours/holidays.ts'
import { readDepokFile } from './calendar.ts'

const problemsOf = (run: () => unknown): readonly string[] => {
  try {
    run()
  } catch (error) {
    if (error instanceof DomainError && error.code === 'invalid') return error.problems
    throw error
  }
  throw new Error('nothing was refused')
}

describe('the list of holidays', () => {
  it('names the day, in either form of a date', () => {
    const found = parseHolidays('\uFEFFdate;name\r\n2026-08-17;Kemerdekaan\r\n25/12/2026;Natal\r\n')
    expect([...found]).toEqual([
      ['2026-08-17', 'Kemerdekaan'],
      ['2026-12-25', 'Natal'],
    ])
  })

  it('keeps both names when two holidays fall on one day', () => {
    const found = parseHolidays('date,name\n2025-05-01,Hari Buruh\n2025-05-01,Hari lain\n')
    expect(found.get('2025-05-01')).toBe('Hari Buruh / Hari lain')
  })

  it('names every line that is none', () => {
    const text = 'date,name\n2026-02-30,Mustahil\n2026-08-17,\n17 Agustus,Merdeka\n2026-01-01,a,b\n'
    expect(problemsOf(() => parseHolidays(text))).toEqual([
      'line 2: no such day',
      'line 3: a date and a name are expected',
      'line 4: not a date: YYYY-MM-DD or DD/MM/YYYY',
      'line 5: a date and a name are expected',
    ])
    expect(problemsOf(() => parseHolidays('tanggal,nama\n'))).toHaveLength(1)
    expect(problemsOf(() => parseHolidays('date,name\n"2026-01-01,a\n'))).toHaveLength(1)
  })

  it('comes for Depok with the holidays whose date never moves', () => {
    const days = [...parseHolidays(readDepokFile('holidays.csv')).keys()]
    const fixed = ['01-01', '05-01', '06-01', '08-17', '12-25']
    expect(days).toEqual([2025, 2026, 2027].flatMap((y) => fixed.map((d) => `${String(y)}-${d}`)))
  })
})

describe('default service hours', () => {
  it('exist for every kind of Depok', () => {
    const kinds = (JSON.parse(readDepokFile('kinds.json')) as { code: string }[]).map((k) => k.code)
    const hours = parseDefaultHours(JSON.parse(readDepokFile('service-hours.json')))
    expect([...hours.keys()].sort()).toEqual(kinds.sort())
    expect(hours.get('taman')).toBe('24/7')
  })

  it('are refused by kind when they are no opening_hours', () => {
    const content = { note: '', byKind: { rw: 'tiap hari', rs: '24/7', pasar: '8-16' } }
    const problems = problemsOf(() => parseDefaultHours(content))
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(['rw', 'pasar'])
    expect(problemsOf(() => parseDefaultHours([]))).toEqual([])
  })
})
