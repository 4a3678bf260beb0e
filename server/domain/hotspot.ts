/** The words of the inventory and of health, exactly as code, API, database and pages use them. */
import type { ProbeTarget } from '../../probes/result.ts'

export const lifecycles = ['planned', 'active', 'suspended', 'retired'] as const
/** People's decision about a hotspot. Never mixed with health. */
export type Lifecycle = (typeof lifecycles)[number]

export const healths = ['up', 'degraded', 'down', 'unknown'] as const
/** Confirmed condition of a hotspot, a layer or a check. */
export type Health = (typeof healths)[number]

export const layers = ['link', 'portal', 'internet', 'usage'] as const
/** What a check proves. Order is precedence: the first layer that is down names the outage. */
export type Layer = (typeof layers)[number]

export const coordinateBases = ['office', 'centroid', 'street', 'approximate', 'unknown'] as const
/** How sure the point is. A centroid may be a kilometre or more from the building. */
export type CoordinateBasis = (typeof coordinateBases)[number]

export type Tier = 'near' | 'far'

/** Why an outage happened, as decided by people; every outage begins `unclassified`. */
export const causes = [
  'power',
  'provider',
  'device',
  'cabling',
  'vandalism',
  'portal',
  'other',
  'unclassified',
] as const
export type Cause = (typeof causes)[number]

/** A public Wi-Fi place of the inventory, with the fields that both sides may see and those only staff may. */
export interface Hotspot {
  /** Row key inside the database; never leaves it. */
  readonly key: number
  /** Stable slug, `^[a-z0-9][a-z0-9-]{0,63}$`. */
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly kecamatan: string | null
  readonly kelurahan: string | null
  /** Official Kemendagri code of the kelurahan (kecamatan for kind `kecamatan`), e.g. `32.76.01.1006`. */
  readonly areaCode: string | null
  readonly postalCode: string | null
  readonly address: string | null
  /** WGS84 degrees; both null when the place has no point. */
  readonly lat: number | null
  readonly lon: number | null
  readonly coordinateBasis: CoordinateBasis
  readonly lifecycle: Lifecycle
  /** Epoch ms from which the hotspot counts; null when not stated. */
  readonly activeFrom: number | null
  readonly provider: string | null
  readonly uplinkId: string | null
  readonly ssid: string | null
  readonly bandwidthMbps: number | null
  /** OSM `opening_hours` text; null = not stated. */
  readonly serviceHours: string | null
  /** Ratio 0–1. */
  readonly slaTarget: number | null
  readonly source: string | null
}

/** What several hotspots share: a provider's link or POP. */
export interface Uplink {
  readonly key: number
  readonly id: string
  readonly name: string
  readonly provider: string | null
}

/** A configured, recurring probe of a hotspot or of an uplink. */
export interface Check {
  readonly key: number
  /** Exactly one of the two owners is set. */
  readonly hotspotKey: number | null
  readonly uplinkKey: number | null
  readonly layer: Layer
  readonly target: ProbeTarget
  /** `required` checks decide the health; advisory ones (`false`) can only degrade. */
  readonly required: boolean
  /** Cron expression; null = the default round. */
  readonly schedule: string | null
  /** Forced tier; null = by the target's address (private → near, else far). */
  readonly tier: Tier | null
  /** Failing samples in a row that confirm `down`. Default 3. */
  readonly downAfter: number
  /** Good samples in a row that confirm `up`. Default 2. */
  readonly upAfter: number
  /** Mean latency from which a sample is `slow`, ms; null = never. */
  readonly slowMs: number | null
  /** Loss ratio (0–1) from which a sample is `lossy`; null = never. */
  readonly lossyRatio: number | null
}

export type Severity = 'down' | 'degraded'

/** Confirmed flaw of a hotspot that still works. */
export type Impairment =
  | 'slow'
  | 'lossy'
  | 'text_missing'
  | 'text_forbidden'
  | 'tls_expiring'
  | 'redirect_refused'
  | 'link_partial'
  | 'advisory_down'

/** One layer as the pages show it. */
export interface LayerStatus {
  readonly layer: Layer
  readonly health: Health
  /** Down reason, impairment or unknown cause; null when up. */
  readonly reason: string | null
  /** Start of the layer's newest sample, epoch ms. */
  readonly checkedAt: number | null
  /** Latency of that sample, ms; null when it was not up. */
  readonly latencyMs: number | null
}

/** A hotspot with its present condition: what map, list, API and events show. */
export interface HotspotStatus {
  readonly hotspot: Hotspot
  readonly health: Health
  /** Since when that health holds, epoch ms; null before the first confirmed health. */
  readonly healthSince: number | null
  /** Layer that made it down or degraded. */
  readonly healthLayer: Layer | null
  readonly healthReason: string | null
  /** Newest sample of any check, epoch ms. */
  readonly checkedAt: number | null
  /** From this instant on the status reads `unknown` unless a newer sample came; null = no sample. */
  readonly staleAt: number | null
  readonly layers: readonly LayerStatus[]
  /** Hotspot has at least one required check. */
  readonly monitored: boolean
  readonly flapping: boolean
  /** Tiers in which its required checks lie. */
  readonly tiers: readonly Tier[]
  /** Open outage row, if any. */
  readonly openOutageId: number | null
}

/** One unbroken confirmed spell of `down` or `degraded`. */
export interface Outage {
  readonly id: number
  /** Null for an uplink's own outage. */
  readonly hotspotId: string | null
  readonly uplinkId: string | null
  readonly uplinkOutageId: number | null
  readonly severity: Severity
  readonly layer: Layer
  readonly reason: string
  readonly cause: Cause
  readonly startedAt: number
  /** Null while open. */
  readonly endedAt: number | null
  readonly endReason: OutageEnd | null
  readonly acknowledgedAt: number | null
}

/** `changed`: another severity followed; `split`: the uplink came back, the rest is an outage of its own. */
export type OutageEnd = 'recovered' | 'changed' | 'split' | 'suspended' | 'retired' | 'unmonitored'

export interface BlindInterval {
  readonly tier: Tier | 'all'
  /** `witnesses`, `stopped`, `crashed`, `suspended`, `clock`, `database`. */
  readonly cause: BlindCause
  readonly startedAt: number
  /** Null while open. */
  readonly endedAt: number | null
}
export type BlindCause = 'witnesses' | 'stopped' | 'crashed' | 'suspended' | 'clock' | 'database'

export interface WitnessStatus {
  /** Public name without an address, e.g. `near-1`. */
  readonly name: string
  readonly tier: Tier
  readonly state: 'up' | 'down' | 'unknown'
  readonly checkedAt: number | null
}

/** Bookkeeping of one pass over the due checks. */
export interface RoundStatus {
  readonly schedule: string
  readonly scheduledAt: number
  readonly startedAt: number
  readonly finishedAt: number
  /** Checks that were probed. */
  readonly checks: number
  /** Checks left out because an earlier probe of theirs was still running. */
  readonly skipped: number
}

/** A fault of our own that is present now, by a stable code; shown in `/readyz`, summary and log. */
export interface SelfFault {
  readonly code:
    | 'icmp_unavailable'
    | 'no_resources'
    | 'resolver'
    | 'database_locked'
    | 'database_write'
    | 'disk_low'
    | 'round_late'
    | 'clock_stepped'
    | 'prober_crashed'
    | 'no_witnesses'
  readonly detail: string
  readonly since: number
}
