/** Planned time: which hotspots a window holds for, and when. */
import { DomainError } from '../error.ts'
import type { Span } from '../ledger/span.ts'
import { clipSpans } from '../ledger/span.ts'
import { listOpenSpans, type Calendar } from '../service-hours/open-spans.ts'
import { parseServiceHours } from '../service-hours/parse.ts'

export const scopes = ['all', 'hotspot', 'kecamatan', 'kind', 'provider', 'uplink'] as const
export type MaintenanceScope = (typeof scopes)[number]

export interface NewMaintenance {
  readonly scope: MaintenanceScope
  /** Hotspot id, uplink id, or the name that the scope means; null for `all`. */
  readonly scopeValue: string | null
  /** Epoch ms; may lie in the past. */
  readonly startsAt: number
  /** Exclusive; null = until somebody ends it. */
  readonly endsAt: number | null
  /** `opening_hours` text of the times within the span; null = all of it. */
  readonly recurrence: string | null
  readonly title: string
}

export interface Maintenance extends NewMaintenance {
  readonly id: number
  readonly createdAt: number
  readonly createdBy: string
  /** Called off: counts nowhere, stays for the record. */
  readonly cancelledAt: number | null
}

/** What of a hotspot decides whether a window holds for it, as it was at one instant. */
export interface MaintenanceSubject {
  readonly id: string
  readonly kind: string | null
  readonly kecamatan: string | null
  readonly provider: string | null
  readonly uplinkId: string | null
}

const longestTitle = 200

const listProblems = (given: NewMaintenance): string[] => {
  const problems: string[] = []
  const title = given.title.trim()
  if (title === '' || title.length > longestTitle) {
    problems.push(`title: 1 to ${String(longestTitle)} characters are needed`)
  }
  if ((given.scope === 'all') !== (given.scopeValue === null)) {
    problems.push('scope: every scope but "all" names what it holds for, as in kecamatan=Beji')
  }
  if (given.endsAt !== null && given.endsAt <= given.startsAt) {
    problems.push('to: the end must come after the beginning')
  }
  if (given.recurrence !== null) {
    const parsed = parseServiceHours(given.recurrence)
    if (!parsed.ok) problems.push(...parsed.errors.map((error) => `repeat: ${error}`))
  }
  return problems
}

/** @throws DomainError `invalid` with every problem */
export const assertMaintenance = (given: NewMaintenance): void => {
  const problems = listProblems(given)
  if (problems.length > 0) throw new DomainError('invalid', problems.join('; '), problems)
}

/** Reads `all`, `hotspot=ID`, `kecamatan=NAME`, `kind=…`, `provider=…` or `uplink=…`. */
export const parseScope = (text: string): Pick<NewMaintenance, 'scope' | 'scopeValue'> => {
  if (text === 'all') return { scope: 'all', scopeValue: null }
  const equals = text.indexOf('=')
  const scope = scopes.find((one) => one !== 'all' && one === text.slice(0, equals))
  const scopeValue = text.slice(equals + 1).trim()
  if (equals < 1 || scope === undefined || scopeValue === '') {
    throw new DomainError(
      'invalid',
      `for: "${text}" is neither "all" nor one of hotspot=, kecamatan=, kind=, provider=, uplink=`,
    )
  }
  return { scope, scopeValue }
}

const valueOf: Readonly<
  Record<Exclude<MaintenanceScope, 'all'>, (subject: MaintenanceSubject) => string | null>
> = {
  hotspot: (subject) => subject.id,
  kecamatan: (subject) => subject.kecamatan,
  kind: (subject) => subject.kind,
  provider: (subject) => subject.provider,
  uplink: (subject) => subject.uplinkId,
}

/** The window holds for a hotspot that is like this. */
export const holdsFor = (
  window: Pick<Maintenance, 'scope' | 'scopeValue'>,
  subject: MaintenanceSubject,
): boolean => window.scope === 'all' || valueOf[window.scope](subject) === window.scopeValue

/** The window's times within `range`, oldest first; none when it was called off. */
export const listMaintenanceSpans = (
  window: Pick<Maintenance, 'startsAt' | 'endsAt' | 'recurrence' | 'cancelledAt'>,
  range: Span,
  calendar: Calendar,
): Span[] => {
  if (window.cancelledAt !== null) return []
  const whole = { from: window.startsAt, to: window.endsAt ?? Infinity }
  const [inside] = clipSpans([whole], range)
  if (inside === undefined) return []
  if (window.recurrence === null) return [inside]
  const parsed = parseServiceHours(window.recurrence)
  return parsed.ok ? listOpenSpans(parsed.hours, { ...inside, ...calendar }) : []
}
