/** The rule from checks to the health that a resident would meet. Pure; no clock. */
import { intervalsSpoken, type CheckState } from './check-state.ts'
import type { Check, Health, Impairment, Layer, LayerStatus, Tier } from './hotspot.ts'
import { layers } from './hotspot.ts'

/** A check with its schedule's interval, its tier and what is remembered of it. */
export interface WatchedCheck {
  readonly check: Pick<Check, 'key' | 'layer' | 'required'>
  /** Longest distance between two samples that its schedule makes, ms. */
  readonly intervalMs: number
  readonly tier: Tier
  readonly state: CheckState | undefined
}

export interface HealthReading {
  readonly health: Health
  /** First instant at which that health held by what is remembered, epoch ms. */
  readonly since: number
  readonly layer: Layer | null
  readonly reason: string | null
  /** After this instant the reading is `unknown` unless a newer sample came, epoch ms; null without samples. */
  readonly expiresAt: number | null
}

interface LayerReading {
  readonly layer: Layer
  readonly health: 'up' | 'down' | 'unknown'
  readonly since: number
  readonly reason: string | null
  /** End of what its samples speak for. */
  readonly expiresAt: number
  /** End of what its last known samples speak for: how long an outage outlives samples of our own faults. */
  readonly knownUntil: number
}

interface Flaw {
  readonly impairment: Impairment
  readonly layer: Layer
  readonly since: number
}

const spokenUntil = (watched: WatchedCheck): number =>
  watched.state === undefined ? 0 : watched.state.lastAt + intervalsSpoken * watched.intervalMs

const knownUntil = (watched: WatchedCheck): number =>
  (watched.state?.lastKnownAt ?? 0) + intervalsSpoken * watched.intervalMs

/** Its newest sample is up or down and an answer was confirmed. */
const isKnown = (watched: WatchedCheck): boolean =>
  watched.state !== undefined &&
  watched.state.lastOutcome !== 'unknown' &&
  watched.state.answer.confirmed !== null

const max = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0)
const min = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity)

/** Since when its confirmed answer holds without a time in which nobody could see. */
const heldSince = (watched: WatchedCheck): number =>
  Math.max(watched.state?.answer.since ?? 0, watched.state?.knownSince ?? 0)

const readLayer = (layer: Layer, required: readonly WatchedCheck[]): LayerReading => {
  const known = required.filter(isKnown)
  const limits = {
    layer,
    expiresAt: max((known.length > 0 ? known : required).map(spokenUntil)),
    knownUntil: max(required.map(knownUntil)),
  }
  if (known.length === 0) {
    const since = max(required.map((w) => w.state?.unknownSince ?? w.state?.lastAt ?? 0))
    const reason = required.find((w) => w.state?.unknownSince != null)?.state?.lastReason ?? null
    return { ...limits, health: 'unknown', since, reason }
  }
  const failing = known.filter((w) => w.state?.answer.confirmed === 'down')
  // The link is down only when nothing of it answers; one wrong portal or path is already an outage.
  const isDown = layer === 'link' ? failing.length === known.length : failing.length > 0
  if (isDown) {
    const starts = failing.map(heldSince)
    const since = layer === 'link' ? max(starts) : min(starts)
    return { ...limits, health: 'down', since, reason: failing[0]?.state?.downReason ?? 'timeout' }
  }
  const since = max(known.map(heldSince))
  return { ...limits, health: 'up', since, reason: null }
}

const listFlaws = (watched: readonly WatchedCheck[]): Flaw[] => {
  const flaws: Flaw[] = []
  for (const one of watched) {
    const { state, check } = one
    if (state === undefined || !isKnown(one)) continue
    if (state.answer.confirmed === 'down') {
      if (!check.required) {
        flaws.push({ impairment: 'advisory_down', layer: check.layer, since: state.answer.since })
      } else if (check.layer === 'link') {
        flaws.push({ impairment: 'link_partial', layer: 'link', since: state.answer.since })
      }
    } else if (state.flaw.confirmed === 'down' && state.flawReason !== null) {
      flaws.push({ impairment: state.flawReason, layer: check.layer, since: state.flaw.since })
    }
  }
  return flaws
}

const readLayers = (watched: readonly WatchedCheck[]): LayerReading[] =>
  layers.flatMap((layer) => {
    const required = watched.filter((w) => w.check.layer === layer && w.check.required)
    return required.length === 0 ? [] : [readLayer(layer, required)]
  })

const readDown = (down: readonly LayerReading[]): HealthReading => {
  const first = down[0]
  return {
    health: 'down',
    since: min(down.map((l) => l.since)),
    layer: first?.layer ?? null,
    reason: first?.reason ?? null,
    expiresAt: max(down.map((l) => l.expiresAt)),
  }
}

/**
 * Health of a hotspot at `at`, by what its checks remember (product rules "Hotspot health is what a resident would
 * meet"). `previous` is the health that held before: a hotspot stays down until the failing layer is seen good again,
 * at most while that layer's last known sample still speaks, because time that we cannot see is never the city's.
 */
export const readHealth = (
  watched: readonly WatchedCheck[],
  at: number,
  previous: Pick<HealthReading, 'health' | 'layer' | 'reason' | 'since'> | null,
): HealthReading => {
  const readings = readLayers(watched)
  const down = readings.filter((l) => l.health === 'down')
  if (down.length > 0) return readDown(down)
  const dark = readings.filter((l) => l.health === 'unknown')
  const failed = dark.find((l) => l.layer === previous?.layer)
  if (previous?.health === 'down' && failed !== undefined && at < failed.knownUntil) {
    return { ...previous, expiresAt: failed.expiresAt }
  }
  const expiresAt = readings.length === 0 ? null : min(readings.map((l) => l.expiresAt))
  if (readings.length === 0 || dark.length > 0) {
    const since = readings.length === 0 ? 0 : unknownSince(dark, previous)
    const first = dark[0]
    return {
      health: 'unknown',
      since,
      layer: first?.layer ?? null,
      reason: first?.reason ?? null,
      expiresAt,
    }
  }
  const goodSince = max(readings.map((l) => l.since))
  const flaw = listFlaws(watched)
  const worst = flaw[0]
  if (worst === undefined) {
    return { health: 'up', since: goodSince, layer: null, reason: null, expiresAt }
  }
  const since = Math.max(goodSince, min(flaw.map((f) => f.since)))
  return { health: 'degraded', since, layer: worst.layer, reason: worst.impairment, expiresAt }
}

const unknownSince = (
  dark: readonly LayerReading[],
  previous: Pick<HealthReading, 'health' | 'layer'> | null,
): number => {
  const failed = dark.find((l) => l.layer === previous?.layer)
  if (previous?.health === 'down' && failed !== undefined) return failed.knownUntil
  return min(dark.map((l) => l.since))
}

/** The layers as pages show them, advisory checks included where a layer has no required one. */
export const readLayerStatuses = (watched: readonly WatchedCheck[]): LayerStatus[] =>
  layers.flatMap((layer) => {
    const all = watched.filter((w) => w.check.layer === layer)
    if (all.length === 0) return []
    const required = all.filter((w) => w.check.required)
    const reading = readLayer(layer, required.length > 0 ? required : all)
    const flaw = reading.health === 'up' ? listFlaws(all)[0] : undefined
    const newest = all.reduce<CheckState | undefined>(
      (a, w) => (w.state !== undefined && w.state.lastAt > (a?.lastAt ?? 0) ? w.state : a),
      undefined,
    )
    return [
      {
        layer,
        health: flaw === undefined ? reading.health : 'degraded',
        reason: flaw?.impairment ?? reading.reason,
        checkedAt: newest?.lastAt ?? null,
        latencyMs: newest?.latencyMs ?? null,
      } as const,
    ]
  })
