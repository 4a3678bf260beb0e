import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  fromWallClock,
  startOfDay,
  startOfMonth,
  toWallClock,
} from '../../server/domain/zone.ts'

const hour = 3_600_000
const at = (text: string): number => Date.parse(text)

describe('days of a zone', () => {
  it('begin at local midnight, which in Jakarta is 17:00 UTC', () => {
    expect(startOfDay('Asia/Jakarta', at('2026-01-15T03:00:00Z'))).toBe(at('2026-01-14T17:00:00Z'))
    expect(startOfDay('Asia/Jakarta', at('2026-01-14T17:00:00Z'))).toBe(at('2026-01-14T17:00:00Z'))
    expect(startOfDay('Asia/Jakarta', at('2026-01-14T16:59:59.999Z'))).toBe(
      at('2026-01-13T17:00:00Z'),
    )
  })

  it('are 23 and 25 hours long when clocks change', () => {
    const spring = startOfDay('Europe/Berlin', at('2026-03-29T10:00:00Z'))
    const autumn = startOfDay('Europe/Berlin', at('2026-10-25T10:00:00Z'))
    expect(addDays('Europe/Berlin', spring, 1) - spring).toBe(23 * hour)
    expect(addDays('Europe/Berlin', autumn, 1) - autumn).toBe(25 * hour)
  })

  it('begin at the change itself where midnight is skipped', () => {
    // Beirut, 2024-03-31: 00:00 became 01:00.
    const day = startOfDay('Asia/Beirut', at('2024-03-31T12:00:00Z'))
    expect(day).toBe(at('2024-03-30T22:00:00Z'))
    expect(toWallClock('Asia/Beirut', day)).toMatchObject({ day: 31, hour: 1 })
  })

  it('begin at the first of two midnights', () => {
    // Havana, 2025-11-02: 01:00 became 00:00.
    const day = startOfDay('America/Havana', at('2025-11-02T18:00:00Z'))
    expect(day).toBe(at('2025-11-02T04:00:00Z'))
  })

  it('may be missing as a whole', () => {
    // Apia crossed the date line: there was no 2011-12-30.
    const before = startOfDay('Pacific/Apia', at('2011-12-30T05:00:00Z'))
    const after = addDays('Pacific/Apia', before, 1)
    expect(toWallClock('Pacific/Apia', before).day).toBe(29)
    expect(toWallClock('Pacific/Apia', after)).toMatchObject({ day: 31, hour: 0 })
  })

  it('run over month and year ends, and backwards', () => {
    const day = startOfDay('Asia/Jakarta', at('2026-01-01T05:00:00Z'))
    expect(addDays('Asia/Jakarta', day, -1)).toBe(at('2025-12-30T17:00:00Z'))
    expect(addDays('Asia/Jakarta', day, 59)).toBe(at('2026-02-28T17:00:00Z'))
    expect(startOfMonth('Asia/Jakarta', at('2026-01-31T16:59:59Z'))).toBe(
      at('2025-12-31T17:00:00Z'),
    )
    expect(startOfMonth('Asia/Jakarta', at('2026-01-31T17:00:00Z'))).toBe(
      at('2026-01-31T17:00:00Z'),
    )
  })

  it('contain the instant they were asked for, and nothing of their neighbours', () => {
    const zones = ['Asia/Jakarta', 'Europe/Berlin', 'America/St_Johns', 'Asia/Beirut', 'UTC']
    const instants = fc.integer({ min: at('2000-01-01T00:00Z'), max: at('2035-01-01T00:00Z') })
    fc.assert(
      fc.property(fc.constantFrom(...zones), instants, (zone, instant) => {
        const day = startOfDay(zone, instant)
        const next = addDays(zone, instant, 1)
        expect(day).toBeLessThanOrEqual(instant)
        expect(next).toBeGreaterThan(instant)
        expect(startOfDay(zone, next - 1)).toBe(day)
        expect(startOfDay(zone, next)).toBe(next)
      }),
      { numRuns: 300 },
    )
  })
})

describe('wall clock', () => {
  it('is read back to the same second where no clock goes back', () => {
    const instant = at('2026-07-08T09:10:11Z')
    expect(fromWallClock('America/St_Johns', toWallClock('America/St_Johns', instant))).toBe(
      instant,
    )
  })

  it('refuses an unknown zone', () => {
    expect(() => toWallClock('Asia/Depok', 0)).toThrow(RangeError)
  })
})
