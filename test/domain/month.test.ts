import { describe, expect, it } from 'vitest'
import { monthOf, parseMonth, toMonthText } from '../../server/domain/month.ts'

const jakarta = 'Asia/Jakarta'

describe('a month', () => {
  it('begins and ends at 17:00:00 UTC in Jakarta, also over the year and in a leap year', () => {
    expect(parseMonth('2025-12', jakarta)).toEqual({
      from: Date.UTC(2025, 10, 30, 17),
      to: Date.UTC(2025, 11, 31, 17),
    })
    expect(parseMonth('2028-02', jakarta)).toEqual({
      from: Date.UTC(2028, 0, 31, 17),
      to: Date.UTC(2028, 1, 29, 17),
    })
  })

  it('is an hour shorter where clocks go forward in it', () => {
    const march = parseMonth('2026-03', 'America/New_York')
    expect((march?.to ?? 0) - (march?.from ?? 0)).toBe((31 * 24 - 1) * 3_600_000)
  })

  it('holds its first instant and not its last', () => {
    const from = Date.UTC(2025, 11, 31, 17)
    expect(toMonthText(jakarta, from)).toBe('2026-01')
    expect(toMonthText(jakarta, from - 1)).toBe('2025-12')
    expect(monthOf(jakarta, from)).toEqual(parseMonth('2026-01', jakarta))
    expect(monthOf(jakarta, from - 1)).toEqual(parseMonth('2025-12', jakarta))
  })

  it.each(['', '2026', '2026-1', '2026-00', '2026-13', '2026-01-01', '1969-12', ' 2026-01', 'x'])(
    'is not written as %j',
    (text) => {
      expect(parseMonth(text, jakarta)).toBeUndefined()
    },
  )
})
