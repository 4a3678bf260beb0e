/** Numbers, instants and durations in both languages, the same in every zone of the machine. */
import { describe, expect, test } from 'vitest'
import { createFormatter } from '../../../web/i18n/format.ts'

const indonesian = createFormatter('id', 'Asia/Jakarta')
const english = createFormatter('en', 'Asia/Jakarta')
const instant = Date.UTC(2025, 9, 9, 8, 53, 7)

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

describe('formats', () => {
  test('an instant names its zone, in Indonesian and in English', () => {
    expect(indonesian.dateTime(instant)).toBe('9 Okt 2025, 15.53 WIB')
    expect(english.dateTime(instant)).toBe('9 Oct 2025, 15:53 WIB')
  })

  test('the other Indonesian zones, and a foreign one, have their own names', () => {
    expect(createFormatter('en', 'Asia/Makassar').time(instant)).toBe('16:53 WITA')
    expect(createFormatter('id', 'Asia/Jayapura').time(instant)).toBe('17.53 WIT')
    expect(createFormatter('en', 'UTC').time(instant)).toBe('08:53 UTC')
  })

  test('an instant of the same local day is told by its time alone', () => {
    const midnight = Date.UTC(2025, 9, 8, 17)
    expect(indonesian.instant(midnight, instant)).toBe('00.00 WIB')
    expect(indonesian.instant(midnight - 1, instant)).toBe('8 Okt 2025, 23.59 WIB')
  })

  test('a duration has at most its two largest units, and never a zero one', () => {
    expect(indonesian.duration(2 * dayMs + 3 * hourMs + 59 * minuteMs)).toBe('2 hari 3 jam')
    expect(indonesian.duration(2 * dayMs + 59 * minuteMs)).toBe('2 hari')
    expect(indonesian.duration(hourMs + 12 * minuteMs + 8 * secondMs)).toBe('1 jam 12 menit')
    expect(indonesian.duration(hourMs - 1)).toBe('59 menit')
    expect(english.duration(dayMs + hourMs)).toBe('1 day 1 hour')
  })

  test('seconds are told only while there is no minute', () => {
    expect(indonesian.duration(minuteMs + 59 * secondMs)).toBe('1 menit')
    expect(indonesian.duration(minuteMs - 1)).toBe('59 detik')
    expect(indonesian.duration(0)).toBe('0 detik')
    expect(indonesian.duration(-5)).toBe('0 detik')
  })

  test('numbers follow the language', () => {
    expect(indonesian.number(1556)).toBe('1.556')
    expect(english.number(1556)).toBe('1,556')
    expect(indonesian.latency(4.25)).toBe('4,3 ms')
    expect(indonesian.latency(1234.5)).toBe('1.235 ms')
    expect(indonesian.percent(0.0071)).toBe('0,7%')
  })
})
