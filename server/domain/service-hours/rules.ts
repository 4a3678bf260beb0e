/** What a text of service hours says: rules for days, in order. */

/** One or more days of the calendar, both ends inside; without a year the same in every year. */
export interface DateRange {
  readonly from: CalendarDay
  readonly to: CalendarDay
}

export interface CalendarDay {
  /** Null = any year; then so is the other end's. */
  readonly year: number | null
  /** 1–12 */
  readonly month: number
  /** 1–31 */
  readonly day: number
}

export interface Weekday {
  /** 0 = Sunday … 6 = Saturday, as `Date.prototype.getUTCDay`. */
  readonly weekday: number
  /** Only the n-th of that weekday in its month, −1 = the last; null = every one. */
  readonly nth: number | null
}

/** Minutes of the wall clock from the beginning of the day; past midnight they exceed 1440. */
export interface TimeRange {
  /** 0–1439 */
  readonly from: number
  /** At most 1440 later than `from`. */
  readonly to: number
}

export interface Rule {
  /** Days must lie in one of these; empty = all dates. */
  readonly dates: readonly DateRange[]
  /** Days must be one of these; empty and without `holidays` = all weekdays. */
  readonly weekdays: readonly Weekday[]
  /** `also`: holidays too, beside the weekdays. `only`: holidays that fall on one of the weekdays. */
  readonly holidays: 'ignored' | 'also' | 'only'
  /** Empty = the whole day. */
  readonly times: readonly TimeRange[]
  readonly isOpen: boolean
  /** Adds to the rules before it (a comma) instead of replacing them for its days (a semicolon). */
  readonly isAdded: boolean
}

/** Rules in the order of the text. */
export type ServiceHours = readonly Rule[]
