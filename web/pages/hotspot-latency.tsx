/** Latency of the last 24 hours: a sentence and a table per check; an island draws the chart above them. */
import type { ProbeKind } from '../../probes/result.ts'
import type { Layer } from '../../server/domain/hotspot.ts'
import type { View } from './view.ts'

/** One hour of one check; a value that was not measured is null. */
export interface LatencyHour {
  /** Epoch ms. */
  readonly at: number
  readonly samples: number
  readonly lossRatio: number | null
  readonly minMs: number | null
  readonly avgMs: number | null
  readonly maxMs: number | null
}

export interface LatencyTable {
  readonly layer: Layer
  readonly kind: ProbeKind
  /** Oldest first. */
  readonly hours: readonly LatencyHour[]
}

/** "Perangkat (TCP)" */
const toName = (view: View, table: LatencyTable): string =>
  `${view.t.layer[table.layer]} (${table.kind.toUpperCase()})`

const isMeasured = (hour: LatencyHour): boolean => hour.avgMs !== null

const toSummary = (view: View, table: LatencyTable): string | null => {
  const { t, format } = view
  const measured = table.hours.filter(isMeasured)
  if (measured.length === 0) return null
  const least = Math.min(...measured.map((hour) => hour.minMs ?? Infinity))
  const most = Math.max(...measured.map((hour) => hour.maxMs ?? 0))
  const samples = measured.reduce((sum, hour) => sum + hour.samples, 0)
  const mean =
    measured.reduce((sum, hour) => sum + (hour.avgMs ?? 0) * hour.samples, 0) / Math.max(1, samples)
  const text = t.hotspot.chartSummary(
    toName(view, table),
    format.latency(least),
    format.latency(mean),
    format.latency(most),
  )
  const loss =
    measured.reduce((sum, hour) => sum + (hour.lossRatio ?? 0) * hour.samples, 0) /
    Math.max(1, samples)
  return loss === 0 ? text : `${text} ${t.hotspot.chartLoss(format.percent(loss))}`
}

const Hours = ({ view, table }: { view: View; table: LatencyTable }) => {
  const { t, format } = view
  const cell = (ms: number | null): string => (ms === null ? '–' : format.latency(ms))
  return (
    <table class="stacking">
      <caption>{toName(view, table)}</caption>
      <thead>
        <tr>
          <th scope="col">{t.hotspot.hour}</th>
          <th scope="col">{t.hotspot.mean}</th>
          <th scope="col">{t.hotspot.fastest}</th>
          <th scope="col">{t.hotspot.slowest}</th>
          <th scope="col">{t.hotspot.loss}</th>
        </tr>
      </thead>
      <tbody>
        {table.hours.toReversed().map((hour) => (
          <tr>
            <th scope="row">{format.clock(hour.at)}</th>
            <td data-label={t.hotspot.mean}>{cell(hour.avgMs)}</td>
            <td data-label={t.hotspot.fastest}>{cell(hour.minMs)}</td>
            <td data-label={t.hotspot.slowest}>{cell(hour.maxMs)}</td>
            <td data-label={t.hotspot.loss}>
              {hour.lossRatio === null ? '–' : format.percent(hour.lossRatio)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface LatencyProps {
  readonly view: View
  readonly id: string
  readonly tables: readonly LatencyTable[]
}

/** The chart's place, its summary in words, and the same figures as tables. */
export const HotspotLatency = ({ view, id, tables }: LatencyProps) => {
  const { t } = view
  const shown = tables.filter((table) => table.hours.some((hour) => hour.samples > 0))
  return (
    <section aria-labelledby="latency">
      <h2 id="latency">{t.hotspot.chart}</h2>
      {shown.length === 0 ? (
        <p>{t.hotspot.chartNone}</p>
      ) : (
        <>
          {shown.map((table) => (
            <p>{toSummary(view, table) ?? t.hotspot.chartNone}</p>
          ))}
          <div
            id="chart"
            aria-hidden="true"
            data-source={`/api/v1/hotspots/${encodeURIComponent(id)}/latency`}
            data-timezone={view.timezone}
            data-now={view.now}
          ></div>
          <details>
            <summary>{t.hotspot.chartOpen}</summary>
            {shown.map((table) => (
              <Hours view={view} table={table} />
            ))}
          </details>
        </>
      )}
    </section>
  )
}
