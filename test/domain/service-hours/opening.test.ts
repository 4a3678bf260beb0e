import { describe, expect, it } from 'vitest'
import { createOpeningFinder } from '../../../server/domain/service-hours/opening.ts'

const hour = 3_600_000
/** Thursday 2026-01-15 00:00 in Jakarta. */
const thursday = Date.UTC(2026, 0, 14, 17)

const createFinder = () =>
  createOpeningFinder(new Map([['kelurahan', 'Mo-Fr 07:30-16:00; PH off']]), {
    zone: 'Asia/Jakarta',
    holidays: new Map([['2026-01-16', 'Isra Mikraj']]),
  })

const place = (serviceHours: string | null, kind = 'taman') => ({ serviceHours, kind })

describe('opening', () => {
  it('is by own hours, else by those of the kind, else not known', () => {
    const { find } = createFinder()
    const at = thursday + 10 * hour
    expect(find(place(null, 'kelurahan'), at)).toMatchObject({ isOpen: true })
    expect(find(place('Mo-Su 20:00-22:00', 'kelurahan'), at)).toMatchObject({ isOpen: false })
    expect(find(place(null), at)).toBeNull()
    expect(find(place('whenever', 'kelurahan'), at)).toBeNull()
  })

  it('tells the next change, over a holiday and a weekend too', () => {
    const { find } = createFinder()
    const kelurahan = place(null, 'kelurahan')
    const closes = thursday + 16 * hour
    expect(find(kelurahan, closes - 1)).toMatchObject({ isOpen: true, changesAt: closes })
    // Friday is a holiday, then comes the weekend.
    const opens = thursday + 4 * 24 * hour + 7.5 * hour
    expect(find(kelurahan, closes)).toMatchObject({ isOpen: false, changesAt: opens })
    expect(find(kelurahan, opens)).toMatchObject({ isOpen: true })
  })

  it('never changes for what is always open, or never', () => {
    const { find } = createFinder()
    expect(find(place('24/7'), thursday)).toMatchObject({ isOpen: true, changesAt: null })
    expect(find(place('Mo-Su off'), thursday)).toMatchObject({ isOpen: false, changesAt: null })
  })

  it('is right again when the clock was set back', () => {
    const { find } = createFinder()
    const kelurahan = place(null, 'kelurahan')
    expect(find(kelurahan, thursday + 20 * hour)?.isOpen).toBe(false)
    expect(find(kelurahan, thursday + 10 * hour)?.isOpen).toBe(true)
  })
})
