/** What the page of one hotspot tells of the past: 90 days, 24 hours of latency, outages. */
import { computeDays, computeTimeline, firstDay } from '../../domain/timeline.ts'
import type { ClassTimes, DayTimes, TimelineFacts } from '../../domain/timeline.ts'
import { lifecycles, type HotspotStatus, type Outage } from '../../domain/hotspot.ts'
import type { DayCell, DayState } from '../../../web/pages/hotspot-days.tsx'
import type { LatencyTable } from '../../../web/pages/hotspot-latency.tsx'
import type { PageDeps } from '../deps.ts'

const stripDays = 90
const hourMs = 3_600_000

/** Outages that one page lists, newest first. */
const outageLimit = 50

/** More outages than this in 90 days would be more than ten a day. */
const stripOutageLimit = 1000

/** A day of which less than nine tenths was observed says nothing good; product words of `coverage`. */
const isCovered = (classes: ClassTimes): boolean => {
  const known = classes.up + classes.degraded + classes.down + classes.upstream
  return known * 10 >= (known + classes.unknown) * 9 && known > 0
}

const toDayState = (classes: ClassTimes): DayState => {
  if (classes.down + classes.upstream > 0) return 'down'
  if (classes.degraded > 0) return 'degraded'
  if (isCovered(classes)) return 'up'
  return classes.unknown > 0 || classes.up > 0 ? 'unknown' : 'off'
}

const toDayCell = ({ day, classes }: DayTimes): DayCell => ({
  day,
  state: toDayState(classes),
  downMs: classes.down + classes.upstream,
  degradedMs: classes.degraded,
  unknownMs: classes.unknown,
})

const listLifecycle = (deps: PageDeps, status: HotspotStatus): TimelineFacts['lifecycle'] => {
  const facts = deps.history.listFacts(status.hotspot.key, 'lifecycle').flatMap((fact) => {
    const value = lifecycles.find((one) => one === fact.value)
    return value === undefined ? [] : [{ validFrom: fact.validFrom, value }]
  })
  if (facts.length > 0) return facts
  return [{ validFrom: status.hotspot.activeFrom ?? 0, value: status.hotspot.lifecycle }]
}

/** The last 90 local days, today last; empty for a hotspot that nobody monitors. */
export const listDays = (deps: PageDeps, status: HotspotStatus, now: number): DayCell[] => {
  if (!status.monitored) return []
  const zone = deps.settings.timezone
  const from = firstDay(zone, now, stripDays)
  const period = { from, to: now, now }
  const outages = deps.history.listOutages({
    state: 'all',
    from,
    to: now,
    hotspotId: status.hotspot.id,
    limit: stripOutageLimit,
  })
  const segments = computeTimeline({
    ...period,
    flips: deps.history.listFlips(status.hotspot.key, from, now),
    blind: deps.history.listBlind(from, now),
    tiers: status.tiers,
    lifecycle: listLifecycle(deps, status),
    upstream: outages.filter((outage) => outage.uplinkOutageId !== null),
    unseen: status.staleAt === null ? [] : [{ startedAt: status.staleAt, endedAt: null }],
  })
  return computeDays(segments, zone, now, stripDays).map(toDayCell)
}

/** Hourly latency of the last 24 whole hours and the running one, per check. */
export const listLatencyTables = (
  deps: PageDeps,
  status: HotspotStatus,
  now: number,
): LatencyTable[] => {
  // One millisecond more than a day: the store answers by hours instead of raw rounds.
  const from = Math.floor(now / hourMs) * hourMs - 24 * hourMs
  return deps.latency
    .listLatency(status.hotspot.key, from, now + 1, now)
    .map(({ checkLayer, kind, items }) => ({ layer: checkLayer, kind, hours: items }))
}

/** The newest outages. */
export const listPageOutages = (deps: PageDeps, status: HotspotStatus): Outage[] =>
  deps.history.listOutages({
    state: 'all',
    hotspotId: status.hotspot.id,
    limit: outageLimit,
  })
