/** Live streams (server-sent events): each event is written once and sent to every open stream. */
import type { ServerResponse } from 'node:http'
import type { PublicBlind } from '../domain/present-status.ts'
import { toPublicRound } from '../domain/present-status.ts'
import { toPublicOutage } from '../domain/public-outage.ts'
import { HttpError } from './errors.ts'
import type { HeaderSet } from './headers.ts'
import { createBroadcast } from './broadcast.ts'
import type { Snapshot, SnapshotStep } from './snapshot.ts'

export interface EventLimits {
  /** Open streams in all. */
  readonly total: number
  /** Open streams of one address; a wallboard and a whole office may share it. */
  readonly perAddress: number
  /** A stream ends after this time, up to a tenth sooner, and the client connects again; ms. */
  readonly longestLifeMs: number
  /** Distance of the comments that keep proxies from closing a quiet stream; ms. */
  readonly heartbeatMs: number
  /** A client that lets more than this wait for it is ended; bytes. */
  readonly longestBacklog: number
}

export const defaultEventLimits: EventLimits = {
  total: 2000,
  perAddress: 256,
  longestLifeMs: 15 * 60_000,
  heartbeatMs: 15_000,
  longestBacklog: 1_000_000,
}

export interface EventHub {
  /** @throws HttpError `too_many_streams` when the client, or everybody together, has too many */
  readonly open: (outgoing: ServerResponse, address: string, headers: HeaderSet) => void
  readonly count: () => number
  readonly isStream: (outgoing: ServerResponse) => boolean
  /** Ends every stream. */
  readonly close: () => void
}

/** More changed hotspots than this are told by one `snapshot`: the client then fetches the list, compressed. */
const mostHealthEvents = 250

/** Clients reconnect after this time and up to as much again, so that they do not come all at once; ms. */
const shortestRetryMs = 2000

const encoder = new TextEncoder()

const toEvent = (name: string, json: string): string => `event: ${name}\ndata: ${json}\n\n`

/** JSON object text with `generatedAt` before its own fields. */
const withInstant = (generatedAt: number, json: string): string =>
  `{"generatedAt":${String(generatedAt)},${json.slice(1)}`

const toEvents = (
  step: SnapshotStep,
  summaryText: string,
  blind: PublicBlind | null,
): readonly string[] => {
  const at = step.generatedAt
  const isWide = step.hasRemoved || step.changed.length > mostHealthEvents
  return [
    ...(step.hasBlindChanged ? [toEvent('blind', JSON.stringify({ generatedAt: at, blind }))] : []),
    ...(isWide
      ? [toEvent('snapshot', summaryText)]
      : step.changed.map((text) => toEvent('health', withInstant(at, text)))),
    ...step.outages.map((outage) =>
      toEvent(
        'outage',
        withInstant(at, JSON.stringify(toPublicOutage({ ...outage, parts: [] }, at))),
      ),
    ),
    ...step.rounds.map((round) =>
      toEvent('round', withInstant(at, JSON.stringify(toPublicRound(round)))),
    ),
  ]
}

/** Counts open streams per address. */
const createAddressCounter = () => {
  const counts = new Map<string, number>()
  return {
    count: (address: string): number => counts.get(address) ?? 0,
    add: (address: string): void => {
      counts.set(address, (counts.get(address) ?? 0) + 1)
    },
    remove: (address: string): void => {
      const left = (counts.get(address) ?? 1) - 1
      if (left > 0) counts.set(address, left)
      else counts.delete(address)
    },
  }
}

/** `X-Accel-Buffering` keeps nginx from holding events back; the socket is not used again afterwards. */
const streamHeaders: HeaderSet = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no',
  Connection: 'close',
}

/** Sends what `snapshot` tells to all streams. */
export const createEventHub = (snapshot: Snapshot, limits: EventLimits): EventHub => {
  const broadcast = createBroadcast(limits.longestBacklog)
  const addresses = createAddressCounter()
  const heartbeat = encoder.encode(':\n\n')
  const readSummary = (): string =>
    Buffer.from(snapshot.documents().summary.identity.bytes).toString('utf8')
  const stop = snapshot.subscribe((step) => {
    if (broadcast.count() === 0) return
    const events = toEvents(step, readSummary(), snapshot.present().summary.blind)
    if (events.length > 0) broadcast.send(encoder.encode(events.join('')))
  })
  const timer = setInterval(() => {
    broadcast.send(heartbeat)
  }, limits.heartbeatMs)
  timer.unref()
  return {
    open: (outgoing, address, headers) => {
      const isFull = broadcast.count() >= limits.total
      if (isFull || addresses.count(address) >= limits.perAddress) {
        throw new HttpError('too_many_streams', 'Too many open streams; ask again later', {
          'Retry-After': '60',
        })
      }
      addresses.add(address)
      outgoing.once('close', () => {
        addresses.remove(address)
      })
      const retryMs = Math.round(shortestRetryMs * (1 + Math.random()))
      outgoing.writeHead(200, { ...headers, ...streamHeaders })
      outgoing.write(`retry: ${String(retryMs)}\n\n${toEvent('snapshot', readSummary())}`)
      broadcast.add(outgoing, limits.longestLifeMs * (1 - Math.random() / 10))
    },
    count: broadcast.count,
    isStream: broadcast.has,
    close: () => {
      stop()
      clearInterval(timer)
      broadcast.endAll()
    },
  }
}
