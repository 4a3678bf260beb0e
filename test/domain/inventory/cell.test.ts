/** Cells: what is read, what is refused, and that formulas are disarmed without a loss. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  neutralise,
  readDate,
  readLines,
  readNumber,
  readSlaTarget,
  readText,
  readWholeNumber,
  restore,
  toShown,
} from '../../../server/domain/inventory/cell.ts'

const reasonOf = (cell: { ok: boolean; reason?: string }): string | undefined => cell.reason

describe('text', () => {
  it('is normalised and has single spaces on one line', () => {
    expect(readText('  Jl.\tRaya\r\n Bogor\u00a0 \u2028No. 1 ', 50)).toEqual({
      ok: true,
      value: 'Jl. Raya Bogor No. 1',
    })
    expect(readText('Cafe\u0301', 4)).toEqual({ ok: true, value: 'Café' })
  })

  it('keeps its lines where lines are meant', () => {
    expect(readLines(' satu \r\n\r\n dua\t tiga\r', 50)).toEqual({
      ok: true,
      value: 'satu\n\ndua tiga',
    })
  })

  it('may hold 200 characters and not 201, counted as people count', () => {
    expect(readText('😀'.repeat(200), 200).ok).toBe(true)
    expect(reasonOf(readText('a'.repeat(201), 200))).toBe('too long: 201 characters, at most 200')
  })

  it.each([
    ['\u0000', 'U+0000'],
    ['\u001b', 'U+001B'],
    ['\u007f', 'U+007F'],
    ['\u0085', 'U+0085'],
    ['\u00ad', 'U+00AD'],
    ['\u200b', 'U+200B'],
    ['\u200f', 'U+200F'],
    ['\u202e', 'U+202E'],
    ['\u2066', 'U+2066'],
    ['\u{e0041}', 'U+E0041'],
    ['\ud800', 'U+D800'],
    ['\ufffd', 'U+FFFD'],
  ])('with a hidden or broken character is refused by its name: %j', (character, name) => {
    expect(reasonOf(readText(`a${character}b`, 50))).toBe(`character ${name} is not allowed`)
    expect(reasonOf(readLines(`a${character}b`, 50))).toBe(`character ${name} is not allowed`)
  })

  it('that looks like HTML is text', () => {
    expect(readText('<img src=x onerror=alert(1)>', 50).ok).toBe(true)
  })
})

describe('formulas', () => {
  it.each([
    '=1+1',
    '+62 21',
    '-1',
    '@SUM(A1)',
    ' =1',
    '\t=1',
    '\u00a0=1',
    '＝1',
    '＋1',
    '－1',
    '＠x',
    "'=1",
    "''=1",
  ])('are disarmed: %j', (text) => {
    expect(neutralise(text)).toBe(`'${text}`)
    expect(restore(neutralise(text))).toBe(text)
  })

  it.each(['a=1', "'a", "d'Angelo", '', '1', 'Jl. A - B'])('are not seen in %j', (text) => {
    expect(neutralise(text)).toBe(text)
    expect(restore(text)).toBe(text)
  })

  it('come back from every text', () => {
    const unit = fc.constantFrom("'", '=', '+', '-', '@', ' ', '\t', '\r', '\n', '＝', 'a', '1')
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 8 }), (text) => {
        expect(restore(neutralise(text))).toBe(text)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('numbers', () => {
  it.each([
    ['-6.361498', -6.361498],
    ['-6,361498', -6.361498],
    ['+1', 1],
    [' 30 ', 30],
    ['-0', 0],
  ])('%j is %d', (cell, value) => {
    expect(readNumber(cell)).toEqual({ ok: true, value })
  })

  it.each([
    '',
    'abc',
    '1e3',
    '0x10',
    'Infinity',
    'NaN',
    '1.000,5',
    '1,000.5',
    '1.',
    '.5',
    '--1',
    '1 2',
    '１',
  ])('%j is none', (cell) => {
    expect(readNumber(cell).ok).toBe(false)
  })

  it('are whole where only whole ones make sense', () => {
    expect(readWholeNumber('150000')).toEqual({ ok: true, value: 150_000 })
    for (const cell of ['1.5', '1,5', '-1', '1.500.000', ''])
      expect(readWholeNumber(cell).ok).toBe(false)
  })
})

describe('service targets', () => {
  it.each([
    ['0.5', 0.5],
    ['0,995', 0.995],
    ['1', 1],
    ['1.0', 1],
    ['50', 0.5],
    ['50%', 0.5],
    ['99.5', 0.995],
    ['99,5%', 0.995],
    ['99.95 %', 0.9995],
    ['99.99', 0.9999],
    ['100', 1],
  ])('%s is %d, to the last bit', (cell, value) => {
    expect(readSlaTarget(cell)).toEqual({ ok: true, value })
  })

  it.each(['0.4999', '0', '49.99', '1.01', '1%', '0.5%', '100.01', '-99', 'tinggi', '99.5.5', '%'])(
    '%s is none',
    (cell) => {
      expect(readSlaTarget(cell).ok).toBe(false)
    },
  )
})

describe('dates', () => {
  it.each([
    ['2025-12-31', '2025-12-31'],
    ['31/12/2025', '2025-12-31'],
    ['1/2/2025', '2025-02-01'],
    ['29/02/2024', '2024-02-29'],
  ])('%s is %s', (cell, value) => {
    expect(readDate(cell)).toEqual({ ok: true, value })
  })

  it.each([
    '2025-02-29',
    '31/04/2025',
    '12/31/2025',
    '2025-1-1',
    '31-12-2025',
    '45000',
    '1989-12-31',
    '2101-01-01',
    '2025-12-31T00:00',
  ])('%s is none', (cell) => {
    expect(readDate(cell).ok).toBe(false)
  })
})

describe('what is shown of a cell', () => {
  it('has no control characters and at most 60 characters', () => {
    expect(toShown('a\u001b[31m\u202eb\n')).toBe('a\\u{001B}[31m\\u{202E}b\\u{000A}')
    expect(toShown('a'.repeat(10_000))).toBe(`${'a'.repeat(59)}…`)
  })
})
