import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseServiceHours } from '../../../server/domain/service-hours/parse.ts'
import { hoursOf } from './calendar.ts'

describe('reading service hours', () => {
  it('reads weekdays, several times and holidays', () => {
    expect(hoursOf('Mo-Fr 08:00-16:00,19:00-21:00; PH off')).toEqual([
      {
        dates: [],
        weekdays: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, nth: null })),
        holidays: 'ignored',
        times: [
          { from: 480, to: 960 },
          { from: 1140, to: 1260 },
        ],
        isOpen: true,
        isAdded: false,
      },
      {
        dates: [],
        weekdays: [],
        holidays: 'also',
        times: [],
        isOpen: false,
        isAdded: false,
      },
    ])
  })

  it.each([
    '24/7',
    '24/7; Dec 25 off',
    'Mo-Fr 8:00-16:00',
    'Mo-Su,PH 06:00-22:00',
    'PH,Su off',
    'PH Mo-Fr 09:00-12:00',
    'Fr 22:00-26:00',
    'Fr 22:00-02:00',
    'Sa-Mo 10:00-12:00',
    'Mo-Fr 08:00-12:00,13:00-16:00; Sa 08:00-12:00 "hanya loket; antre"',
    'Mo-Fr 08:00-12:00, We 14:00-18:00',
    'Mo[1] 10:00-12:00; Fr[-1] off; Tu[1,3] 08:00-09:00',
    'Jan-Mar Mo[1] 10:00-12:00',
    'Dec 24-26,Jan 1 off',
    'Dec 24,26: 10:00-12:00',
    'Dec 25-Jan 02 off',
    '2026 Mar 20-24 off',
    '2026 Dec 25-2027 Jan 02 off',
    '2026 Dec 25-Jan 02 off',
    '2026 Nov-Feb 08:00-16:00',
    'Mo-Fr 08:00-16:00 open "loket 2"',
    'Mo-Su 18:00-06:00; 02:00-03:00 off',
    'off',
    'closed',
    'Mo-Fr 08:00-16:00;',
    '00:00-24:00',
  ])('reads %s', (text) => {
    expect(parseServiceHours(text)).toMatchObject({ ok: true })
  })

  it.each([
    ['', 'no rule at all'],
    [' ; ', 'no rule at all'],
    ['setiap hari', '"setiap" is no word of opening_hours'],
    ['Senin-Jumat 08:00-16:00', 'days are Mo Tu We Th Fr Sa Su PH'],
    ['mo-fr 08:00-16:00', 'write Mo'],
    ['08.00-16.00', 'a time such as 08:00 is expected instead of "08"'],
    ['0800-1600', 'a time such as 08:00 is expected instead of "0800"'],
    ['Mo-Fr 08:60-16:00', '"08:60" is no time'],
    ['Mo-Fr 08:00-49:00', '"49:00" is no time'],
    ['Mo-Fr 24:00-26:00', '"24:00" is no time at which service begins'],
    ['Mo-Fr 08:00-34:00', 'longer than a day'],
    ['Mo-Fr 08:00', 'a range such as 08:00-16:00 is expected after "08:00"'],
    ['Mo-Fr 08:00–16:00', 'a range such as 08:00-16:00 is expected'],
    ['Mo–Fr 08:00-16:00', 'a range is written with a hyphen (-)'],
    ['Mo-Fr, 08:00-16:00', '"," does not fit here'],
    ['Mo Fr 08:00-16:00', '"Fr" does not fit here'],
    ['Mo-Jan 08:00-16:00', 'a weekday is expected instead of "Jan"'],
    ['Mo-Fr 18:00+', 'a range such as 08:00-16:00 is expected'],
    ['Mo-Fr 18:00-20:00+', 'an open end ("+") is not supported'],
    ['10:00-16:00/01:30', 'repetitions ("/") are not supported'],
    ['sunrise-sunset', 'times of the sun are not supported'],
    ['Mo-Fr (sunrise+01:00)-16:00', 'times of the sun are not supported'],
    ['SH off', 'school holidays (SH) are not supported'],
    ['week 1-10 off', 'weeks of the year are not supported'],
    ['easter off', 'Easter is not supported'],
    ['Mo-Fr 08:00-16:00 unknown', '"unknown" does not fit here'],
    ['Mo-Fr 08:00-16:00 || "tanya"', 'fallback rules ("||") are not supported'],
    ['Feb 30 off', 'a number from 1 to 29 is expected instead of "30"'],
    ['Dec 26-24 off', 'the range of days ends before it begins'],
    ['2027 Jan 02-2026 Dec 25 off', 'the range of dates ends before it begins'],
    ['Dec 25-2027 Jan 02 off', 'a range that ends in a year must begin in one'],
    ['Jun-Aug 15 off', 'a range that ends on a day must begin on one'],
    ['2026 off', 'a month (Jan … Dec) is expected instead of "off"'],
    ['Mo[0] 10:00-12:00', 'a number from 1 to 5'],
    ['Mo[1 10:00-12:00', '"]" is expected'],
    ['Mo-Fr 08:00-16:00 "loket', 'a comment does not end'],
    ['"', 'begins no rule'],
    ['<b>', 'begins no rule'],
    ['PH -1 day 10:00-12:00', '"-" does not fit here'],
  ])('refuses %j: %s', (text, reason) => {
    const parsed = parseServiceHours(text)
    expect(parsed.ok ? 'read' : parsed.errors.join('\n')).toContain(reason)
  })

  it('names every part that is wrong, and cuts long ones', () => {
    const parsed = parseServiceHours(`Mo 08:00-16:00; Di off; ${'x'.repeat(5000)}`)
    if (parsed.ok) throw new Error('read')
    expect(parsed.errors).toHaveLength(2)
    expect(parsed.errors[0]).toMatch(/^"Di off": /)
    expect(parsed.errors[1]?.startsWith(`"${'x'.repeat(59)}…": `)).toBe(true)
  })

  it('never throws, whatever it is given', () => {
    const words = [
      'Mo',
      'PH',
      'Dec',
      '25',
      '2026',
      '08:00',
      '-',
      ',',
      ';',
      '[',
      ']',
      'off',
      '"',
      ':',
    ]
    const texts = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...words)).map((a) => a.join(' ')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        expect(typeof parseServiceHours(text).ok).toBe('boolean')
      }),
      { seed: 20_260_101, numRuns: 500 },
    )
  })
})
