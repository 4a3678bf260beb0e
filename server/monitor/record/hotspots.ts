/** Health of one hotspot after its checks moved: flips and outages, dated at the first sample that began them. */
import {
  readHealth,
  readLayerStatuses,
  type HealthReading,
  type WatchedCheck,
} from '../../domain/health.ts'
import type { HotspotStatus, OutageEnd, Severity } from '../../domain/hotspot.ts'
import { findSplit, isCausedByUplink } from '../../domain/uplink.ts'
import type { FlipRow, OutageRow, RecordStore } from '../../store/record-store.ts'
import type { PlannedCheck, WatchedHotspot } from '../city.ts'
import type { Draft, UplinkOutage } from './memory.ts'

export interface HotspotContext {
  readonly store: RecordStore
  /** Start of the pass, epoch ms. */
  readonly at: number
  /** End of the newest time in which nobody was running, epoch ms. */
  readonly darkUntil: number
}

export const watch = (
  checks: readonly PlannedCheck[],
  draft: Pick<Draft, 'states'>,
): WatchedCheck[] =>
  checks.map((p) => ({
    check: p.check,
    intervalMs: p.intervalMs,
    tier: p.tier,
    state: draft.states.get(p.check.key),
  }))

/** Start of the newest sample of any check, epoch ms; 0 without samples. */
export const newestSample = (watched: readonly WatchedCheck[]): number =>
  watched.reduce((a, w) => Math.max(a, w.state?.lastAt ?? 0), 0)

const shortestInterval = (hotspot: WatchedHotspot): number =>
  hotspot.checks.reduce((a, p) => Math.min(a, p.intervalMs), Infinity)

/** Its required checks all lie in one tier and the newest sample of one of them was shadowed by blindness. */
const isShadowed = (hotspot: WatchedHotspot, watched: readonly WatchedCheck[]): boolean =>
  hotspot.tiers.length === 1 &&
  watched.some((w) => w.check.required && w.state?.lastReason === 'blind')

/** Writes the flip where the health changed; answers with the flip in force. */
const saveFlip = (
  context: HotspotContext,
  draft: Draft,
  key: number,
  reading: Pick<HealthReading, 'health' | 'since' | 'layer' | 'reason'>,
): FlipRow | undefined => {
  const last = draft.flips.get(key)
  const { health, layer, reason } = reading
  if (last?.health === health || (last === undefined && health === 'unknown')) return last
  const at = Math.max(reading.since, last?.at ?? 0)
  if (at === last?.at) {
    const before = context.store.findFlipBefore(key, at)
    if (before?.health === health) {
      context.store.removeFlip(key, at)
      draft.flips.set(key, before)
      return before
    }
  }
  const flip = { at, health, layer, reason }
  context.store.saveFlip(key, flip)
  draft.flips.set(key, flip)
  return flip
}

/** What its samples spoke for ran out before this pass: unknown from there on. */
const expire = (context: HotspotContext, draft: Draft, key: number): void => {
  const before = draft.readings.get(key)
  if (before?.expiresAt == null || context.at <= before.expiresAt) return
  // Nobody was running: that time has a blind interval of its own.
  if (context.darkUntil > before.readAt) return
  const expiresAt = before.expiresAt
  saveFlip(context, draft, key, { health: 'unknown', since: expiresAt, layer: null, reason: 'gap' })
}

const severityOf = (reading: HealthReading): Severity | null =>
  reading.health === 'down' || reading.health === 'degraded' ? reading.health : null

const findUplinkOutage = (
  draft: Draft,
  hotspot: WatchedHotspot,
  startedAt: number,
): UplinkOutage | null => {
  if (hotspot.uplinkKey === null) return null
  const uplink = draft.uplinkOutages.get(hotspot.uplinkKey)
  if (uplink === undefined) return null
  return isCausedByUplink(startedAt, uplink, shortestInterval(hotspot)) ? uplink : null
}

interface Opening {
  readonly severity: Severity
  readonly startedAt: number
  readonly reading: Pick<HealthReading, 'layer' | 'reason'>
}

export const openOutage = (
  context: HotspotContext,
  draft: Draft,
  hotspot: WatchedHotspot,
  opening: Opening,
): void => {
  const { severity, startedAt, reading } = opening
  const key = hotspot.hotspot.key
  const uplink = severity === 'down' ? findUplinkOutage(draft, hotspot, startedAt) : null
  const row = {
    hotspotKey: key,
    uplinkKey: uplink === null ? null : hotspot.uplinkKey,
    uplinkOutageId: uplink?.id ?? null,
    severity,
    layer: reading.layer ?? 'link',
    reason: reading.reason ?? 'timeout',
    startedAt,
  }
  const id = context.store.insertOutage(row)
  draft.outages.set(key, { ...row, id })
  if (uplink !== null) draft.attachedTo.set(uplink.id, uplink)
  draft.touchedOutages.add(id)
}

export const closeOutage = (
  context: HotspotContext,
  draft: Draft,
  open: OutageRow,
  end: { readonly at: number; readonly reason: OutageEnd },
): void => {
  if (open.hotspotKey !== null) draft.outages.delete(open.hotspotKey)
  context.store.closeOutage(open.id, end.at, end.reason)
  draft.touchedOutages.add(open.id)
}

/** Cuts an attached outage loose where it outlasts its uplink's; answers with what is then open. */
export const splitAtUplinkEnd = (
  context: HotspotContext,
  draft: Draft,
  hotspot: WatchedHotspot,
  until: number,
): OutageRow | undefined => {
  const open = draft.outages.get(hotspot.hotspot.key)
  if (open === undefined || open.uplinkOutageId === null) return open
  const uplink = draft.attachedTo.get(open.uplinkOutageId)
  const at = uplink === undefined ? null : findSplit(uplink, until, shortestInterval(hotspot))
  if (at === null || at <= open.startedAt) return open
  closeOutage(context, draft, open, { at, reason: 'split' })
  const reading = draft.flips.get(hotspot.hotspot.key) ?? { layer: null, reason: null }
  openOutage(context, draft, hotspot, { severity: open.severity, startedAt: at, reading })
  return draft.outages.get(hotspot.hotspot.key)
}

/** Brings the open outage in line with the health: one row for one unbroken spell of one severity. */
const syncOutage = (
  context: HotspotContext,
  draft: Draft,
  hotspot: WatchedHotspot,
  reading: HealthReading,
): void => {
  // Unknown time neither ends nor splits an outage.
  if (reading.health === 'unknown') return
  const key = hotspot.hotspot.key
  const wanted = severityOf(reading)
  const flip = draft.flips.get(key)
  if (draft.outages.get(key)?.severity === wanted) return
  if (wanted === null && !draft.outages.get(key)) return
  const at = flip?.health === reading.health ? flip.at : context.at
  const open = splitAtUplinkEnd(context, draft, hotspot, at)
  if (open !== undefined) {
    closeOutage(context, draft, open, { at, reason: wanted === null ? 'recovered' : 'changed' })
  }
  if (wanted !== null) {
    const startedAt = Math.max(at, open?.startedAt ?? 0)
    openOutage(context, draft, hotspot, { severity: wanted, startedAt, reading })
  }
}

/** Health, flips and outage of one hotspot after its samples of this pass are in `draft`. */
export const recordHotspot = (
  context: HotspotContext,
  draft: Draft,
  hotspot: WatchedHotspot,
): void => {
  const key = hotspot.hotspot.key
  draft.touchedHotspots.add(key)
  const watched = watch(hotspot.checks, draft)
  const readAt = newestSample(watched)
  if (isShadowed(hotspot, watched)) {
    // Health waits behind the blind interval; its samples keep coming, so nothing runs out meanwhile.
    const before = draft.readings.get(key)
    const { expiresAt } = readHealth(watched, readAt, null)
    if (before !== undefined) draft.readings.set(key, { ...before, expiresAt, readAt })
    return
  }
  expire(context, draft, key)
  const reading = readHealth(watched, readAt, previousOf(draft, key))
  saveFlip(context, draft, key, reading)
  draft.readings.set(key, { ...reading, readAt })
  syncOutage(context, draft, hotspot, reading)
}

/** The health that the newest flip says, with the layer that the newest reading named. */
const previousOf = (draft: Draft, key: number) => {
  const flip = draft.flips.get(key)
  const reading = draft.readings.get(key)
  if (flip === undefined) return null
  if (reading !== undefined && reading.health === flip.health) return { ...reading, since: flip.at }
  return { health: flip.health, since: flip.at, layer: flip.layer, reason: flip.reason }
}

/** The hotspot as pages show it. */
export const toStatus = (hotspot: WatchedHotspot, draft: Draft): HotspotStatus => {
  const key = hotspot.hotspot.key
  const watched = watch(hotspot.checks, draft)
  const reading = draft.readings.get(key)
  const flip = draft.flips.get(key)
  const health = reading?.health ?? 'unknown'
  const newest = newestSample(watched)
  return {
    hotspot: hotspot.hotspot,
    health,
    healthSince: flip?.health === health ? flip.at : null,
    healthLayer: reading?.layer ?? null,
    healthReason: reading?.reason ?? null,
    checkedAt: newest === 0 ? null : newest,
    staleAt: reading?.expiresAt ?? null,
    layers: readLayerStatuses(watched),
    monitored: hotspot.checks.some((p) => p.check.required),
    flapping: watched.some((w) => w.state?.flap.isFlapping === true),
    tiers: hotspot.tiers,
    openOutageId: draft.outages.get(key)?.id ?? null,
  }
}
