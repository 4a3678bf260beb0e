/** Turns the dated facts of a hotspot into what its ledger reads: closed time, maintenance and contracts. */
import { z } from 'zod'
import type { Cause, Tier } from '../hotspot.ts'
import { holdsFor, listMaintenanceSpans, type Maintenance } from '../people/maintenance.ts'
import type { DefaultHours } from '../service-hours/default-hours.ts'
import { listClosedSpans, type Calendar, type DatedHours } from '../service-hours/open-spans.ts'
import { parseServiceHours } from '../service-hours/parse.ts'
import { defaultTerms, type Dated, type LedgerContract } from './facts.ts'
import { clipSpans, type Span } from './span.ts'

/** One dated fact as it is stored. */
export interface FactRow {
  readonly field: string
  /** Epoch ms. */
  readonly validFrom: number
  readonly value: string | null
}

/** All dated facts of one hotspot by field, oldest first. */
export type FactsByField = ReadonlyMap<string, readonly Dated<string | null>[]>

export const groupFacts = (rows: readonly FactRow[]): FactsByField => {
  const byField = new Map<string, Dated<string | null>[]>()
  for (const { field, validFrom, value } of rows) {
    const list = byField.get(field)
    if (list === undefined) byField.set(field, [{ validFrom, value }])
    else list.push({ validFrom, value })
  }
  for (const list of byField.values()) list.sort((a, b) => a.validFrom - b.validFrom)
  return byField
}

/** Value of a field at an instant; null before the first. */
export const factAt = (facts: FactsByField, field: string, at: number): string | null =>
  facts.get(field)?.findLast(({ validFrom }) => validFrom <= at)?.value ?? null

/** Stretches of `range` in which none of the fields changes, oldest first. */
export const listStretches = (
  facts: FactsByField,
  fields: readonly string[],
  range: Span,
): Span[] => {
  const edges = fields
    .flatMap((field) => facts.get(field) ?? [])
    .map(({ validFrom }) => validFrom)
    .filter((at) => at > range.from && at < range.to)
  const starts = [range.from, ...new Set(edges)].sort((a, b) => a - b)
  return starts.map((from, index) => ({ from, to: starts[index + 1] ?? range.to }))
}

/** Tiers of its required checks, as the monitor wrote them. */
export const toTiers = (facts: FactsByField): Dated<readonly Tier[]>[] =>
  (facts.get('tier') ?? []).map(({ validFrom, value }) => {
    const words = (value ?? '').split(',')
    return { validFrom, value: (['near', 'far'] as const).filter((tier) => words.includes(tier)) }
  })

export interface HoursContext {
  readonly calendar: Calendar
  readonly defaultHours: DefaultHours
}

/** Its own service hours, or the default of the kind that it had; a text that cannot be read closes nothing. */
const listDatedHours = (
  facts: FactsByField,
  range: Span,
  defaultHours: DefaultHours,
): DatedHours[] =>
  listStretches(facts, ['service_hours', 'kind'], range).map(({ from }) => {
    const kind = factAt(facts, 'kind', from)
    const own = factAt(facts, 'service_hours', from)
    const text = own ?? (kind === null ? undefined : defaultHours.get(kind))
    const parsed = text === undefined ? null : parseServiceHours(text)
    return { validFrom: from, hours: parsed?.ok === true ? parsed.hours : null }
  })

/** Time outside service hours within `range`. */
export const listClosed = (facts: FactsByField, range: Span, context: HoursContext): Span[] =>
  listClosedSpans(listDatedHours(facts, range, context.defaultHours), {
    ...range,
    ...context.calendar,
  })

const scopeFields = ['kind', 'kecamatan', 'provider', 'uplink']

/** A window with its times within a period: the same for all hotspots that it holds for. */
export interface WindowSpans {
  readonly window: Maintenance
  readonly spans: readonly Span[]
}

export const toWindowSpans = (
  windows: readonly Maintenance[],
  range: Span,
  calendar: Calendar,
): WindowSpans[] =>
  windows.map((window) => ({ window, spans: listMaintenanceSpans(window, range, calendar) }))

/**
 * Maintenance within `range` by what the hotspot was at the time; spans may overlap.
 *
 * @param range its windows have all their times of (at least) the range
 */
export const listMaintenance = (
  id: string,
  facts: FactsByField,
  range: Span & { readonly windows: readonly WindowSpans[] },
): Span[] => {
  if (range.windows.length === 0) return []
  return listStretches(facts, scopeFields, range).flatMap((stretch) => {
    const subject = {
      id,
      kind: factAt(facts, 'kind', stretch.from),
      kecamatan: factAt(facts, 'kecamatan', stretch.from),
      provider: factAt(facts, 'provider', stretch.from),
      uplinkId: factAt(facts, 'uplink', stretch.from),
    }
    return range.windows
      .filter(({ window }) => holdsFor(window, subject))
      .flatMap(({ spans }) => clipSpans(spans, stretch))
  })
}

/** A contract as it is kept, with the time in which its terms hold. */
export interface ContractTerms {
  readonly id: string
  readonly number: string | null
  readonly validFrom: number
  readonly validTo: number | null
  readonly monthlyFee: number | null
  readonly slaTarget: number | null
  readonly excusedCauses: readonly Cause[]
  readonly owedCauses: readonly Cause[]
  readonly restitutionThresholdMs: number
}

const ownTerms = z.object({ number: z.string().nullable(), monthlyFee: z.number().nullable() })

const readOwn = (text: string | null) => {
  const parsed = text === null ? null : ownTerms.safeParse(JSON.parse(text))
  return parsed?.success === true ? parsed.data : { number: null, monthlyFee: null }
}

type Held = Span & { readonly contract: LedgerContract }

const toContract = (terms: ContractTerms, target: number | null): LedgerContract => ({
  id: terms.id,
  excusedCauses: terms.excusedCauses,
  owedCauses: terms.owedCauses,
  target: target ?? terms.slaTarget,
  monthlyFee: terms.monthlyFee,
  feeBasis: 'contract',
  restitutionThresholdMs: terms.restitutionThresholdMs,
})

const listHeld = (
  id: string,
  facts: FactsByField,
  stretch: Span,
  all: readonly ContractTerms[],
): Held[] => {
  const own = readOwn(factAt(facts, 'contract', stretch.from))
  const sla = factAt(facts, 'sla_target', stretch.from)
  const target = sla === null ? null : Number(sla)
  const named = all.filter((terms) => own.number !== null && terms.number === own.number)
  if (named.length > 0) {
    return named.flatMap((terms) => {
      const whole = { from: terms.validFrom, to: terms.validTo ?? Infinity }
      const contract = toContract(terms, target)
      return clipSpans([whole], stretch).map((span) => ({ ...span, contract }))
    })
  }
  if (own.number === null && own.monthlyFee === null && target === null) return []
  const contract: LedgerContract = {
    ...defaultTerms,
    id: own.number ?? `hotspot:${id}`,
    target,
    monthlyFee: own.monthlyFee,
    feeBasis: 'hotspot',
  }
  return [{ ...stretch, contract }]
}

/** Contracts of a hotspot within `range`; where only a number, fee or target is known, the default terms hold. */
export const listContracts = (
  id: string,
  facts: FactsByField,
  range: Span,
  all: readonly ContractTerms[],
): Held[] =>
  listStretches(facts, ['contract', 'sla_target'], range).flatMap((stretch) =>
    listHeld(id, facts, stretch, all),
  )
