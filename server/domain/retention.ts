/** How long what is measured is kept, and which backups are worth their room. Pure. */
import { addDays, fromWallClock, toWallClock } from './zone.ts'

/** Raw samples and rounds: this many whole local days before today. */
const rawDays = 35
/** Hourly rollups: this many whole local months before the present one. */
const hourlyMonths = 13

export interface RetentionCutoffs {
  /** Samples and rounds before this instant may go, epoch ms. */
  readonly rawFrom: number
  /** Hourly rollups before this instant may go, epoch ms. Daily rollups and all that the ledger reads never go. */
  readonly hoursFrom: number
}

/** First instants that are kept, at `now` (epoch ms) in `zone`; both begin a local day. */
export const computeCutoffs = (zone: string, now: number): RetentionCutoffs => {
  const { year, month } = toWallClock(zone, now)
  const midnight = { hour: 0, minute: 0, second: 0 }
  return {
    rawFrom: addDays(zone, now, -rawDays),
    hoursFrom: fromWallClock(zone, { year, month: month - hourlyMonths, day: 1, ...midnight }),
  }
}

/** A finished backup file. */
export interface BackupFile {
  readonly name: string
  /** When it was begun, epoch ms. */
  readonly at: number
}

export interface BackupsKept {
  /** Local days of which the newest backup is kept, 1 or more. */
  readonly daily: number
  /** Local weeks (from Monday) before these, of which the newest backup is kept, 0 or more. */
  readonly weekly: number
}

export const backupsKept: BackupsKept = { daily: 7, weekly: 4 }

const dayMs = 86_400_000

/** Number of the local day of `at`, counted from 1970-01-01, a Thursday. */
const dayNumber = (zone: string, at: number): number => {
  const { year, month, day } = toWallClock(zone, at)
  return Date.UTC(year, month - 1, day) / dayMs
}

const weekOfDay = (day: number): number => Math.floor((day + 3) / 7)

/**
 * Backups that may be deleted, oldest first.
 *
 * Of each of the newest `daily` local days that have a backup the newest is kept, then of each of the newest `weekly`
 * weeks before them. Days without a backup use up nothing. What is less than a day older than the newest backup stays in any
 * case: a copy made by hand an hour ago is not swept away by the next one.
 */
export const listSurplusBackups = (
  backups: readonly BackupFile[],
  zone: string,
  kept: BackupsKept,
): BackupFile[] => {
  const newestFirst = [...backups].sort((a, b) => b.at - a.at)
  const newestAt = newestFirst[0]?.at ?? 0
  const days = new Set<number>()
  const weeks = new Set<number>()
  let weekly = 0
  const isKept = ({ at }: BackupFile): boolean => {
    const day = dayNumber(zone, at)
    const week = weekOfDay(day)
    if (days.size < kept.daily && !days.has(day)) {
      days.add(day)
      weeks.add(week)
      return true
    }
    if (newestAt - at < dayMs) return true
    if (days.has(day) || weeks.has(week) || weekly >= kept.weekly) return false
    weeks.add(week)
    weekly += 1
    return true
  }
  return newestFirst.filter((backup) => !isKept(backup)).reverse()
}
