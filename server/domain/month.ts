/** Months of a zone, as people write them: `2026-01`. */
import { fromWallClock, startOfMonth, toWallClock } from './zone.ts'

/** Half-open, epoch ms. */
export interface Month {
  readonly from: number
  readonly to: number
}

const firstOf = (zone: string, year: number, month: number): number =>
  fromWallClock(zone, { year, month, day: 1, hour: 0, minute: 0, second: 0 })

/** The month `YYYY-MM`, years 1970 to 9999; undefined when the text is none. */
export const parseMonth = (text: string, zone: string): Month | undefined => {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text)
  if (match === null) return undefined
  const [year, month] = [Number(match[1]), Number(match[2])]
  if (year < 1970) return undefined
  return { from: firstOf(zone, year, month), to: firstOf(zone, year, month + 1) }
}

/** The month in which `at` lies. */
export const monthOf = (zone: string, at: number): Month => {
  const from = startOfMonth(zone, at)
  const { year, month } = toWallClock(zone, from)
  return { from, to: firstOf(zone, year, month + 1) }
}

/** `YYYY-MM` of an instant. */
export const toMonthText = (zone: string, at: number): string => {
  const { year, month } = toWallClock(zone, at)
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`
}
