/** When a recurring job of the clock is due: once a local day or month, also when its hour was slept through. Pure. */
import { addDays, fromWallClock, startOfMonth, toWallClock } from './zone.ts'

/** A time of the local day (for `month`: of the month's first day). */
export interface JobTime {
  readonly every: 'day' | 'month'
  /** 0–23 */
  readonly hour: number
  /** 0–59 */
  readonly minute: number
}

export interface JobPeriod {
  /** `YYYY-MM-DD` or `YYYY-MM`, of the configured zone; sorts by time. */
  readonly name: string
  /** From when on the job of this period may run, epoch ms. */
  readonly dueAt: number
}

const pad = (value: number, length: number): string => String(value).padStart(length, '0')

/** The period that begins with the day or month of `at`. */
const toPeriod = (time: JobTime, zone: string, at: number): JobPeriod => {
  const { year, month, day } = toWallClock(zone, at)
  const isDaily = time.every === 'day'
  const date = `${pad(year, 4)}-${pad(month, 2)}${isDaily ? `-${pad(day, 2)}` : ''}`
  const { hour, minute } = time
  const clock = { year, month, day: isDaily ? day : 1, hour, minute, second: 0 }
  return { name: date, dueAt: fromWallClock(zone, clock) }
}

/** The newest period whose time has come at `now` (epoch ms). */
export const findDuePeriod = (time: JobTime, zone: string, now: number): JobPeriod => {
  const present = toPeriod(time, zone, now)
  if (present.dueAt <= now) return present
  const before =
    time.every === 'day' ? addDays(zone, now, -1) : startOfMonth(zone, startOfMonth(zone, now) - 1)
  return toPeriod(time, zone, before)
}

/** The period after the one of `now`: a clock that is a little ahead may have recorded it, more is a mistake. */
const findNextPeriod = (time: JobTime, zone: string, now: number): string => {
  const next =
    time.every === 'day'
      ? addDays(zone, now, 1)
      : startOfMonth(zone, startOfMonth(zone, now) + 32 * 86_400_000)
  return toPeriod(time, zone, next).name
}

/**
 * Whether the job of the newest due period is still to be done.
 *
 * A recorded period that lies ahead was done before the clock was set back, and is not done twice; one that lies further
 * ahead than the next period was recorded by a clock that was wrong, and does not count.
 *
 * @param recorded name of the last period that was done, if any
 */
export const isPeriodOpen = (
  time: JobTime,
  zone: string,
  { now, recorded }: { readonly now: number; readonly recorded: string | undefined },
): boolean => {
  if (recorded === undefined) return true
  return (
    recorded < findDuePeriod(time, zone, now).name || recorded > findNextPeriod(time, zone, now)
  )
}
