/** Live streams (server-sent events): each event is written once and sent to every open stream. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ServerResponse } from 'node:http'
import type { PublicBlind } from '../domain/present-status.ts'
import { toPublicRound } from '../domain/present-status.ts'
import { toPublicOutage } from '../domain/public-outage.ts'
import { HttpError } from './errors.ts'
import type { HeaderSet } from './headers.ts'
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

interface Stream {
  readonly outgoing: ServerResponse
  /** Events up to this number happened before the stream's own snapshot. */
  readonly joinedAfter: number
  /** On the monotonic clock, ms. */
  readonly endsAt: number
}

interface Batch {
  readonly number: number
  readonly bytes: Uint8Array
}

/** Streams that are written to before other requests get their turn. */
const streamsPerTurn = 100

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
      toEvent('outage', withInstant(at, JSON.stringify(toPublicOutage(outage, at)))),
    ),
    ...step.rounds.map((round) =>
      toEvent('round', withInstant(at, JSON.stringify(toPublicRound(round)))),
    ),
  ]
}

/** Sends what `snapshot` tells to all streams, a part of them at a time. */
export const createEventHub = (snapshot: Snapshot, limits: EventLimits): EventHub => {
  const streams = new Map<ServerResponse, Stream>()
  const perAddress = new Map<string, number>()
  const queue: Batch[] = []
  const heartbeat = encoder.encode(':\n\n')
  let lastNumber = 0
  let isSending = false

  const isOverdue = (stream: Stream): boolean =>
    stream.outgoing.writableLength > limits.longestBacklog || performance.now() >= stream.endsAt

  const end = ({ outgoing }: Stream): void => {
    // What waits for a client that does not read would keep the socket open.
    if (outgoing.writableLength > 0) outgoing.destroy()
    else outgoing.end()
    streams.delete(outgoing)
  }

  const sendBatch = async ({ number, bytes }: Batch): Promise<void> => {
    let written = 0
    for (const stream of [...streams.values()]) {
      if (stream.joinedAfter >= number || !streams.has(stream.outgoing)) continue
      stream.outgoing.write(bytes)
      if (isOverdue(stream)) end(stream)
      written += 1
      if (written % streamsPerTurn === 0) await nextTurn()
    }
  }

  const sendAll = async (): Promise<void> => {
    if (isSending) return
    isSending = true
    for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
      await sendBatch(batch)
    }
    isSending = false
  }

  const send = (bytes: Uint8Array): void => {
    lastNumber += 1
    if (streams.size === 0) return
    queue.push({ number: lastNumber, bytes })
    void sendAll()
  }

  const readSummary = (): string =>
    Buffer.from(snapshot.documents().summary.identity.bytes).toString('utf8')

  const stop = snapshot.subscribe((step) => {
    if (streams.size === 0) return
    const events = toEvents(step, readSummary(), snapshot.present().summary.blind)
    if (events.length > 0) send(encoder.encode(events.join('')))
  })
  const timer = setInterval(() => {
    send(heartbeat)
  }, limits.heartbeatMs)
  timer.unref()

  const release = (outgoing: ServerResponse, address: string): void => {
    streams.delete(outgoing)
    const left = (perAddress.get(address) ?? 1) - 1
    if (left > 0) perAddress.set(address, left)
    else perAddress.delete(address)
  }

  return {
    open: (outgoing, address, headers) => {
      const ofAddress = perAddress.get(address) ?? 0
      if (streams.size >= limits.total || ofAddress >= limits.perAddress) {
        throw new HttpError('too_many_streams', 'Too many open streams; ask again later', {
          'Retry-After': '60',
        })
      }
      perAddress.set(address, ofAddress + 1)
      outgoing.on('close', () => {
        release(outgoing, address)
      })
      const lifeMs = limits.longestLifeMs * (1 - Math.random() / 10)
      streams.set(outgoing, {
        outgoing,
        joinedAfter: lastNumber,
        endsAt: performance.now() + lifeMs,
      })
      const retryMs = Math.round(shortestRetryMs * (1 + Math.random()))
      outgoing.writeHead(200, { ...headers, ...streamHeaders })
      outgoing.write(`retry: ${String(retryMs)}\n\n${toEvent('snapshot', readSummary())}`)
    },
    count: () => streams.size,
    isStream: (outgoing) => streams.has(outgoing),
    close: () => {
      stop()
      clearInterval(timer)
      for (const stream of [...streams.values()]) end(stream)
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
