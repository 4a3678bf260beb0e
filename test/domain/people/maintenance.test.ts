import { describe, expect, it } from 'vitest'
import {
  holdsFor,
  listMaintenanceSpans,
  parseScope,
} from '../../../server/domain/people/maintenance.ts'

const calendar = { zone: 'Asia/Jakarta', holidays: new Map<string, string>() }
const subject = {
  id: 'taman-a',
  kind: 'taman',
  kecamatan: 'Beji',
  provider: 'Penyedia Contoh A',
  uplinkId: 'pop-1',
}
const hour = 3_600_000
/** Monday 5 October 2026, 00:00 in Jakarta. */
const monday = Date.UTC(2026, 9, 4, 17)

describe('maintenance', () => {
  it.each([
    ['all', true],
    ['hotspot=taman-a', true],
    ['hotspot=taman-b', false],
    ['kecamatan=Beji', true],
    ['kind=rw', false],
    ['provider=Penyedia Contoh A', true],
    ['uplink=pop-1', true],
    ['uplink=pop-2', false],
  ])('for %s holds for the park: %s', (text, expected) => {
    expect(holdsFor(parseScope(text), subject)).toBe(expected)
  })

  it.each(['', 'all=x', 'kecamatan=', 'planet=Mars', '=x'])('refuses the scope "%s"', (text) => {
    expect(() => parseScope(text)).toThrow('for:')
  })

  it('lasts from its beginning to its end, or to the end of the range', () => {
    const window = { startsAt: 10, endsAt: 20, recurrence: null, cancelledAt: null }
    expect(listMaintenanceSpans(window, { from: 0, to: 15 }, calendar)).toEqual([
      { from: 10, to: 15 },
    ])
    const open = { ...window, endsAt: null }
    expect(listMaintenanceSpans(open, { from: 15, to: 99 }, calendar)).toEqual([
      { from: 15, to: 99 },
    ])
    expect(listMaintenanceSpans(window, { from: 20, to: 99 }, calendar)).toEqual([])
  })

  it('that recurs holds only at its times, also past midnight', () => {
    const window = {
      startsAt: monday,
      endsAt: monday + 14 * 24 * hour,
      recurrence: 'Su 23:00-01:00',
      cancelledAt: null,
    }
    const range = { from: monday, to: monday + 30 * 24 * hour }
    const sunday = monday + 6 * 24 * hour
    expect(listMaintenanceSpans(window, range, calendar)).toEqual([
      // What is left of the night in which the window begins.
      { from: monday, to: monday + hour },
      { from: sunday + 23 * hour, to: sunday + 25 * hour },
      // The window itself ends at midnight, an hour before the recurrence would.
      { from: sunday + (7 * 24 + 23) * hour, to: sunday + 8 * 24 * hour },
    ])
  })

  it('that was called off has no time', () => {
    const window = { startsAt: 10, endsAt: 20, recurrence: null, cancelledAt: 5 }
    expect(listMaintenanceSpans(window, { from: 0, to: 99 }, calendar)).toEqual([])
  })
})
