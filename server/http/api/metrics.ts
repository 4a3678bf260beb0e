/** `/metrics`: the present for a Prometheus that keeps the history of many cities. */
import { OpenAPIHono, z } from '@hono/zod-openapi'
import type { HotspotStatus } from '../../domain/hotspot.ts'
import type { PublicHotspot } from '../../domain/present-status.ts'
import type { Labels, Metric, Sample } from '../metrics-text.ts'
import { toMetricsText } from '../metrics-text.ts'
import type { HttpEnv } from '../request.ts'
import { getRequestId } from '../request.ts'
import { addRoute } from '../route.ts'
import type { ApiContext } from './context.ts'

const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name,
  type: 'gauge',
  help,
  samples,
})

const single = (name: string, help: string, value: number | null): Metric =>
  gauge(name, help, value === null ? [] : [{ labels: {}, value }])

interface Row {
  readonly labels: Labels
  readonly hotspot: PublicHotspot
  readonly status: HotspotStatus
  readonly isUpstream: boolean
}

const listRows = ({ deps, snapshot }: ApiContext): Row[] => {
  const { hotspots, openOutages } = deps.live
  return [...snapshot.present().rows.values()].flatMap((hotspot) => {
    const status = hotspots.get(hotspot.id)
    if (status === undefined) return []
    const outage = openOutages.get(status.openOutageId ?? -1)
    const isUpstream = outage !== undefined && outage.uplinkOutageId !== null
    return [{ labels: { hotspot: hotspot.id }, hotspot, status, isUpstream }]
  })
}

const perRow = (rows: readonly Row[], compute: (row: Row) => boolean): Sample[] =>
  rows.map((row) => ({ labels: row.labels, value: compute(row) ? 1 : 0 }))

const isUsable = ({ hotspot }: Row): boolean =>
  hotspot.health === 'up' || hotspot.health === 'degraded'

const listSampleTimes = (rows: readonly Row[]): Sample[] =>
  rows.flatMap(({ labels, hotspot }) =>
    hotspot.checkedAt === null ? [] : [{ labels, value: hotspot.checkedAt / 1000 }],
  )

const listLayerLatencies = (rows: readonly Row[]): Sample[] =>
  rows.flatMap(({ labels, hotspot }) =>
    hotspot.layers.flatMap(({ layer, latencyMs }) =>
      latencyMs === null ? [] : [{ labels: { ...labels, layer }, value: latencyMs / 1000 }],
    ),
  )

/**
 * Availability over any time is `sum_over_time(titik_hotspot_up) / sum_over_time(titik_hotspot_known)`, of hotspots in
 * service; time in which nobody could see is in neither sum.
 */
const listHotspotMetrics = (context: ApiContext): Metric[] => {
  const rows = listRows(context)
  const info = rows.map(({ labels, hotspot }) => ({
    labels: { ...labels, kind: hotspot.kind, kecamatan: hotspot.kecamatan ?? '' },
    value: 1,
  }))
  const inService = perRow(rows, ({ hotspot }) => hotspot.lifecycle === 'active')
  const known = perRow(rows, ({ hotspot }) => hotspot.health !== 'unknown')
  const up = perRow(rows, isUsable)
  const degraded = perRow(rows, ({ hotspot }) => hotspot.health === 'degraded')
  const upstream = perRow(rows, (row) => row.hotspot.health === 'down' && row.isUpstream)
  const times = listSampleTimes(rows)
  return [
    gauge('titik_hotspot_info', 'Kind and kecamatan of a hotspot; always 1.', info),
    gauge('titik_hotspot_in_service', '1 while the lifecycle is active.', inService),
    gauge('titik_hotspot_known', '1 while the health is known.', known),
    gauge('titik_hotspot_up', '1 while residents can use it: up or degraded.', up),
    gauge('titik_hotspot_degraded', '1 while it works with a confirmed flaw.', degraded),
    gauge('titik_hotspot_upstream', '1 while it is down under a down uplink.', upstream),
    gauge('titik_hotspot_last_sample_timestamp_seconds', 'Start of the newest sample.', times),
    gauge('titik_layer_latency_seconds', 'Newest answer of a layer.', listLayerLatencies(rows)),
  ]
}

const listMonitorMetrics = ({ deps, snapshot, hub }: ApiContext): Metric[] => {
  const { counts } = snapshot.present().summary
  const { lastRound, witnesses, blind, faults, openOutages, ready } = deps.live
  const states = Object.entries(counts).map(([state, value]) => ({ labels: { state }, value }))
  const tiers = ['near', 'far', 'all'].map((tier) => ({
    labels: { tier },
    value: blind.some((one) => one.tier === tier && one.endedAt === null) ? 1 : 0,
  }))
  const severities = ['down', 'degraded'].map((severity) => ({
    labels: { severity },
    value: [...openOutages.values()].filter((one) => one.severity === severity).length,
  }))
  const answering = witnesses
    .filter((one) => one.state !== 'unknown')
    .map(({ name, tier, state }) => ({ labels: { name, tier }, value: state === 'up' ? 1 : 0 }))
  const finishedAt = lastRound === null ? null : lastRound.finishedAt / 1000
  const durationMs = lastRound === null ? null : lastRound.finishedAt - lastRound.startedAt
  return [
    gauge('titik_hotspots', 'Hotspots by state; retired ones are not counted.', states),
    gauge('titik_open_outages', 'Open outages by severity, of uplinks too.', severities),
    gauge('titik_blind', '1 while a tier (all: the monitor itself) cannot see.', tiers),
    gauge('titik_witness_up', '1 while a witness answers.', answering),
    gauge(
      'titik_fault',
      '1 while a fault of the monitor itself is present.',
      faults.map(({ code }) => ({ labels: { code }, value: 1 })),
    ),
    single('titik_ready', '1 while scheduler and database work.', ready ? 1 : 0),
    single('titik_round_finished_timestamp_seconds', 'End of the last round.', finishedAt),
    single(
      'titik_round_duration_seconds',
      'Length of the last round.',
      durationMs === null ? null : durationMs / 1000,
    ),
    single('titik_round_checks', 'Checks probed in the last round.', lastRound?.checks ?? null),
    single('titik_round_skipped', 'Checks left out of it.', lastRound?.skipped ?? null),
    single('titik_event_streams', 'Open live streams.', hub.count()),
  ]
}

const listProcessMetrics = ({ deps }: ApiContext): Metric[] => {
  const cpu = process.cpuUsage()
  const memory = process.memoryUsage()
  return [
    gauge('titik_build_info', 'Version; always 1.', [
      { labels: { version: deps.settings.version, node: process.version }, value: 1 },
    ]),
    {
      name: 'process_cpu_seconds_total',
      type: 'counter',
      help: 'User and system CPU time.',
      samples: [{ labels: {}, value: (cpu.user + cpu.system) / 1e6 }],
    },
    single('process_resident_memory_bytes', 'Resident memory.', memory.rss),
    single('nodejs_heap_size_used_bytes', 'Used heap.', memory.heapUsed),
  ]
}

/** Route of the metrics, at the root. */
export const createMetricsApi = (context: ApiContext): OpenAPIHono<HttpEnv> => {
  const app = new OpenAPIHono<HttpEnv>()
  addRoute(
    app,
    {
      path: '/metrics',
      access: 'loopback',
      summary: 'Metrics for Prometheus',
      responses: {
        200: { description: 'Metrics', content: { 'text/plain': { schema: z.string() } } },
      },
      handle: (c) => {
        const metrics = [
          ...listMonitorMetrics(context),
          ...listProcessMetrics(context),
          ...listHotspotMetrics(context),
        ]
        const headers = {
          ...context.headers.ownApi,
          'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
          'X-Request-Id': getRequestId(c),
        }
        return new Response(toMetricsText(metrics), { headers })
      },
    },
    context.clients,
  )
  return app
}
