/** The one state that a person sees for a hotspot, joined from lifecycle, monitoring, health and opening. */
import type { PublicHotspot } from '../../server/domain/present-status.ts'

/** All states, in the order in which staff read them: what needs attention first. */
export const shownStates = [
  'down',
  'degraded',
  'unknown',
  'unmonitored',
  'maintenance',
  'closed',
  'up',
  'suspended',
  'planned',
  'retired',
] as const
export type ShownState = (typeof shownStates)[number]

/** What residents can use comes first. */
const residentOrder: readonly ShownState[] = [
  'up',
  'degraded',
  'unknown',
  'closed',
  'maintenance',
  'down',
  'unmonitored',
  'suspended',
  'planned',
  'retired',
]

/** Position of a state in the staff's list: problems first. */
const staffRank = (state: ShownState): number => shownStates.indexOf(state)

/** Position of a state in the residents' list: working places first. */
const residentRank = (state: ShownState): number => residentOrder.indexOf(state)

type StateFacts = Pick<
  PublicHotspot,
  'lifecycle' | 'health' | 'healthReason' | 'openNow' | 'maintenance'
>

/**
 * What staff see. Lifecycle speaks first (a retired hotspot is never down), then whether anybody looks, then
 * maintenance, then health, at all hours.
 */
export const toShownState = (facts: StateFacts): ShownState => {
  if (facts.lifecycle !== 'active') return facts.lifecycle
  if (facts.healthReason === 'unmonitored') return 'unmonitored'
  return facts.maintenance === null ? facts.health : 'maintenance'
}

/** What residents see: outside its service hours a place reads `closed` unless it is known to be down. */
export const toResidentState = (facts: StateFacts): ShownState => {
  const state = toShownState(facts)
  const isClosable = state === 'up' || state === 'degraded' || state === 'unknown'
  return facts.openNow === false && isClosable ? 'closed' : state
}

/** A stated state, or undefined. */
export const findShownState = (text: string | null | undefined): ShownState | undefined =>
  shownStates.find((state) => state === text)

/** Whether a hotspot with that point is drawn as a guess: only a point at the building is exact. */
export const isApproximate = (row: Pick<PublicHotspot, 'coordinateBasis' | 'lat'>): boolean =>
  row.lat !== null && row.coordinateBasis !== 'office'

type StaffFacts = StateFacts & Pick<PublicHotspot, 'healthSince'>

/** Order of the staff's list: needs-attention first, and of two failures the newer; the rest keeps its order. */
export const compareForStaff = (a: StaffFacts, b: StaffFacts): number => {
  const state = toShownState(a)
  const rank = staffRank(state) - staffRank(toShownState(b))
  if (rank !== 0 || (state !== 'down' && state !== 'degraded')) return rank
  return (b.healthSince ?? 0) - (a.healthSince ?? 0)
}

/** Order of the residents' list: working places first; the rest keeps its order. */
export const compareForResidents = (a: StateFacts, b: StateFacts): number =>
  residentRank(toResidentState(a)) - residentRank(toResidentState(b))
