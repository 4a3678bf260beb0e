/** How fast a hotspot's checks answered: raw rounds for a day, hourly rollups beyond. Reads only. */
import { fromSampleCode } from '../domain/result-code.ts'
import type { Check, Layer } from '../domain/hotspot.ts'
import type { Db } from './database.ts'

/** One step of a series. A value that was not measured is null, never 0. */
export interface LatencyItem {
  /** Start of the step (for a raw round: of the probe), epoch ms. */
  readonly at: number
  /** Length of the step, ms. */
  readonly stepMs: number
  /** Samples that say something about the hotspot: up or down. */
  readonly samples: number
  /** Lost part of the echoes, 0–1; for probes that measure once, the failed part of the samples. */
  readonly lossRatio: number | null
  readonly minMs: number | null
  readonly avgMs: number | null
  readonly maxMs: number | null
}

export interface LatencySeries {
  readonly checkLayer: Layer
  readonly kind: Check['target']['kind']
  readonly items: readonly LatencyItem[]
}

export interface LatencyStore {
  /**
   * Series of every check of a hotspot that is in use or has values in `[from, to)`, epoch ms.
   * Raw samples when the range is at most 24 h, else one item per UTC hour up to `now`.
   */
  readonly listLatency: (
    hotspotKey: number,
    from: number,
    to: number,
    now: number,
  ) => LatencySeries[]
}

const hourMs = 3_600_000
const rawRangeMs = 24 * hourMs

/** Distance of raw samples when there are too few to see it, ms: the default round. */
const defaultStepMs = 60_000

/** A hole longer than this many steps is shown as one: a sample speaks for at most three. */
const holeSteps = 3

interface CheckRow {
  key: number
  layer: Layer
  kind: Check['target']['kind']
  echoes: number | null
  is_active: number
}

interface SampleRow {
  at: number
  result: number
}

interface HourRow {
  hour: number
  up: number
  down: number
  sent: number
  lost: number
  sum_us: number
  min_us: number | null
  max_us: number | null
}

const createEmptyItem = (at: number, stepMs: number): LatencyItem => ({
  at,
  stepMs,
  samples: 0,
  lossRatio: null,
  minMs: null,
  avgMs: null,
  maxMs: null,
})

const toRawItem = (row: SampleRow, stepMs: number, echoes: number): LatencyItem => {
  const value = fromSampleCode(row.result)
  const empty = createEmptyItem(row.at, stepMs)
  if (value.outcome === 'unknown') return empty
  if (value.outcome === 'down') return { ...empty, samples: 1, lossRatio: 1 }
  const ms = value.latencyMs
  const lossRatio = Math.min(1, value.lost / echoes)
  return { ...empty, samples: 1, lossRatio, minMs: ms, avgMs: ms, maxMs: ms }
}

/** Median distance of neighbours: confirmation probes and holes do not move it. */
const computeStep = (rows: readonly SampleRow[]): number => {
  const distances = rows.slice(1).map((row, index) => row.at - (rows[index]?.at ?? row.at))
  distances.sort((a, b) => a - b)
  return distances[Math.floor(distances.length / 2)] ?? defaultStepMs
}

const toRawItems = (rows: readonly SampleRow[], echoes: number): LatencyItem[] => {
  const stepMs = computeStep(rows)
  const items: LatencyItem[] = []
  for (const row of rows) {
    const previous = items.at(-1)
    if (previous !== undefined && row.at - previous.at > holeSteps * stepMs) {
      items.push(createEmptyItem(previous.at + stepMs, stepMs))
    }
    items.push(toRawItem(row, stepMs, echoes))
  }
  return items
}

const toHourItem = (row: HourRow): LatencyItem => {
  const samples = row.up + row.down
  const lossOfSamples = samples > 0 ? row.down / samples : null
  return {
    at: row.hour,
    stepMs: hourMs,
    samples,
    lossRatio: row.sent > 0 ? row.lost / row.sent : lossOfSamples,
    minMs: row.min_us === null ? null : row.min_us / 1000,
    avgMs: row.up > 0 ? row.sum_us / row.up / 1000 : null,
    maxMs: row.max_us === null ? null : row.max_us / 1000,
  }
}

const toHourItems = (rows: readonly HourRow[], from: number, end: number): LatencyItem[] => {
  const byHour = new Map(rows.map((row) => [row.hour, row]))
  const items: LatencyItem[] = []
  for (let hour = Math.floor(from / hourMs) * hourMs; hour < end; hour += hourMs) {
    const row = byHour.get(hour)
    items.push(row === undefined ? createEmptyItem(hour, hourMs) : toHourItem(row))
  }
  return items
}

/** Reads latency from `db`; nothing is cached. */
export const createLatencyStore = (db: Db): LatencyStore => {
  const selectChecks = db.prepare<[number], CheckRow>(
    `SELECT key, layer, target ->> 'kind' AS kind, target ->> 'echoes' AS echoes, is_active
     FROM hotspot_check WHERE hotspot_key = ? ORDER BY key`,
  )
  const selectSamples = db.prepare<[number, number, number], SampleRow>(
    'SELECT at, result FROM sample WHERE check_key = ? AND at >= ? AND at < ? ORDER BY at',
  )
  const selectHours = db.prepare<[number, number, number], HourRow>(
    `SELECT hour, up, down, sent, lost, sum_us, min_us, max_us
     FROM check_hour WHERE check_key = ? AND hour > ? AND hour < ? ORDER BY hour`,
  )
  /** Echoes of one probe: ICMP sends three by default, all others measure once. */
  const countEchoes = (check: CheckRow): number => (check.kind === 'icmp' ? (check.echoes ?? 3) : 1)

  const listSeries = (
    hotspotKey: number,
    listItems: (check: CheckRow) => LatencyItem[],
  ): LatencySeries[] => {
    const series: LatencySeries[] = []
    for (const check of selectChecks.all(hotspotKey)) {
      const items = listItems(check)
      const hasValues = items.some((item) => item.samples > 0)
      if (check.is_active === 1 || hasValues) {
        series.push({ checkLayer: check.layer, kind: check.kind, items })
      }
    }
    return series
  }

  return {
    listLatency: (hotspotKey, from, to, now) => {
      const isRaw = to - from <= rawRangeMs
      const end = Math.min(to, now)
      return listSeries(hotspotKey, (check) =>
        isRaw
          ? toRawItems(selectSamples.all(check.key, from, to), countEchoes(check))
          : toHourItems(selectHours.all(check.key, from - hourMs, to), from, end),
      )
    },
  }
}
