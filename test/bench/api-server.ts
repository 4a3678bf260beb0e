/** The servers that the API figures compare, each in a process of its own. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { HotspotStatus } from '../../server/domain/hotspot.ts'
import { startHttpServer } from '../../server/http/app.ts'
import { openDatabase } from '../../server/store/database.ts'
import { createLiveState, type LiveState } from '../../server/store/live.ts'
import { createLog } from '../../server/log.ts'
import { createRandom } from '../field/random.ts'
import { begin, createInventory, createRound, saveInventory } from './city.ts'
import type { Helper } from './helper.ts'
import { openRecorder } from './ingest-recorder.ts'

export const geojsonPath = '/api/v1/hotspots.geojson'

/** What a bare server sends: the bytes that ours sent, with the headers that they need. */
export interface Sent {
  readonly base64: string
  readonly etag: string
  readonly type: string
  readonly encoding: string
}

export type ServerOptions =
  | { readonly kind: 'titik'; readonly hotspots: number }
  | { readonly kind: 'node' | 'hono'; readonly sent: Sent }

export interface ServerAnswer {
  readonly url: string
  /** Reads of hotspots' states since the server was ready: building the snapshot reads every one. */
  readonly reads: number
}

const localhost = '127.0.0.1'

/** Statuses that count how often somebody looks at their health. */
const countReads = (live: LiveState) => {
  let reads = 0
  const watch = (status: HotspotStatus): HotspotStatus =>
    Object.defineProperty({ ...status }, 'health', {
      enumerable: true,
      get: () => {
        reads += 1
        return status.health
      },
    })
  return { statuses: [...live.hotspots.values()].map(watch), count: () => reads }
}

/** A city after five real rounds through the recorder. */
const createCityLive = (hotspots: number): LiveState => {
  const db = openDatabase(':memory:')
  const live = createLiveState()
  const inventory = createInventory(hotspots)
  const random = createRandom(1)
  saveInventory(db, inventory)
  const recorder = openRecorder(db, inventory, live)
  for (let index = 0; index < 5; index += 1) {
    recorder.recordRound(createRound(inventory, index, random))
  }
  db.close()
  return live
}

const startTitik = async (hotspots: number) => {
  const { statuses, count } = countReads(createCityLive(hotspots))
  const live = createLiveState()
  live.setReady(true)
  live.publish({ hotspots: statuses })
  const { url } = await startHttpServer(
    {
      db: openDatabase(':memory:'),
      live,
      now: () => begin + 4 * 60_000 + 5000,
      settings: {
        timezone: 'Asia/Jakarta',
        publicOrigin: null,
        trustedProxies: [],
        tileUrl: null,
        tileAttribution: null,
        isDemo: false,
        version: '0.0.0',
      },
      hours: {
        calendar: { zone: 'Asia/Jakarta', holidays: new Map() },
        defaultHours: new Map(),
      },
      areasGeojson: '{"type":"FeatureCollection","features":[]}',
      webRoot: '/nonexistent',
      log: createLog('info'),
    },
    { host: localhost, port: 0 },
  )
  await waitForCompression(url)
  const before = count()
  return (): ServerAnswer => ({ url, reads: count() - before })
}

/** The first answers of a new server are not compressed yet. */
const waitForCompression = async (url: string): Promise<void> => {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await fetch(`${url}${geojsonPath}`, { headers: { 'accept-encoding': 'br' } })
    await answer.arrayBuffer()
    if (answer.headers.get('content-encoding') === 'br') return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the snapshot was not compressed within ten seconds')
}

const toUrl = (address: AddressInfo | string | null): string => {
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://${localhost}:${String(address.port)}`
}

const startNode = async (sent: Sent) => {
  const bytes = Buffer.from(sent.base64, 'base64')
  const headers = {
    'Content-Type': sent.type,
    'Content-Encoding': sent.encoding,
    'Content-Length': String(bytes.byteLength),
    ETag: sent.etag,
  }
  const server = createServer((incoming, outgoing) => {
    if (incoming.headers['if-none-match'] === sent.etag) {
      outgoing.writeHead(304, { ETag: sent.etag }).end()
    } else {
      outgoing.writeHead(200, headers).end(bytes)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, localhost, resolve))
  return (): ServerAnswer => ({ url: toUrl(server.address()), reads: 0 })
}

const startHono = async (sent: Sent) => {
  const bytes = new Uint8Array(Buffer.from(sent.base64, 'base64'))
  const headers = {
    'Content-Type': sent.type,
    'Content-Encoding': sent.encoding,
    'Content-Length': String(bytes.byteLength),
    ETag: sent.etag,
  }
  const app = new Hono()
  app.get(geojsonPath, (c) =>
    c.req.header('if-none-match') === sent.etag
      ? c.body(null, 304, { ETag: sent.etag })
      : c.body(bytes, 200, headers),
  )
  const url = await new Promise<string>((resolve) => {
    serve({ fetch: app.fetch, hostname: localhost, port: 0 }, (info) => {
      resolve(toUrl(info))
    })
  })
  return (): ServerAnswer => ({ url, reads: 0 })
}

export const startServer: Helper = (given) => {
  const options = given as ServerOptions
  if (options.kind === 'titik') return startTitik(options.hotspots)
  return options.kind === 'node' ? startNode(options.sent) : startHono(options.sent)
}
