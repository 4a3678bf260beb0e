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
  /** Since when that layer has been so, epoch ms; `since` where no layer is named. */
  readonly layerSince: number
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

type LayerLimits = Pick<LayerReading, 'layer' | 'expiresAt' | 'knownUntil'>

/** Spelled out: a spread followed by further fields costs many times as much, for every layer of every round. */
const toReading = (
  { layer, expiresAt, knownUntil }: LayerLimits,
  { health, since, reason }: Pick<LayerReading, 'health' | 'since' | 'reason'>,
): LayerReading => ({ layer, health, since, reason, expiresAt, knownUntil })

/** Nothing of the layer is known: since its last check fell silent, for that check's reason. */
const readDarkLayer = (limits: LayerLimits, required: readonly WatchedCheck[]): LayerReading => {
  const states = required.flatMap((w) => w.state ?? [])
  const since = max(states.map((state) => state.unknownSince ?? state.lastAt))
  const silent = states.find((state) => state.unknownSince !== null)
  return toReading(limits, { health: 'unknown', since, reason: silent?.lastReason ?? null })
}

const readLayer = (layer: Layer, required: readonly WatchedCheck[]): LayerReading => {
  const known = required.filter(isKnown)
  const limits = {
    layer,
    expiresAt: max((known.length > 0 ? known : required).map(spokenUntil)),
    knownUntil: max(required.map(knownUntil)),
  }
  if (known.length === 0) return readDarkLayer(limits, required)
  const failing = known.filter((w) => w.state?.answer.confirmed === 'down')
  // The link is down only when nothing of it answers; one wrong portal or path is already an outage.
  const isDown = layer === 'link' ? failing.length === known.length : failing.length > 0
  if (!isDown) {
    return toReading(limits, { health: 'up', since: max(known.map(heldSince)), reason: null })
  }
  const starts = failing.map(heldSince)
  const since = layer === 'link' ? max(starts) : min(starts)
  const reason = failing[0]?.state?.downReason ?? 'timeout'
  return toReading(limits, { health: 'down', since, reason })
}

const flawOfCheck = (watched: WatchedCheck): Flaw | null => {
  const { state, check } = watched
  if (state === undefined || !isKnown(watched)) return null
  const { layer } = check
  if (state.answer.confirmed === 'down') {
    const { since } = state.answer
    if (!check.required) return { impairment: 'advisory_down', layer, since }
    return layer === 'link' ? { impairment: 'link_partial', layer, since } : null
  }
  if (state.flaw.confirmed !== 'down' || state.flawReason === null) return null
  return { impairment: state.flawReason, layer, since: state.flaw.since }
}

const listFlaws = (watched: readonly WatchedCheck[]): Flaw[] =>
  watched.flatMap((one) => flawOfCheck(one) ?? [])

const readLayers = (watched: readonly WatchedCheck[]): LayerReading[] => {
  // A plain loop: this runs for every hotspot of every round.
  const readings: LayerReading[] = []
  for (const layer of layers) {
    const required = watched.filter((w) => w.check.layer === layer && w.check.required)
    if (required.length > 0) readings.push(readLayer(layer, required))
  }
  return readings
}

const readDown = (down: readonly LayerReading[]): HealthReading => {
  const first = down[0]
  return {
    health: 'down',
    since: min(down.map((l) => l.since)),
    layer: first?.layer ?? null,
    layerSince: first?.since ?? 0,
    reason: first?.reason ?? null,
    expiresAt: max(down.map((l) => l.expiresAt)),
  }
}

type Previous = Pick<HealthReading, 'health' | 'layer' | 'reason' | 'since'>

/** The layer that made it down, where that layer can no longer be seen. */
const findFailedInTheDark = (
  dark: readonly LayerReading[],
  previous: Previous | null,
): LayerReading | undefined =>
  previous?.health === 'down' ? dark.find((l) => l.layer === previous.layer) : undefined

const readDark = (
  dark: readonly LayerReading[],
  previous: Previous | null,
  limits: Pick<HealthReading, 'expiresAt'> & { readonly at: number },
): HealthReading => {
  const failed = findFailedInTheDark(dark, previous)
  if (previous !== null && failed !== undefined && limits.at < failed.knownUntil) {
    return { ...previous, layerSince: previous.since, expiresAt: failed.expiresAt }
  }
  const [first] = dark
  const since = failed?.knownUntil ?? min(dark.map((l) => l.since))
  return {
    health: 'unknown',
    since,
    layer: first?.layer ?? null,
    layerSince: since,
    reason: first?.reason ?? null,
    expiresAt: limits.expiresAt,
  }
}

/** Since when a check is free of flaws, or an advisory one answers again; 0 when it was never otherwise. */
const soundSince = (watched: WatchedCheck): number => {
  const { state, check } = watched
  if (state === undefined || !isKnown(watched)) return 0
  return Math.max(state.flaw.since, check.required ? 0 : state.answer.since)
}

const readGood = (
  watched: readonly WatchedCheck[],
  goodSince: number,
  expiresAt: number,
): HealthReading => {
  const flaws = listFlaws(watched)
  const [worst] = flaws
  if (worst === undefined) {
    const since = Math.max(goodSince, max(watched.map(soundSince)))
    return { health: 'up', since, layer: null, layerSince: since, reason: null, expiresAt }
  }
  const since = Math.max(goodSince, min(flaws.map((flaw) => flaw.since)))
  const { layer, since: layerSince, impairment } = worst
  return { health: 'degraded', since, layer, layerSince, reason: impairment, expiresAt }
}

const nothingRequired: HealthReading = {
  health: 'unknown',
  since: 0,
  layer: null,
  layerSince: 0,
  reason: null,
  expiresAt: null,
}

/**
 * Health of a hotspot at `at`, by what its checks remember (product rules "Hotspot health is what a resident would
 * meet"). `previous` is the health that held before: a hotspot stays down until the failing layer is seen good again,
 * at most while that layer's last known sample still speaks, because time that we cannot see is never the city's.
 */
export const readHealth = (
  watched: readonly WatchedCheck[],
  at: number,
  previous: Previous | null,
): HealthReading => {
  const readings = readLayers(watched)
  if (readings.length === 0) {
    return nothingRequired
  }
  const down = readings.filter((l) => l.health === 'down')
  if (down.length > 0) return readDown(down)
  const expiresAt = min(readings.map((l) => l.expiresAt))
  const dark = readings.filter((l) => l.health === 'unknown')
  if (dark.length > 0) return readDark(dark, previous, { at, expiresAt })
  return readGood(watched, max(readings.map((l) => l.since)), expiresAt)
}

/** The layers as pages show them; where a layer has no required check its advisory ones speak. */
export const readLayerStatuses = (watched: readonly WatchedCheck[]): LayerStatus[] =>
  layers.flatMap((layer) => {
    const all = watched.filter((w) => w.check.layer === layer)
    return all.length === 0 ? [] : [readLayerStatus(layer, all)]
  })

const readLayerStatus = (layer: Layer, all: readonly WatchedCheck[]): LayerStatus => {
  const required = all.filter((w) => w.check.required)
  const reading = readLayer(layer, required.length > 0 ? required : all)
  const flaw = reading.health === 'up' ? listFlaws(all)[0] : undefined
  const states = all.flatMap((w) => w.state ?? [])
  const newest = states.reduce<CheckState | undefined>(
    (a, state) => (a === undefined || state.lastAt > a.lastAt ? state : a),
    undefined,
  )
  return {
    layer,
    health: flaw === undefined ? reading.health : 'degraded',
    reason: flaw?.impairment ?? reading.reason,
    checkedAt: newest?.lastAt ?? null,
    latencyMs: newest?.latencyMs ?? null,
  }
}
