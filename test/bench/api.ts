/** API: the map's GeoJSON beside bare node:http and bare hono that send the same bytes. */
import { get } from 'node:http'
import type { LoadAnswer, LoadQuestion } from './api-load.ts'
import { measureApiDuringRounds } from './api-round.ts'
import { geojsonPath, type Sent, type ServerAnswer, type ServerOptions } from './api-server.ts'
import { startHelper, type Running } from './helper.ts'
import { findPackageVersion, median, readCpuMsOf } from './measure.ts'
import type { PartContext } from './part.ts'

/** As many as keep one core of a server busy, and few enough that the client is not what is measured. */
const connections = 32

const fetchSent = async (url: string): Promise<Sent> => {
  const answer = await fetch(`${url}${geojsonPath}`, { headers: { 'accept-encoding': 'br' } })
  // fetch decodes what it gets, so the bytes are asked for once more without it.
  await answer.arrayBuffer()
  const { headers } = answer
  return {
    base64: await fetchRaw(url),
    etag: headers.get('etag') ?? '',
    type: headers.get('content-type') ?? '',
    encoding: headers.get('content-encoding') ?? '',
  }
}

const fetchRaw = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    get(`${url}${geojsonPath}`, { headers: { 'accept-encoding': 'br' } }, (incoming) => {
      const pieces: Buffer[] = []
      incoming.on('data', (piece: Buffer) => pieces.push(piece))
      incoming.on('end', () => {
        resolve(Buffer.concat(pieces).toString('base64'))
      })
    }).on('error', reject)
  })

interface Contestant {
  readonly name: 'titik' | 'node' | 'hono'
  readonly server: Running
  readonly url: string
  readonly answers: (LoadAnswer & { readonly cpuMs: number })[]
}

const startContestant = async (options: ServerOptions): Promise<Contestant> => {
  const server = await startHelper({ name: 'api-server', options })
  const { url } = await server.ask<ServerAnswer>(null)
  return { name: options.kind, server, url, answers: [] }
}

const startAll = async (hotspots: number): Promise<{ contestants: Contestant[]; sent: Sent }> => {
  const titik = await startContestant({ kind: 'titik', hotspots })
  const sent = await fetchSent(titik.url)
  const node = await startContestant({ kind: 'node', sent })
  const hono = await startContestant({ kind: 'hono', sent })
  return { contestants: [titik, node, hono], sent }
}

/** Short and many: what else this machine does meanwhile meets all three alike. */
const secondsPerRun = 0.5
const countRuns = (context: PartContext): number => (context.isQuick ? 1 : 4) * context.runs

interface Case {
  readonly name: string
  readonly headers: LoadQuestion['headers']
  readonly expectedStatus: number
}

/** In turn, and each run begins with another one; the first run warms all up and is not counted. */
const measureCase = async (
  load: Running,
  contestants: readonly Contestant[],
  { headers, expectedStatus }: Case,
  context: PartContext,
): Promise<void> => {
  for (const one of contestants) one.answers.length = 0
  for (let run = 0; run <= countRuns(context); run += 1) {
    const shift = run % contestants.length
    for (const one of [...contestants.slice(shift), ...contestants.slice(0, shift)]) {
      const cpuBefore = readCpuMsOf(one.server.pid)
      const answer = await load.ask<LoadAnswer>({
        url: `${one.url}${geojsonPath}`,
        connections,
        seconds: secondsPerRun,
        headers,
        expectedStatus,
      } satisfies LoadQuestion)
      const cpuMs = readCpuMsOf(one.server.pid) - cpuBefore
      if (run > 0) one.answers.push({ ...answer, cpuMs })
    }
  }
}

const medianOf = (one: Contestant, read: (answer: Contestant['answers'][number]) => number) =>
  median(one.answers.map(read))

const emitCase = (contestants: readonly Contestant[], name: string, context: PartContext): void => {
  const [titik, node, hono] = contestants
  if (titik === undefined || node === undefined || hono === undefined) return
  const rate = (answer: LoadAnswer): number => answer.requestsPerSecond
  const p99 = (answer: LoadAnswer): number => answer.p99Ms
  const perCpuSecond = (answer: Contestant['answers'][number]): number =>
    (answer.requests * 1000) / answer.cpuMs
  const detail = {
    connections,
    secondsPerRun,
    node: process.version,
    hono: findPackageVersion('hono'),
    '@hono/node-server': findPackageVersion('@hono/node-server'),
    autocannon: findPackageVersion('autocannon'),
    requestsPerServerCpuSecond: [titik, node, hono]
      .map((one) => `${one.name} ${medianOf(one, perCpuSecond).toFixed(0)}`)
      .join(', '),
    p50Ms: [titik, node, hono]
      .map((one) => `${one.name} ${medianOf(one, (a) => a.p50Ms).toFixed(2)}`)
      .join(', '),
  }
  const base = { case: name, runs: countRuns(context), detail }
  context.emit({
    ...base,
    measure: 'requests per second',
    ours: medianOf(titik, rate),
    reference: medianOf(node, rate),
    referenceName: 'bare node:http',
    limit: { atLeast: 0.55 },
  })
  context.emit({
    ...base,
    measure: 'requests per second',
    ours: medianOf(titik, rate),
    reference: medianOf(hono, rate),
    referenceName: 'bare hono',
    limit: { atLeast: 0.9 },
  })
  context.emit({
    ...base,
    measure: 'p99 ms',
    ours: medianOf(titik, p99),
    reference: medianOf(node, p99),
    referenceName: 'bare node:http',
    limit: { atMost: 1.75 },
  })
}

const measureSize = async (
  load: Running,
  hotspots: number,
  context: PartContext,
): Promise<void> => {
  const { contestants, sent } = await startAll(hotspots)
  try {
    const accept = { 'accept-encoding': 'gzip, deflate, br' }
    const kilobytes = (Buffer.byteLength(sent.base64, 'base64') / 1000).toFixed(1)
    const cases: readonly Case[] = [
      {
        name: `${String(hotspots)} hotspots, ${kilobytes} KB ${sent.encoding}`,
        headers: accept,
        expectedStatus: 200,
      },
      {
        name: `${String(hotspots)} hotspots, If-None-Match`,
        headers: { ...accept, 'if-none-match': sent.etag },
        expectedStatus: 304,
      },
    ]
    for (const one of cases) {
      await measureCase(load, contestants, one, context)
      emitCase(contestants, one.name, context)
    }
    const { reads } = (await contestants[0]?.server.ask<ServerAnswer>(null)) ?? { reads: NaN }
    context.emit({
      case: `${String(hotspots)} hotspots`,
      measure: 'reads of the city by requests',
      ours: reads,
      reference: null,
      referenceName: null,
      limit: { atMost: 0 },
      runs: 1,
      detail: { meaning: 'building the snapshot reads every hotspot; requests must not' },
    })
  } finally {
    for (const one of contestants) await one.server.end()
  }
}

/** Requests per second, p99, and that no request computes anything. */
export const measureApi = async (context: PartContext): Promise<void> => {
  const load = await startHelper({ name: 'api-load' })
  try {
    for (const hotspots of [132, 2000]) await measureSize(load, hotspots, context)
    await measureApiDuringRounds(load, context)
  } finally {
    await load.end()
  }
}
