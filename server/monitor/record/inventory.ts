/** People changed the inventory: hotspots that are no longer watched keep no open outage and no green. */
import { forgetConfirmations } from '../../domain/check-state.ts'
import { readHealth } from '../../domain/health.ts'
import type { City, WatchedHotspot } from '../city.ts'
import {
  closeOutage,
  newestSample,
  recordHotspot,
  resumedReason,
  watch,
  type HotspotContext,
} from './hotspots.ts'
import type { Draft } from './memory.ts'
import { unwatchUplink } from './uplinks.ts'

const endReasonOf = (hotspot: WatchedHotspot) => {
  if (hotspot.hotspot.lifecycle === 'retired') return 'retired'
  return hotspot.hotspot.lifecycle === 'active' ? 'unmonitored' : 'suspended'
}

const unwatch = (context: HotspotContext, draft: Draft, hotspot: WatchedHotspot): void => {
  const { key } = hotspot.hotspot
  const open = draft.outages.get(key)
  if (open !== undefined) {
    const at = Math.max(context.at, open.startedAt)
    closeOutage(context, draft, open, { at, reason: endReasonOf(hotspot) })
  }
  draft.readings.delete(key)
  const last = draft.flips.get(key)
  if (last === undefined || last.health === 'unknown') return
  const at = Math.max(context.at, last.at)
  const flip = { at, health: 'unknown', layer: null, reason: endReasonOf(hotspot) } as const
  context.store.saveFlip(key, flip)
  draft.flips.set(key, flip)
}

const saveTiers = (context: HotspotContext, hotspot: WatchedHotspot): void => {
  const tiers = hotspot.tiers.join(',')
  const last = context.store.findLastTiers(hotspot.hotspot.key)
  if (last === tiers || (last === undefined && tiers === '')) return
  context.store.saveTiers(hotspot.hotspot.key, last === undefined ? 0 : context.at, tiers)
}

const unwatchedReasons: ReadonlySet<string | null> = new Set([
  'retired',
  'suspended',
  'unmonitored',
])

/** Watched again: what was confirmed before says nothing any more, and what is found first holds from now on. */
const resume = (context: HotspotContext, draft: Draft, hotspot: WatchedHotspot): void => {
  const { key } = hotspot.hotspot
  for (const { check } of hotspot.checks) {
    const state = draft.states.get(check.key)
    if (state === undefined) continue
    const fresh = forgetConfirmations(state)
    draft.states.set(check.key, fresh)
    context.store.saveState(check.key, fresh)
  }
  const at = Math.max(context.at, draft.flips.get(key)?.at ?? 0)
  const flip = { at, health: 'unknown', layer: null, reason: resumedReason } as const
  context.store.saveFlip(key, flip)
  draft.flips.set(key, flip)
}

/** Reads a hotspot that was not read before in this run of the program. */
const readFirst = (draft: Draft, hotspot: WatchedHotspot): void => {
  const { key } = hotspot.hotspot
  const watched = watch(hotspot.checks, draft)
  const readAt = newestSample(watched)
  if (readAt === 0) return
  const flip = draft.flips.get(key)
  const previous = flip === undefined ? null : { ...flip, since: flip.at }
  draft.readings.set(key, { ...readHealth(watched, readAt, previous), readAt })
}

/** Brings outages, readings and tier facts in line with a new inventory. */
export const recordInventory = (context: HotspotContext, draft: Draft, city: City): void => {
  for (const [key, hotspot] of city.hotspots) {
    saveTiers(context, hotspot)
    if (!hotspot.checks.some((p) => p.check.required)) {
      unwatch(context, draft, hotspot)
      continue
    }
    const lastReason = draft.flips.get(key)?.reason ?? null
    if (unwatchedReasons.has(lastReason)) resume(context, draft, hotspot)
    else if (draft.readings.get(key) === undefined) readFirst(draft, hotspot)
    else recordHotspot(context, draft, hotspot)
  }
  for (const uplink of city.uplinks.values()) unwatchUplink(context, draft, uplink)
}
