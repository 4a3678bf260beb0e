/** Which health is shown now: a stale or blind row reads `unknown`, and every hotspot is counted once. */
import type {
  BlindInterval,
  CoordinateBasis,
  Health,
  HotspotStatus,
  LayerStatus,
  Lifecycle,
  RoundStatus,
  SelfFault,
  Tier,
  WitnessStatus,
} from './hotspot.ts'

/** A maintenance window that holds now. */
export interface PresentMaintenance {
  readonly title: string
  /** When it ends, or pauses until it recurs, epoch ms; null = open, or later than eight days from now. */
  readonly until: number | null
}

/** What people decided about a place, as it is now. */
export interface PresentPlace {
  /** Null = service hours not known. */
  readonly openNow: boolean | null
  /** The window that holds for it; null = none. */
  readonly maintenance: PresentMaintenance | null
}

/** A hotspot as everybody may see it; instants in epoch ms. */
export interface PublicHotspot extends PresentPlace {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly kecamatan: string | null
  readonly kelurahan: string | null
  readonly areaCode: string | null
  /** WGS84 degrees; both null when the place has no point. */
  readonly lat: number | null
  readonly lon: number | null
  readonly coordinateBasis: CoordinateBasis
  readonly lifecycle: Lifecycle
  readonly health: Health
  readonly healthSince: number | null
  /** Reason, impairment or cause; `stale`, `blind` and `unmonitored` are given by this file. Null when up. */
  readonly healthReason: string | null
  readonly checkedAt: number | null
  readonly layers: readonly LayerStatus[]
}

export const presentStates = [
  'up',
  'degraded',
  'down',
  'unknown',
  'maintenance',
  'unmonitored',
  'suspended',
  'planned',
] as const
/** What a hotspot is counted as. */
export type PresentState = (typeof presentStates)[number]

export type Counts = Readonly<Record<PresentState, number>>

/** Tiers without a witness now, and since when the first of them. */
export interface PublicBlind {
  readonly since: number
  readonly tiers: readonly (Tier | 'all')[]
}

/** The city at one instant. */
export interface Summary {
  readonly generatedAt: number
  readonly counts: Counts
  /** Counts by kind; hotspots without one do not exist. */
  readonly byKind: Readonly<Record<string, Counts>>
  /** Counts by kecamatan; `unknown` gathers hotspots without one. */
  readonly byKecamatan: Readonly<Record<string, Counts>>
  readonly blind: PublicBlind | null
  readonly witnesses: readonly WitnessStatus[]
  readonly lastRound: Omit<RoundStatus, 'schedule'> | null
  /** Own faults present now, by stable code, without details that are not for everybody. */
  readonly faults: readonly { readonly code: SelfFault['code']; readonly since: number }[]
}

interface PresentHealth {
  readonly health: Health
  readonly since: number | null
  readonly reason: string | null
}

/** Since when no witness of any of `tiers` answers; null while at least one tier can see. */
const findBlindSince = (tiers: readonly Tier[], blind: readonly BlindInterval[]): number | null => {
  const open = blind.filter((interval) => interval.endedAt === null)
  const starts = open.filter((interval) => interval.tier === 'all').map((one) => one.startedAt)
  const byTier = tiers.map((tier) =>
    Math.min(...open.filter((one) => one.tier === tier).map((one) => one.startedAt)),
  )
  if (byTier.length > 0) starts.push(Math.max(...byTier))
  const since = Math.min(...starts)
  return Number.isFinite(since) ? since : null
}

const computeOverride = (
  status: HotspotStatus,
  blind: readonly BlindInterval[],
  now: number,
): PresentHealth | null => {
  if (!status.monitored) return { health: 'unknown', since: null, reason: 'unmonitored' }
  const blindSince = findBlindSince(status.tiers, blind)
  if (blindSince !== null) return { health: 'unknown', since: blindSince, reason: 'blind' }
  if (status.health === 'unknown') return null
  if (status.staleAt === null) return { health: 'unknown', since: null, reason: null }
  if (now >= status.staleAt) return { health: 'unknown', since: status.staleAt, reason: 'stale' }
  return null
}

/**
 * The hotspot as it reads at `now`.
 *
 * Blind time (`blind`: the open intervals) comes before staleness: it is the reason for it. From `staleAt` on the row
 * and its layers read `unknown`; the instants of the last samples stay visible. Maintenance does not hide its health.
 */
export const computePresentHotspot = (
  status: HotspotStatus,
  blind: readonly BlindInterval[],
  now: number,
  place: PresentPlace,
): PublicHotspot => {
  const { hotspot } = status
  const override = computeOverride(status, blind, now)
  return {
    id: hotspot.id,
    name: hotspot.name,
    kind: hotspot.kind,
    kecamatan: hotspot.kecamatan,
    kelurahan: hotspot.kelurahan,
    areaCode: hotspot.areaCode,
    lat: hotspot.lat,
    lon: hotspot.lon,
    coordinateBasis: hotspot.coordinateBasis,
    lifecycle: hotspot.lifecycle,
    health: override?.health ?? status.health,
    healthSince: override === null ? status.healthSince : override.since,
    healthReason: override === null ? status.healthReason : override.reason,
    checkedAt: status.checkedAt,
    openNow: place.openNow,
    maintenance: place.maintenance,
    layers: status.layers.map((one) => toPublicLayer(one, override)),
  }
}

const toPublicLayer = (status: LayerStatus, override: PresentHealth | null): LayerStatus => ({
  layer: status.layer,
  health: override?.health ?? status.health,
  reason: override === null ? status.reason : override.reason,
  checkedAt: status.checkedAt,
  latencyMs: status.latencyMs,
})

const hasSameLayers = (a: readonly LayerStatus[], b: readonly LayerStatus[]): boolean =>
  a.length === b.length &&
  a.every((one, index) => {
    const other = b[index]
    return one.layer === other?.layer && one.health === other.health && one.reason === other.reason
  })

const readFields = [
  'name',
  'kind',
  'kecamatan',
  'kelurahan',
  'areaCode',
  'lat',
  'lon',
  'coordinateBasis',
  'lifecycle',
  'health',
  'healthSince',
  'healthReason',
  'openNow',
] as const satisfies readonly (keyof PublicHotspot)[]

/** Two rows of one hotspot say the same but for the instants and latencies of their last samples. */
export const isSameToReader = (a: PublicHotspot, b: PublicHotspot): boolean =>
  readFields.every((field) => a[field] === b[field]) &&
  a.maintenance?.title === b.maintenance?.title &&
  a.maintenance?.until === b.maintenance?.until &&
  hasSameLayers(a.layers, b.layers)

/** What the hotspot is counted as; null for a retired one, which is not counted. */
export const toPresentState = (hotspot: PublicHotspot): PresentState | null => {
  if (hotspot.lifecycle === 'retired') return null
  if (hotspot.lifecycle !== 'active') return hotspot.lifecycle
  if (hotspot.healthReason === 'unmonitored') return 'unmonitored'
  return hotspot.maintenance === null ? hotspot.health : 'maintenance'
}

type MutableCounts = Record<PresentState, number>

const createCounts = (): MutableCounts => ({
  up: 0,
  degraded: 0,
  down: 0,
  unknown: 0,
  maintenance: 0,
  unmonitored: 0,
  suspended: 0,
  planned: 0,
})

const increase = (groups: Map<string, MutableCounts>, name: string, state: PresentState): void => {
  const counts = groups.get(name) ?? createCounts()
  counts[state] += 1
  groups.set(name, counts)
}

/** Open blind intervals as one value; null when every tier can see. */
const toPublicBlind = (blind: readonly BlindInterval[]): PublicBlind | null => {
  const open = blind.filter((interval) => interval.endedAt === null)
  if (open.length === 0) return null
  return {
    since: Math.min(...open.map((interval) => interval.startedAt)),
    tiers: [...new Set(open.map((interval) => interval.tier))].sort(),
  }
}

/** Bookkeeping of a round as everybody may see it: without its schedule. */
export const toPublicRound = (round: RoundStatus): Omit<RoundStatus, 'schedule'> => ({
  scheduledAt: round.scheduledAt,
  startedAt: round.startedAt,
  finishedAt: round.finishedAt,
  checks: round.checks,
  skipped: round.skipped,
})

interface SummaryFacts {
  readonly rows: Iterable<PublicHotspot>
  readonly blind: readonly BlindInterval[]
  readonly witnesses: readonly WitnessStatus[]
  readonly lastRound: RoundStatus | null
  readonly faults: readonly SelfFault[]
}

/** Counts and self-state at `now` (epoch ms). Every hotspot but the retired is in exactly one count. */
export const computeSummary = (facts: SummaryFacts, now: number): Summary => {
  const counts = createCounts()
  const byKind = new Map<string, MutableCounts>()
  const byKecamatan = new Map<string, MutableCounts>()
  for (const row of facts.rows) {
    const state = toPresentState(row)
    if (state === null) continue
    counts[state] += 1
    increase(byKind, row.kind, state)
    increase(byKecamatan, row.kecamatan ?? 'unknown', state)
  }
  return {
    generatedAt: now,
    counts,
    byKind: Object.fromEntries(byKind),
    byKecamatan: Object.fromEntries(byKecamatan),
    blind: toPublicBlind(facts.blind),
    witnesses: facts.witnesses.map(({ name, tier, state, checkedAt }) => ({
      name,
      tier,
      state,
      checkedAt,
    })),
    lastRound: facts.lastRound === null ? null : toPublicRound(facts.lastRound),
    faults: facts.faults.map(({ code, since }) => ({ code, since })),
  }
}
