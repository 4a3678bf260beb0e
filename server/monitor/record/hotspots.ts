/** Health of one hotspot after its checks moved: flips and outages, dated at the first sample that began them. */
import {
  readHealth,
  readLayerStatuses,
  type HealthReading,
  type WatchedCheck,
} from '../../domain/health.ts'
import { layers, type HotspotStatus, type OutageEnd, type Severity } from '../../domain/hotspot.ts'
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
  /** People changed the inventory; nothing was probed. */
  readonly isEdit?: boolean
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

/** People let the hotspot count again: what is found first holds from then on. */
export const resumedReason = 'resumed'

/** Never before the flip that is in force. */
const flipAt = (last: FlipRow | undefined, { health, since }: Change): number => {
  if (last === undefined) return since
  const isResumedDown = last.reason === resumedReason && health === 'down'
  return isResumedDown ? last.at : Math.max(since, last.at)
}

/** Writes the flip where the health changed. */
const saveFlip = (context: HotspotContext, draft: Draft, key: number, change: Change): void => {
  const last = draft.flips.get(key)
  const { health, layer, reason } = change
  if (health === (last?.health ?? 'unknown')) return
  const at = flipAt(last, change)
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
  { startedAt, freedFrom }: Opening,
): UplinkOutage | null => {
  if (hotspot.uplinkKey === null) return null
  const uplink = draft.uplinkOutages.get(hotspot.uplinkKey)
  if (uplink === undefined || uplink.id === freedFrom) return null
  return isCausedByUplink(startedAt, uplink, shortestInterval(hotspot)) ? uplink : null
}

interface Opening {
  readonly severity: Severity
  readonly startedAt: number
  readonly reading: Pick<HealthReading, 'layer' | 'reason'>
  /** The uplink's outage that it has outlasted and no longer hangs on. */
  readonly freedFrom?: number | null
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
  const uplink = severity === 'down' ? findUplinkOutage(draft, hotspot, opening) : null
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
  if (end.at <= open.startedAt) draft.erasedOutages.add(open.id)
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
  const { severity, uplinkOutageId: freedFrom } = open
  openOutage(context, draft, hotspot, { severity, startedAt: at, reading, freedFrom })
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
  if (severityNow === wanted) {
    nameDeeperLayer(context, draft, hotspot, reading)
    return
  }
  const at = changedAt(context, draft, key, reading)
  const open = splitAtUplinkEnd(context, draft, hotspot, at)
  if (open !== undefined) {
    closeOutage(context, draft, open, { at, reason: endReasonOf(context, wanted) })
  }
  if (wanted === null) return
  const startedAt = open === undefined ? at : Math.max(at, open.startedAt)
  openOutage(context, draft, hotspot, { severity: wanted, startedAt, reading })
}

const endReasonOf = (context: HotspotContext, wanted: Severity | null): OutageEnd => {
  if (wanted !== null) return 'changed'
  // Nothing was seen to recover: people took away the check that failed.
  return context.isEdit === true ? 'unmonitored' : 'recovered'
}

/** The link that fails with the portal, in the same round, is what the outage is named after. */
const nameDeeperLayer = (
  context: HotspotContext,
  draft: Draft,
  hotspot: WatchedHotspot,
  { layer, layerSince, reason }: HealthReading,
): void => {
  const open = draft.outages.get(hotspot.hotspot.key)
  if (open === undefined || layer === null || layers.indexOf(layer) >= layers.indexOf(open.layer)) {
    return
  }
  if (open.severity !== 'down' || layerSince - open.startedAt > shortestInterval(hotspot)) return
  context.store.nameOutage(open.id, layer, reason ?? 'timeout')
  draft.outages.set(hotspot.hotspot.key, { ...open, layer })
  draft.touchedOutages.add(open.id)
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

/**
 * From when on a new health counts. What was read before stays as it was read: only a run that was decided just now
 * reaches back, to its first sample. Anything else (a check that fell silent, an edit) counts from this pass.
 */
const toChangeAt = (context: HotspotContext, draft: Draft, key: number, since: number): number => {
  const before = draft.readings.get(key)
  const move = draft.moves.get(key)
  if (before === undefined || since > before.readAt) return since
  if (move !== undefined && since >= move.decidedSince) return since
  return move?.firstAt ?? context.at
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
  const { health, layer, layerSince, reason, expiresAt } = reading
  const since = toChangeAt(context, draft, key, reading.since)
  saveFlip(context, draft, key, { health, since, layer, reason })
  // Spelled out, not spread: this runs for every hotspot of every round.
  draft.readings.set(key, { health, since, layer, layerSince, reason, expiresAt, readAt })
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
