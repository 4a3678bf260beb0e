import { describe, expect, it } from 'vitest'
import {
  findNextChange,
  isOpenAt,
  listClosedSpans,
  listOpenSpans,
} from '../../../server/domain/service-hours/open-spans.ts'
import { at, holidays, hoursOf, jakarta, listLocal } from './calendar.ts'

describe('when a place is open', () => {
  it('is one span for 24/7', () => {
    expect(listLocal('24/7', '2026-08-01', '2026-09-01')).toEqual(['08-01 00:00 … 09-01 00:00'])
  })

  it('follows weekdays and ignores holidays without a rule for them', () => {
    expect(listLocal('Mo-Fr 08:00-16:00', '2026-08-15', '2026-08-19')).toEqual([
      '08-17 08:00 … 08-17 16:00',
      '08-18 08:00 … 08-18 16:00',
    ])
  })

  it('joins ranges over the end of the week', () => {
    expect(listLocal('Sa-Mo 10:00-11:00', '2026-08-21', '2026-08-26')).toEqual([
      '08-22 10:00 … 08-22 11:00',
      '08-23 10:00 … 08-23 11:00',
      '08-24 10:00 … 08-24 11:00',
    ])
  })

  it('drops the spans that begin on a holiday for PH off', () => {
    expect(listLocal('Mo-Fr 08:00-16:00; PH off', '2026-08-15', '2026-08-19')).toEqual([
      '08-18 08:00 … 08-18 16:00',
    ])
  })

  it('carries a span that began before a holiday into it, and drops the one that begins on it', () => {
    expect(listLocal('Mo-Su 22:00-02:00; PH off', '2026-08-16', '2026-08-19')).toEqual([
      '08-16 00:00 … 08-16 02:00',
      '08-16 22:00 … 08-17 02:00',
      '08-18 22:00 … 08-19 00:00',
    ])
  })

  it('takes the hours of PH instead of those of the weekday', () => {
    expect(listLocal('Mo-Fr 08:00-16:00; PH 09:00-12:00', '2026-08-17', '2026-08-19')).toEqual([
      '08-17 09:00 … 08-17 12:00',
      '08-18 08:00 … 08-18 16:00',
    ])
  })

  it('lets a later rule win even over PH off', () => {
    expect(listLocal('PH off; Mo-Fr 08:00-16:00', '2026-08-17', '2026-08-18')).toEqual([
      '08-17 08:00 … 08-17 16:00',
    ])
  })

  it('counts a listed holiday beside the weekdays', () => {
    expect(listLocal('Sa,PH 08:00-09:00', '2026-08-15', '2026-08-19')).toEqual([
      '08-15 08:00 … 08-15 09:00',
      '08-17 08:00 … 08-17 09:00',
    ])
  })

  it('reads PH and weekdays without a comma as holidays on these weekdays', () => {
    expect(listLocal('PH Fr 08:00-09:00', '2026-01-01', '2026-12-31')).toEqual([
      '05-01 08:00 … 05-01 09:00',
      '12-25 08:00 … 12-25 09:00',
    ])
  })

  it('replaces the whole day after a semicolon and adds after a comma', () => {
    expect(listLocal('Mo-Fr 08:00-16:00; We 12:00-18:00', '2026-08-19', '2026-08-20')).toEqual([
      '08-19 12:00 … 08-19 18:00',
    ])
    expect(listLocal('Mo-Fr 08:00-10:00, We 12:00-18:00', '2026-08-19', '2026-08-20')).toEqual([
      '08-19 08:00 … 08-19 10:00',
      '08-19 12:00 … 08-19 18:00',
    ])
    expect(listLocal('We 12:00-18:00; 08:00-16:00', '2026-08-19', '2026-08-20')).toEqual([
      '08-19 08:00 … 08-19 16:00',
    ])
  })

  it('replaces only spans that begin on the day of the later rule', () => {
    expect(listLocal('Mo-Su 22:00-02:00; Th 12:00-14:00', '2026-08-19', '2026-08-22')).toEqual([
      '08-19 00:00 … 08-19 02:00',
      '08-19 22:00 … 08-20 02:00',
      '08-20 12:00 … 08-20 14:00',
      '08-21 22:00 … 08-22 00:00',
    ])
  })

  it('cuts out times that are off, also from a span of the day before', () => {
    expect(listLocal('18:00-06:00; 02:00-03:00 off', '2026-08-19', '2026-08-20')).toEqual([
      '08-19 00:00 … 08-19 02:00',
      '08-19 03:00 … 08-19 06:00',
      '08-19 18:00 … 08-20 00:00',
    ])
  })

  it('opens again what a rule after the cut adds', () => {
    expect(
      listLocal('08:00-16:00; 12:00-14:00 off, 13:00-13:30', '2026-08-19', '2026-08-20'),
    ).toEqual([
      '08-19 08:00 … 08-19 12:00',
      '08-19 13:00 … 08-19 13:30',
      '08-19 14:00 … 08-19 16:00',
    ])
  })

  it('knows dates, months and ranges over the new year', () => {
    expect(listLocal('24/7; Dec 25 off', '2026-12-24', '2026-12-27')).toEqual([
      '12-24 00:00 … 12-25 00:00',
      '12-26 00:00 … 12-27 00:00',
    ])
    expect(listLocal('Dec 31-Jan 01 10:00-11:00', '2026-12-30', '2027-01-03')).toEqual([
      '12-31 10:00 … 12-31 11:00',
      '01-01 10:00 … 01-01 11:00',
    ])
    expect(listLocal('Nov-Feb Su 10:00-11:00', '2026-10-20', '2026-11-09')).toEqual([
      '11-01 10:00 … 11-01 11:00',
      '11-08 10:00 … 11-08 11:00',
    ])
    expect(listLocal('24/7; 2026 Mar 20-24 off', '2027-03-20', '2027-03-25')).toHaveLength(1)
    expect(listLocal('24/7; 2026 Mar 20-24 off', '2026-03-20', '2026-03-25')).toEqual([])
  })

  it('knows the leap day', () => {
    expect(listLocal('Feb 29 10:00-11:00', '2028-02-01', '2028-03-05')).toEqual([
      '02-29 10:00 … 02-29 11:00',
    ])
    expect(listLocal('Feb 29 10:00-11:00', '2027-02-01', '2027-03-05')).toEqual([])
    expect(listLocal('Fr[-1] 10:00-11:00', '2028-02-01', '2028-03-01')).toEqual([
      '02-25 10:00 … 02-25 11:00',
    ])
  })

  it('knows the first and the last weekday of a month', () => {
    expect(listLocal('Mo[1],Mo[-1] 10:00-11:00', '2026-08-01', '2026-09-01')).toEqual([
      '08-03 10:00 … 08-03 11:00',
      '08-31 10:00 … 08-31 11:00',
    ])
  })

  it('reads equal times as a whole day and times past 24:00 as the next morning', () => {
    expect(listLocal('Mo 08:00-08:00', '2026-08-24', '2026-08-26')).toEqual([
      '08-24 08:00 … 08-25 08:00',
    ])
    expect(listLocal('Mo 22:00-26:00', '2026-08-24', '2026-08-26')).toEqual([
      '08-24 22:00 … 08-25 02:00',
    ])
  })

  it('adds up: the spans of two halves are those of the whole', () => {
    const hours = hoursOf('Mo-Fr 08:00-16:00,22:00-02:00; PH off; 12:00-13:00 off')
    const [from, to] = [at('2026-08-14 00:00'), at('2026-08-22 00:00')]
    const whole = listOpenSpans(hours, { from, to, ...jakarta })
    const length = (spans: readonly { from: number; to: number }[]) =>
      spans.reduce((sum, span) => sum + span.to - span.from, 0)
    for (let middle = from; middle <= to; middle += 37 * 60_000) {
      const halves = [
        ...listOpenSpans(hours, { from, to: middle, ...jakarta }),
        ...listOpenSpans(hours, { from: middle, to, ...jakarta }),
      ]
      expect(length(halves)).toBe(length(whole))
    }
  })

  it('speaks of the wall clock of its zone on days on which clocks change', () => {
    const newYork = { zone: 'America/New_York', holidays }
    const day = (text: string, from: string, to: string) =>
      listOpenSpans(hoursOf(text), { from: Date.parse(from), to: Date.parse(to), ...newYork }).map(
        (span) => (span.to - span.from) / 3_600_000,
      )
    // 8 March 2026 skips 02:00-03:00, 1 November 2026 has 01:00-02:00 twice.
    expect(day('00:00-06:00', '2026-03-08T05:00Z', '2026-03-09T04:00Z')).toEqual([5])
    expect(day('02:00-03:00', '2026-03-08T05:00Z', '2026-03-09T04:00Z')).toEqual([])
    expect(day('24/7', '2026-11-01T04:00Z', '2026-11-02T05:00Z')).toEqual([25])
    expect(day('00:00-01:30,01:30-06:00', '2026-11-01T04:00Z', '2026-11-02T05:00Z')).toEqual([7])
  })
})

describe('whether a place is open now', () => {
  const office = hoursOf('Mo-Fr 08:00-16:00; PH off')

  it('is open from the first to before the last instant', () => {
    expect(isOpenAt(office, at('2026-08-18 08:00') - 1, jakarta)).toBe(false)
    expect(isOpenAt(office, at('2026-08-18 08:00'), jakarta)).toBe(true)
    expect(isOpenAt(office, at('2026-08-18 16:00') - 1, jakarta)).toBe(true)
    expect(isOpenAt(office, at('2026-08-18 16:00'), jakarta)).toBe(false)
  })

  it('says when it opens next, over weekend and holiday', () => {
    expect(findNextChange(office, at('2026-08-14 16:00'), jakarta)).toEqual({
      at: at('2026-08-18 08:00'),
      isOpen: true,
    })
  })

  it('says when it closes', () => {
    expect(findNextChange(office, at('2026-08-18 08:00'), jakarta)).toEqual({
      at: at('2026-08-18 16:00'),
      isOpen: false,
    })
  })

  it('finds a change that is months away, and none where nothing changes', () => {
    expect(findNextChange(hoursOf('24/7; Dec 25 off'), at('2026-01-10 00:00'), jakarta)).toEqual({
      at: at('2026-12-25 00:00'),
      isOpen: false,
    })
    expect(findNextChange(hoursOf('24/7'), at('2026-01-10 00:00'), jakarta)).toBeNull()
    expect(findNextChange(hoursOf('off'), at('2026-01-10 00:00'), jakarta)).toBeNull()
  })
})

describe('time outside changing service hours', () => {
  it('follows each version from the day it holds', () => {
    const [from, to] = [at('2026-08-18 00:00'), at('2026-08-20 00:00')]
    const dated = [
      { validFrom: at('2026-08-19 00:00'), hours: hoursOf('10:00-12:00') },
      { validFrom: 0, hours: hoursOf('08:00-16:00') },
    ]
    expect(listClosedSpans(dated, { from, to, ...jakarta })).toEqual([
      { from, to: at('2026-08-18 08:00') },
      { from: at('2026-08-18 16:00'), to: at('2026-08-19 10:00') },
      { from: at('2026-08-19 12:00'), to },
    ])
  })

  it('is nothing before the first version and while no hours are stated', () => {
    const range = { from: at('2026-08-18 00:00'), to: at('2026-08-20 00:00'), ...jakarta }
    expect(listClosedSpans([], range)).toEqual([])
    expect(listClosedSpans([{ validFrom: 0, hours: null }], range)).toEqual([])
    const later = [{ validFrom: at('2026-08-19 00:00'), hours: hoursOf('off') }]
    expect(listClosedSpans(later, range)).toEqual([
      { from: at('2026-08-19 00:00'), to: at('2026-08-20 00:00') },
    ])
  })
})
