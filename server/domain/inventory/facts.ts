/** Facts that enter figures, with the instant from which each holds. An edit adds facts and never rewrites the past. */
import type { HotspotRecord } from './hotspot-record.ts'

export type FactField =
  | 'lifecycle'
  | 'kind'
  | 'kecamatan'
  | 'provider'
  | 'uplink'
  | 'service_hours'
  | 'sla_target'
  | 'contract'

export interface Fact {
  readonly field: FactField
  /** Epoch ms. Replaces what was recorded for this field from that instant on. */
  readonly validFrom: number
  /** Null = known to be none from then on. */
  readonly value: string | null
}

/** Instants that validity refers to, epoch ms. */
export interface FactTime {
  readonly now: number
  /** First instant of the local day of `now`. */
  readonly today: number
}

const contractOf = ({ contractNumber, monthlyFee }: HotspotRecord): string | null =>
  contractNumber === null && monthlyFee === null
    ? null
    : JSON.stringify({ number: contractNumber, monthlyFee })

/** Everything but the lifecycle: what each fact is for a record. */
const valuesOf = (record: HotspotRecord): readonly (readonly [FactField, string | null])[] => [
  ['kind', record.kind],
  ['kecamatan', record.kecamatan],
  ['provider', record.provider],
  ['uplink', record.uplinkId],
  ['service_hours', record.serviceHours],
  ['sla_target', record.slaTarget === null ? null : String(record.slaTarget)],
  ['contract', contractOf(record)],
]

const lifecycleFact = (validFrom: number, value: string): Fact => ({
  field: 'lifecycle',
  validFrom,
  value,
})

/**
 * Facts of a new hotspot. What has no date of its own holds from ever; the lifecycle holds from `activeFrom`, or from
 * today. One that is entered as already suspended or retired was active from its `activeFrom` until today.
 */
export const toFirstFacts = (record: HotspotRecord, { today }: FactTime): Fact[] => {
  const { activeFrom, lifecycle } = record
  const first = valuesOf(record)
    .filter(([, value]) => value !== null)
    .map(([field, value]): Fact => ({ field, validFrom: 0, value }))
  if (lifecycle === 'active') return [...first, lifecycleFact(activeFrom ?? today, 'active')]
  const ended = lifecycle === 'suspended' || lifecycle === 'retired'
  const wasActive = ended && activeFrom !== null && activeFrom < today
  return [
    ...first,
    ...(wasActive ? [lifecycleFact(activeFrom, 'active')] : []),
    lifecycleFact(today, lifecycle),
  ]
}

/** A hotspot that becomes active, or whose beginning is moved, starts at its `activeFrom`, never before now. */
const toLifecycleFacts = (before: HotspotRecord, after: HotspotRecord, now: number): Fact[] => {
  const startsAt = Math.max(now, after.activeFrom ?? now)
  if (before.lifecycle !== after.lifecycle) {
    return [lifecycleFact(after.lifecycle === 'active' ? startsAt : now, after.lifecycle)]
  }
  if (after.lifecycle !== 'active' || before.activeFrom === after.activeFrom) return []
  const hadBegun = before.activeFrom === null || before.activeFrom <= now
  if (startsAt === now) return hadBegun ? [] : [lifecycleFact(now, 'active')]
  return [lifecycleFact(now, 'planned'), lifecycleFact(startsAt, 'active')]
}

/** Facts that an edit adds: they hold from now on. */
export const toChangedFacts = (
  before: HotspotRecord,
  after: HotspotRecord,
  { now }: FactTime,
): Fact[] => {
  const was = new Map(valuesOf(before))
  const changed = valuesOf(after)
    .filter(([field, value]) => was.get(field) !== value)
    .map(([field, value]): Fact => ({ field, validFrom: now, value }))
  return [...changed, ...toLifecycleFacts(before, after, now)]
}
