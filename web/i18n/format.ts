/** How numbers, instants and durations read in one language and one zone. */
import type { Language } from './language.ts'

export interface Formatter {
  /** "9 Okt 2025, 15.53 WIB" */
  readonly dateTime: (at: number) => string
  /** "15.53 WIB" */
  readonly time: (at: number) => string
  /** "15.53 WIB" on the day of `now`, else the full date and time. */
  readonly instant: (at: number, now: number) => string
  /** "9 Okt 2025" */
  readonly date: (at: number) => string
  /** "15.53" */
  readonly clock: (at: number) => string
  /** "15.53.07" */
  readonly clockSeconds: (at: number) => string
  /** The two largest units of ms ≥ 0: "2 hari 3 jam", "1 jam 12 menit", "12 menit", "8 detik". */
  readonly duration: (ms: number) => string
  /** Every unit of whole seconds ≥ 0: "29 hr 23 j 4 dtk"; such times add up to the second. */
  readonly fullDuration: (seconds: number) => string
  /** "Januari 2026" */
  readonly month: (at: number) => string
  /** "99,98 %" from hundredths of a per cent that are rounded down already. */
  readonly hundredths: (value: number) => string
  /** "99,5 %" from a target 0–1, with as many decimals as it has, up to four. */
  readonly target: (ratio: number) => string
  /** "1.556" */
  readonly number: (value: number) => string
  /** "12,5 ms" from milliseconds */
  readonly latency: (ms: number) => string
  /** "0,7%" from a ratio 0–1 */
  readonly percent: (ratio: number) => string
}

const locales: Readonly<Record<Language, string>> = { id: 'id-ID', en: 'en-GB' }

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

const units = [
  ['day', dayMs],
  ['hour', hourMs],
  ['minute', minuteMs],
  ['second', secondMs],
] as const

/** Only Indonesian locale data knows WIB, WITA and WIT; elsewhere those zones read "GMT+7". */
const createZoneName = (locale: string, timeZone: string): ((at: number) => string) => {
  const read = (language: string) =>
    new Intl.DateTimeFormat(language, { timeZone, timeZoneName: 'short' })
  const indonesian = read('id-ID')
  const own = read(locale)
  const name = (format: Intl.DateTimeFormat, at: number): string =>
    format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? ''
  return (at) => {
    const local = name(indonesian, at)
    return /^WI(B|TA|T)$/.test(local) ? local : name(own, at)
  }
}

const createDuration = (locale: string): ((ms: number) => string) => {
  const seconds = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'long',
  })
  const formats = units.map(
    ([unit, length]) =>
      [
        length,
        new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }),
      ] as const,
  )
  return (ms) => {
    let rest = Math.max(0, ms)
    const words: string[] = []
    for (const [length, format] of formats) {
      const count = Math.floor(rest / length)
      rest -= count * length
      // Seconds matter only while there is nothing larger to say.
      if (count > 0 && (length > secondMs || words.length === 0)) words.push(format.format(count))
      // A unit that does not follow the first one directly says nothing: "2 hari" rather than "2 hari 4 menit".
      if (words.length === 2 || (words.length === 1 && count === 0)) break
    }
    return words.join(' ') || seconds.format(0)
  }
}

/** Without rounding and without leaving anything out. */
const createFullDuration = (locale: string): ((seconds: number) => string) => {
  const formats = units.map(
    ([unit, length]) =>
      [
        length / secondMs,
        new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }),
      ] as const,
  )
  return (seconds) => {
    let rest = seconds
    const words: string[] = []
    for (const [length, format] of formats) {
      const count = Math.floor(rest / length)
      rest -= count * length
      if (count > 0 || (length === 1 && words.length === 0)) words.push(format.format(count))
    }
    return words.join(' ')
  }
}

/** A number and a per cent sign that stay on one line. */
const createPercentage = (locale: string, least: number, most: number) => {
  const format = new Intl.NumberFormat(locale, {
    minimumFractionDigits: least,
    maximumFractionDigits: most,
  })
  return (value: number): string => `${format.format(value)}\u00a0%`
}

/** A formatter for one language and IANA zone. Building one is slow (Intl); keep it. */
export const createFormatter = (language: Language, timeZone: string): Formatter => {
  const locale = locales[language]
  const build = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone, ...options })
    return (at: number): string => format.format(at)
  }
  const date = build({ day: 'numeric', month: 'short', year: 'numeric' })
  const clock = build({ hour: '2-digit', minute: '2-digit' })
  const clockSeconds = build({ hour: '2-digit', minute: '2-digit', second: '2-digit' })
  const zoneName = createZoneName(locale, timeZone)
  const number = new Intl.NumberFormat(locale)
  const tenth = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const hundredths = createPercentage(locale, 2, 2)
  const target = createPercentage(locale, 0, 4)
  const time = (at: number): string => `${clock(at)} ${zoneName(at)}`
  const dateTime = (at: number): string => `${date(at)}, ${time(at)}`
  return {
    date,
    clock,
    clockSeconds,
    time,
    dateTime,
    instant: (at, now) => (date(at) === date(now) ? time(at) : dateTime(at)),
    duration: createDuration(locale),
    fullDuration: createFullDuration(locale),
    month: build({ month: 'long', year: 'numeric' }),
    hundredths: (value) => hundredths(value / 100),
    target: (ratio) => target(ratio * 100),
    number: (value) => number.format(value),
    latency: (ms) => `${ms < 10 ? tenth.format(ms) : number.format(Math.round(ms))} ms`,
    percent: (ratio) => percent.format(ratio),
  }
}
