/** Whether a place is open now, and until when that holds. */
import type { DefaultHours } from './default-hours.ts'
import { findNextChange, isOpenAt, type Calendar } from './open-spans.ts'
import { parseServiceHours } from './parse.ts'

/** What of a hotspot decides when it is open. */
export interface HoursSubject {
  /** Own `opening_hours` text; null = the default of its kind. */
  readonly serviceHours: string | null
  readonly kind: string
}

export interface Opening {
  readonly isOpen: boolean
  /** When it next opens or closes, epoch ms; null = not within 400 days. */
  readonly changesAt: number | null
}

interface Known extends Opening {
  /** Epoch ms: it holds from here until `changesAt`. */
  readonly from: number
}

/** Without a change ahead the calendar is looked at again after a day. */
const longestHoldMs = 86_400_000

export interface OpeningFinder {
  /** Null when neither own hours nor a default are known, or the text cannot be read. */
  readonly find: (subject: HoursSubject, at: number) => Opening | null
}

/** Places with the same text share one answer until it changes. */
export const createOpeningFinder = (
  defaultHours: DefaultHours,
  calendar: Calendar,
): OpeningFinder => {
  const byText = new Map<string, Known | null>()
  const compute = (text: string, at: number): Known | null => {
    const parsed = parseServiceHours(text)
    if (!parsed.ok) return null
    const change = findNextChange(parsed.hours, at, calendar)
    const isOpen = change === null ? isOpenAt(parsed.hours, at, calendar) : !change.isOpen
    return { from: at, isOpen, changesAt: change?.at ?? null }
  }
  const holds = (known: Known | null, at: number): boolean =>
    known === null ||
    (at >= known.from && at < (known.changesAt ?? Infinity) && at - known.from < longestHoldMs)
  return {
    find: ({ serviceHours, kind }, at) => {
      const text = serviceHours ?? defaultHours.get(kind)
      if (text === undefined) return null
      const known = byText.get(text)
      if (known !== undefined && holds(known, at)) return known
      const found = compute(text, at)
      byText.set(text, found)
      return found
    },
  }
}
