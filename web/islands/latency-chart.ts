/** The latency chart: one line per check, with a hole where nothing was measured. */
import uPlot from 'uplot'
import type { Formatter } from '../i18n/format.ts'
import type { Dictionary } from '../i18n/id.ts'
import type { Layer } from '../../server/domain/hotspot.ts'

/** The part of the API's series that is drawn. */
export interface LatencyCheck {
  readonly layer: Layer
  readonly kind: string
  readonly items: readonly { readonly at: number; readonly avgMs: number | null }[]
}

interface ChartOptions {
  /** Epoch ms. */
  readonly from: number
  readonly to: number
  readonly format: Formatter
  readonly words: Dictionary
  /** One per check, used in turn. */
  readonly colours: readonly string[]
  readonly text: string
  readonly grid: string
}

/** Lines differ by dash as well as by colour. */
const dashes: readonly (readonly number[])[] = [[], [8, 4], [2, 4], [12, 4, 2, 4]]

const hourSeconds = 3600
const chartHeight = 240
const wideChart = 560

const createSeries = (check: LatencyCheck, index: number, options: ChartOptions): uPlot.Series => ({
  label: `${options.words.layer[check.layer]} (${check.kind.toUpperCase()})`,
  stroke: options.colours[index % options.colours.length] ?? options.text,
  width: 1.5,
  dash: [...(dashes[index % dashes.length] ?? [])],
  points: { show: false },
  value: (_chart, value: number | null) => (value === null ? '–' : options.format.latency(value)),
})

const createAxes = (options: ChartOptions, width: number): uPlot.Axis[] => {
  const look = {
    stroke: options.text,
    grid: { stroke: options.grid, width: 1 },
    ticks: { stroke: options.grid, width: 1 },
    font: '13px system-ui, sans-serif',
  }
  const hours = width < wideChart ? 6 : 3
  return [
    {
      ...look,
      // Whole hours of the server's zone, which all have the same distance from UTC within a day.
      splits: (_chart, _axis, low, high) => {
        const step = hours * hourSeconds
        const first = Math.ceil(low / step) * step
        return Array.from({ length: Math.max(0, Math.floor((high - first) / step) + 1) }, (_, n) =>
          Math.round(first + n * step),
        )
      },
      values: (_chart, splits) => splits.map((at) => options.format.clock(at * 1000)),
    },
    {
      ...look,
      size: 64,
      values: (_chart, splits) => splits.map((ms) => options.format.latency(ms)),
    },
  ]
}

/** Draws into `place` and follows its width. */
export const drawLatency = (
  place: HTMLElement,
  checks: readonly LatencyCheck[],
  options: ChartOptions,
): void => {
  const tables = checks.map(({ items }): uPlot.AlignedData => [
    items.map((item) => item.at / 1000),
    items.map((item) => item.avgMs),
  ])
  const width = place.clientWidth
  const chart = new uPlot(
    {
      width,
      height: chartHeight,
      axes: createAxes(options, width),
      series: [
        {
          label: options.words.wall.clock,
          value: (_chart, at: number | null) =>
            at === null ? '–' : options.format.time(at * 1000),
        },
        ...checks.map((check, index) => createSeries(check, index, options)),
      ],
      scales: {
        x: { time: true, range: [options.from / 1000, options.to / 1000] },
        y: { range: (_chart, _low, high) => [0, Math.max(1, high * 1.1)] },
      },
      cursor: { y: false },
    },
    uPlot.join(tables),
    place,
  )
  new ResizeObserver(() => {
    chart.setSize({ width: place.clientWidth, height: chartHeight })
  }).observe(place)
}
