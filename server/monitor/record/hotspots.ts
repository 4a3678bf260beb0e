/** Health of one hotspot after its checks moved: flips and outages, dated at the first sample that began them. */
import {
  readHealth,
  readLayerStatuses,
  type HealthReading,
  type WatchedCheck,
} from '../../domain/health.ts'
import type { HotspotStatus, OutageEnd, Severity } from '../../domain/hotspot.ts'
import { findSplit, isCausedByUplink } from '../../domain/uplink.ts'
import type { OutageRow, RecordStore } from '../../store/record-store.ts'
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

/** Shortest interval of its checks, ms. */
export const shortestInterval = (hotspot: WatchedHotspot): number =>
  hotspot.checks.reduce((a, p) => Math.min(a, p.intervalMs), Infinity)

/** Its required checks all lie in one tier and the newest sample of one of them was shadowed by blindness. */
const isShadowed = (hotspot: WatchedHotspot, watched: readonly WatchedCheck[]): boolean =>
  hotspot.tiers.length === 1 &&
  watched.some((w) => w.check.required && w.state?.lastReason === 'blind')

type Change = Pick<HealthReading, 'health' | 'since' | 'layer' | 'reason'>

/** The flip would begin at the same instant as the one before it: that one never held. */
const replaceFlip = (
  context: HotspotContext,
  draft: Draft,
  key: number,
  change: Change,
): boolean => {
  const at = change.since
  const before = context.store.findFlipBefore(key, at)
  if (before?.health !== change.health) return false
  context.store.removeFlip(key, at)
  draft.flips.set(key, before)
  return true
}

/** Writes the flip where the health changed; never before the flip that is in force. */
const saveFlip = (context: HotspotContext, draft: Draft, key: number, change: Change): void => {
  const last = draft.flips.get(key)
  const { health, layer, reason } = change
  if (health === (last?.health ?? 'unknown')) return
  const at = Math.max(change.since, last?.at ?? 0)
  if (at === last?.at && replaceFlip(context, draft, key, { ...change, since: at })) return
  const flip = { at, health, layer, reason }
  context.store.saveFlip(key, flip)
  draft.flips.set(key, flip)
}

/** What its samples spoke for ran out before this pass: unknown from there on. */
const expire = (context: HotspotContext, draft: Draft, key: number): void => {
  const before = draft.readings.get(key)
  if (before === undefined || before.expiresAt === null || context.at <= before.expiresAt) return
  // Nobody was running: that time has a blind interval of its own.
  if (context.darkUntil > before.readAt) return
  const since = before.expiresAt
  saveFlip(context, draft, key, { health: 'unknown', since, layer: null, reason: 'gap' })
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

const openOutage = (
  context: HotspotContext,
  draft: Draft,
  hotspot: WatchedHotspot,
  opening: Opening,
): void => {
  const { severity, startedAt } = opening
  const { layer, reason } = opening.reading
  const hotspotKey = hotspot.hotspot.key
  const uplink = severity === 'down' ? findUplinkOutage(draft, hotspot, startedAt) : null
  const row = {
    hotspotKey,
    uplinkKey: uplink === null ? null : hotspot.uplinkKey,
    uplinkOutageId: uplink === null ? null : uplink.id,
    severity,
    layer: layer ?? 'link',
    reason: reason ?? 'timeout',
    startedAt,
  }
  const id = context.store.insertOutage(row)
  draft.outages.set(hotspotKey, { ...row, id })
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
  const at = open === undefined ? null : findSplitOf(draft, hotspot, open, until)
  if (open === undefined || at === null) return open
  closeOutage(context, draft, open, { at, reason: 'split' })
  const reading = draft.flips.get(hotspot.hotspot.key) ?? { layer: null, reason: null }
  openOutage(context, draft, hotspot, { severity: open.severity, startedAt: at, reading })
  return draft.outages.get(hotspot.hotspot.key)
}

const findSplitOf = (
  draft: Draft,
  hotspot: WatchedHotspot,
  open: OutageRow,
  until: number,
): number | null => {
  const uplink =
    open.uplinkOutageId === null ? undefined : draft.attachedTo.get(open.uplinkOutageId)
  if (uplink === undefined) return null
  const at = findSplit(uplink, until, shortestInterval(hotspot))
  return at !== null && at > open.startedAt ? at : null
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
  const { key } = hotspot.hotspot
  const wanted = severityOf(reading)
  const severityNow = draft.outages.get(key)?.severity ?? null
  if (severityNow === wanted) return
  const at = changedAt(context, draft, key, reading)
  const open = splitAtUplinkEnd(context, draft, hotspot, at)
  if (open !== undefined) {
    closeOutage(context, draft, open, { at, reason: wanted === null ? 'recovered' : 'changed' })
  }
  if (wanted === null) return
  const startedAt = open === undefined ? at : Math.max(at, open.startedAt)
  openOutage(context, draft, hotspot, { severity: wanted, startedAt, reading })
}

/** When the present health began: its flip, or now where people let a hotspot that is down count again. */
const changedAt = (
  context: HotspotContext,
  draft: Draft,
  key: number,
  reading: HealthReading,
): number => {
  const flip = draft.flips.get(key)
  return flip?.health === reading.health ? flip.at : context.at
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
  // Spelled out, not spread: this runs for every hotspot of every round.
  const { health, since, layer, reason, expiresAt } = reading
  draft.readings.set(key, { health, since, layer, reason, expiresAt, readAt })
  syncOutage(context, draft, hotspot, reading)
}

/** The health that the newest flip says, with the layer that the newest reading named. */
const previousOf = (draft: Draft, key: number) => {
  const flip = draft.flips.get(key)
  const reading = draft.readings.get(key)
  if (flip === undefined) return null
  const { layer, reason } = reading?.health === flip.health ? reading : flip
  return { health: flip.health, since: flip.at, layer, reason }
}

const nothingRead: Pick<HealthReading, 'health' | 'layer' | 'reason' | 'expiresAt'> = {
  health: 'unknown',
  layer: null,
  reason: null,
  expiresAt: null,
}

/** The hotspot as pages show it. */
export const toStatus = (hotspot: WatchedHotspot, draft: Draft): HotspotStatus => {
  const { key } = hotspot.hotspot
  const watched = watch(hotspot.checks, draft)
  const { health, layer, reason, expiresAt } = draft.readings.get(key) ?? nothingRead
  const flip = draft.flips.get(key)
  const open = draft.outages.get(key)
  return {
    hotspot: hotspot.hotspot,
    health,
    healthSince: flip?.health === health ? flip.at : null,
    healthLayer: layer,
    healthReason: reason,
    checkedAt: newestSample(watched) || null,
    staleAt: expiresAt,
    layers: readLayerStatuses(watched),
    monitored: hotspot.checks.some((p) => p.check.required),
    flapping: watched.some((w) => w.state?.flap.isFlapping === true),
    tiers: hotspot.tiers,
    openOutageId: open === undefined ? null : open.id,
  }
}
