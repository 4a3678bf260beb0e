import { describe, expect, it } from 'vitest'
import { parseInstant } from '../../server/domain/instant.ts'

const parse = (text: string): number | undefined => parseInstant(text, 'Asia/Jakarta')

describe('an instant in a request', () => {
  it.each([
    ['0', 0],
    ['1768446000000', Date.UTC(2026, 0, 15, 3)],
    ['2026-01-15T03:00:00Z', Date.UTC(2026, 0, 15, 3)],
    ['2026-01-15t03:00:00.25z', Date.UTC(2026, 0, 15, 3, 0, 0, 250)],
    ['2026-01-15T10:00:00+07:00', Date.UTC(2026, 0, 15, 3)],
    ['2026-01-15T10:00:00 07:00', Date.UTC(2026, 0, 15, 3)],
    ['2026-01-14T21:00-0600', Date.UTC(2026, 0, 15, 3)],
    ['2026-01-15T10:00', Date.UTC(2026, 0, 15, 3)],
    ['2026-01-15', Date.UTC(2026, 0, 14, 17)],
    ['2024-02-29', Date.UTC(2024, 1, 28, 17)],
  ])('%s is understood', (text, at) => {
    expect(parse(text)).toBe(at)
  })

  it.each([
    '',
    '-1',
    '1.5',
    '1e12',
    '9999999999999999',
    '999999999999999',
    'now',
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-01-15T24:00',
    '2026-01-15T10:60',
    '2026-01-15T10',
    '1969-12-31',
    '2026-1-5',
    ' 2026-01-15',
    '2026-01-15T10:00:00+07:00; DROP TABLE outage',
  ])('%j is none', (text) => {
    expect(parse(text)).toBeUndefined()
  })
})
