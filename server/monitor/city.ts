/** What the monitor watches: the active inventory with its checks, their intervals and tiers. */
import type { Check, Hotspot, Tier, Uplink } from '../domain/hotspot.ts'
import { tierOfCheck } from '../domain/tier.ts'

/** A check with what its schedule and target imply. */
export interface PlannedCheck {
  readonly check: Check
  /** Cron expression in force. */
  readonly schedule: string
  /** Longest distance between two runs of that schedule, ms. */
  readonly intervalMs: number
  readonly tier: Tier
}

export interface WatchedHotspot {
  readonly hotspot: Hotspot
  readonly uplinkKey: number | null
  readonly checks: readonly PlannedCheck[]
  /** Tiers of its required checks. */
  readonly tiers: readonly Tier[]
}

export interface WatchedUplink {
  readonly uplink: Uplink
  readonly checks: readonly PlannedCheck[]
}

export interface City {
  /** Every hotspot of the inventory; only those in lifecycle `active` carry checks. */
  readonly hotspots: ReadonlyMap<number, WatchedHotspot>
  readonly uplinks: ReadonlyMap<number, WatchedUplink>
  /** Hotspot keys under each uplink. */
  readonly hotspotsOfUplink: ReadonlyMap<number, readonly number[]>
  readonly checks: ReadonlyMap<number, PlannedCheck>
}

export interface Inventory {
  readonly hotspots: readonly Hotspot[]
  readonly uplinks: readonly Uplink[]
  readonly checks: readonly Check[]
}

export interface Schedules {
  readonly defaultSchedule: string
  readonly intervalOf: (schedule: string) => number
}

const groupBy = <K, V>(values: readonly V[], keyOf: (value: V) => K | null): Map<K, V[]> => {
  const groups = new Map<K, V[]>()
  for (const value of values) {
    const key = keyOf(value)
    if (key === null) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [value])
    else group.push(value)
  }
  return groups
}

/** Joins inventory and schedules. Planned, suspended and retired hotspots are listed but not probed. */
export const planCity = (inventory: Inventory, schedules: Schedules): City => {
  const plan = (check: Check): PlannedCheck => {
    const schedule = check.schedule ?? schedules.defaultSchedule
    return { check, schedule, intervalMs: schedules.intervalOf(schedule), tier: tierOfCheck(check) }
  }
  const planned = inventory.checks.map(plan)
  const ofHotspot = groupBy(planned, (p) => p.check.hotspotKey)
  const ofUplink = groupBy(planned, (p) => p.check.uplinkKey)
  const uplinkKeys = new Map(inventory.uplinks.map((u) => [u.id, u.key]))
  const hotspots = new Map(
    inventory.hotspots.map((hotspot): [number, WatchedHotspot] => {
      const checks = hotspot.lifecycle === 'active' ? (ofHotspot.get(hotspot.key) ?? []) : []
      const required = checks.filter((p) => p.check.required)
      const uplinkKey =
        hotspot.uplinkId === null ? null : (uplinkKeys.get(hotspot.uplinkId) ?? null)
      return [
        hotspot.key,
        { hotspot, uplinkKey, checks, tiers: [...new Set(required.map((p) => p.tier))].sort() },
      ]
    }),
  )
  const uplinks = new Map(
    inventory.uplinks.map((uplink): [number, WatchedUplink] => [
      uplink.key,
      { uplink, checks: ofUplink.get(uplink.key) ?? [] },
    ]),
  )
  const watchedChecks = [...hotspots.values(), ...uplinks.values()].flatMap((owner) => owner.checks)
  const under = groupBy([...hotspots.values()], (h) => h.uplinkKey)
  return {
    hotspots,
    uplinks,
    hotspotsOfUplink: new Map(
      [...under].map(([key, list]) => [key, list.map((h) => h.hotspot.key)]),
    ),
    checks: new Map(watchedChecks.map((p) => [p.check.key, p])),
  }
}
