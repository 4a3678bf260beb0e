/** Uplinks: their own outage, and the hotspot outages that hang on it. */
import { readHealth } from '../../domain/health.ts'
import { isCausedByUplink } from '../../domain/uplink.ts'
import type { City, WatchedUplink } from '../city.ts'
import { newestSample, splitAtUplinkEnd, watch, type HotspotContext } from './hotspots.ts'
import type { Draft, UplinkOutage } from './memory.ts'

const attachEarlier = (
  context: HotspotContext,
  draft: Draft,
  city: City,
  uplink: { readonly key: number; readonly outage: UplinkOutage },
): void => {
  for (const hotspotKey of city.hotspotsOfUplink.get(uplink.key) ?? []) {
    const open = draft.outages.get(hotspotKey)
    const hotspot = city.hotspots.get(hotspotKey)
    if (open === undefined || hotspot === undefined) continue
    if (open.severity !== 'down' || open.uplinkOutageId !== null) continue
    const interval = hotspot.checks.reduce((a, p) => Math.min(a, p.intervalMs), Infinity)
    if (!isCausedByUplink(open.startedAt, uplink.outage, interval)) continue
    context.store.attachOutage(open.id, uplink.key, uplink.outage.id)
    draft.outages.set(hotspotKey, {
      ...open,
      uplinkKey: uplink.key,
      uplinkOutageId: uplink.outage.id,
    })
    draft.attachedTo.set(uplink.outage.id, uplink.outage)
    draft.touchedOutages.add(open.id)
  }
}

/** Opens or ends the uplink's own outage by its checks; a shadowed or unseen uplink changes nothing. */
export const recordUplink = (
  context: HotspotContext,
  draft: Draft,
  city: City,
  watchedUplink: WatchedUplink,
): void => {
  const { key } = watchedUplink.uplink
  const watched = watch(watchedUplink.checks, draft)
  const reading = readHealth(watched, newestSample(watched), null)
  const last = draft.uplinkOutages.get(key)
  const isOpen = last !== undefined && last.endedAt === null
  if (reading.health === 'down' && !isOpen) {
    const startedAt = Math.max(reading.since, last?.endedAt ?? 0)
    const id = context.store.insertOutage({
      hotspotKey: null,
      uplinkKey: key,
      uplinkOutageId: null,
      severity: 'down',
      layer: reading.layer ?? 'link',
      reason: reading.reason ?? 'timeout',
      startedAt,
    })
    const outage = { id, startedAt, endedAt: null }
    draft.uplinkOutages.set(key, outage)
    draft.touchedOutages.add(id)
    attachEarlier(context, draft, city, { key, outage })
  } else if (isOpen && (reading.health === 'up' || reading.health === 'degraded')) {
    const endedAt = Math.max(reading.since, last.startedAt)
    context.store.closeOutage(last.id, endedAt, 'recovered')
    const outage = { ...last, endedAt }
    draft.uplinkOutages.set(key, outage)
    if (draft.attachedTo.get(last.id) !== undefined) draft.attachedTo.set(last.id, outage)
    draft.touchedOutages.add(last.id)
  }
}

/** Cuts loose every hotspot outage that has outlasted its uplink's outage by more than two rounds. */
export const splitOutlasting = (context: HotspotContext, draft: Draft, city: City): void => {
  for (const open of draft.outages.values()) {
    if (open.uplinkOutageId === null || open.hotspotKey === null) continue
    const hotspot = city.hotspots.get(open.hotspotKey)
    if (hotspot !== undefined) splitAtUplinkEnd(context, draft, hotspot, context.at)
  }
}
