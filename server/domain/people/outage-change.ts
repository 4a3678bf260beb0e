/** What people may change about an outage: its cause, its parts and its notes. Never its instants. */
import { DomainError } from '../error.ts'
import { causes, type Cause } from '../hotspot.ts'
import type { OutagePart } from '../ledger/facts.ts'

/** The causes of an outage as people set them. */
export interface OutageCauses {
  /** Holds until the first part. */
  readonly cause: Cause
  /** Oldest first; each holds until the next, the last until the outage ends. */
  readonly parts: readonly OutagePart[]
}

export interface OutageSpan {
  readonly startedAt: number
  /** Null while open. */
  readonly endedAt: number | null
}

/** @throws DomainError `invalid` that lists the causes there are */
export const parseCause = (text: string): Cause => {
  const found = causes.find((cause) => cause === text)
  if (found === undefined) {
    throw new DomainError('invalid', `cause "${text}" is none of ${causes.join(', ')}`)
  }
  return found
}

/** One cause for all of the outage; an earlier division is given up. */
export const setCause = (cause: Cause): OutageCauses => ({ cause, parts: [] })

/**
 * Another cause from `at` on, until the next division that there already is.
 *
 * @param now an open outage can be divided up to here, epoch ms
 * @throws DomainError `invalid` when `at` does not lie inside the outage
 */
export const splitCause = (
  before: OutageCauses,
  outage: OutageSpan,
  part: OutagePart,
  now: number,
): OutageCauses => {
  const until = outage.endedAt ?? now
  if (part.from <= outage.startedAt || part.from >= until) {
    const span = `${new Date(outage.startedAt).toISOString()} and ${new Date(until).toISOString()}`
    throw new DomainError('invalid', `at: the outage can be split only between ${span}`)
  }
  const others = before.parts.filter(({ from }) => from !== part.from)
  return { ...before, parts: [...others, part].toSorted((a, b) => a.from - b.from) }
}

/** The causes in effect: its own, or its uplink outage's while nobody gave it one of its own. */
export const inheritCauses = (own: OutageCauses, uplink: OutageCauses | null): OutageCauses =>
  uplink !== null && own.cause === 'unclassified' && own.parts.length === 0 ? uplink : own

const longestNote = 2000

/** @throws DomainError `invalid` for an empty or over-long note */
export const parseNote = (text: string): string => {
  const note = text.trim()
  if (note === '' || note.length > longestNote) {
    throw new DomainError('invalid', `note: 1 to ${String(longestNote)} characters are needed`)
  }
  return note
}
