import { describe, expect, it } from 'vitest'
import { findDuePeriod, isPeriodOpen, type JobTime } from '../../server/domain/job-period.ts'

const zone = 'Asia/Jakarta'
const nightly: JobTime = { every: 'day', hour: 2, minute: 30 }
const monthly: JobTime = { every: 'month', hour: 4, minute: 0 }
const at = (text: string): number => Date.parse(text)
const isOpen = (time: JobTime, now: string, recorded?: string): boolean =>
  isPeriodOpen(time, zone, { now: at(now), recorded })

describe('the period that is due', () => {
  it('begins at its local hour, not before', () => {
    expect(findDuePeriod(nightly, zone, at('2026-10-08T19:29:59.999Z')).name).toBe('2026-10-08')
    expect(findDuePeriod(nightly, zone, at('2026-10-08T19:30:00Z'))).toEqual({
      name: '2026-10-09',
      dueAt: at('2026-10-08T19:30:00Z'),
    })
  })

  it('of a month is the month itself, across a year', () => {
    expect(findDuePeriod(monthly, zone, at('2026-12-31T20:59:00Z')).name).toBe('2026-12')
    expect(findDuePeriod(monthly, zone, at('2026-12-31T21:00:00Z')).name).toBe('2027-01')
  })

  it('comes once also when clocks skip its hour', () => {
    // 02:30 is skipped in New York on 2026-03-08: due at 03:00, which is 07:00 UTC.
    const { name, dueAt } = findDuePeriod(nightly, 'America/New_York', at('2026-03-08T12:00:00Z'))
    expect({ name, dueAt }).toEqual({ name: '2026-03-08', dueAt: at('2026-03-08T07:00:00Z') })
  })
})

describe('a job', () => {
  it('is to be done when it never was, and not again in the same period', () => {
    expect(isOpen(nightly, '2026-10-09T00:00:00Z')).toBe(true)
    expect(isOpen(nightly, '2026-10-09T00:00:00Z', '2026-10-09')).toBe(false)
    expect(isOpen(nightly, '2026-10-09T19:29:00Z', '2026-10-09')).toBe(false)
    expect(isOpen(nightly, '2026-10-09T19:30:00Z', '2026-10-09')).toBe(true)
  })

  it('that was slept through for weeks is done once', () => {
    expect(isOpen(nightly, '2026-10-09T00:00:00Z', '2026-09-01')).toBe(true)
    expect(isOpen(nightly, '2026-10-09T00:00:00Z', '2026-10-09')).toBe(false)
  })

  it('is not done twice when the clock is set back over its hour', () => {
    expect(isOpen(nightly, '2026-10-08T19:00:00Z', '2026-10-09')).toBe(false)
    expect(isOpen(monthly, '2026-12-31T20:00:00Z', '2027-01')).toBe(false)
  })

  it('does not wait for a year because a wrong clock once said so', () => {
    expect(isOpen(nightly, '2026-10-09T00:00:00Z', '2027-10-09')).toBe(true)
    expect(isOpen(nightly, '2026-10-09T00:00:00Z', '2026-10-11')).toBe(true)
    expect(isOpen(monthly, '2026-10-09T00:00:00Z', '2027-10')).toBe(true)
  })
})
