/** Uplinks: their own outage, and the hotspot outages that hang on it. */
import { readHealth, type HealthReading } from '../../domain/health.ts'
import { isCausedByUplink } from '../../domain/uplink.ts'
import type { City, WatchedUplink } from '../city.ts'
import {
  newestSample,
  shortestInterval,
  splitAtUplinkEnd,
  watch,
  type HotspotContext,
} from './hotspots.ts'
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
    if (!isCausedByUplink(open.startedAt, uplink.outage, shortestInterval(hotspot))) continue
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

interface OwnedReading {
  readonly key: number
  readonly last: UplinkOutage | undefined
  readonly reading: HealthReading
}

const openOwn = (context: HotspotContext, draft: Draft, owned: OwnedReading): UplinkOutage => {
  const { key, last, reading } = owned
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
  return outage
}

const closeOwn = (
  context: HotspotContext,
  draft: Draft,
  key: number,
  outage: UplinkOutage & { readonly endedAt: number },
): void => {
  context.store.closeOutage(
    outage.id,
    outage.endedAt,
    context.isEdit === true ? 'unmonitored' : 'recovered',
  )
  draft.uplinkOutages.set(key, outage)
  if (draft.attachedTo.get(outage.id) !== undefined) draft.attachedTo.set(outage.id, outage)
  draft.touchedOutages.add(outage.id)
}

/** An uplink that is no longer checked cannot be said to be down. */
export const unwatchUplink = (
  context: HotspotContext,
  draft: Draft,
  { uplink, checks }: WatchedUplink,
): void => {
  const last = draft.uplinkOutages.get(uplink.key)
  if (checks.length > 0 || last?.endedAt !== null) return
  closeOwn(context, draft, uplink.key, { ...last, endedAt: Math.max(context.at, last.startedAt) })
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
  const isOpen = last?.endedAt === null
  if (reading.health === 'down' && !isOpen) {
    const outage = openOwn(context, draft, { key, last, reading })
    attachEarlier(context, draft, city, { key, outage })
  } else if (isOpen && (reading.health === 'up' || reading.health === 'degraded')) {
    closeOwn(context, draft, key, { ...last, endedAt: Math.max(reading.since, last.startedAt) })
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
