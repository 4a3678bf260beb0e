/** Writes the same bytes to many open streams, a part of them at a time, and ends those that lag or are old. */
import type { ServerResponse } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'

interface Stream {
  readonly outgoing: ServerResponse
  /** Batches up to this number are contained in what the stream got when it was opened. */
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

interface State {
  readonly streams: Map<ServerResponse, Stream>
  readonly queue: Batch[]
  readonly longestBacklog: number
  lastNumber: number
  isSending: boolean
}

interface Broadcast {
  readonly add: (outgoing: ServerResponse, lifeMs: number) => void
  readonly send: (bytes: Uint8Array) => void
  readonly has: (outgoing: ServerResponse) => boolean
  readonly count: () => number
  readonly endAll: () => void
}

const end = (state: State, { outgoing }: Stream): void => {
  state.streams.delete(outgoing)
  // What waits for a client that does not read would keep the socket open.
  if (outgoing.writableLength > 0) outgoing.destroy()
  else outgoing.end()
}

const isOverdue = (state: State, { outgoing, endsAt }: Stream): boolean =>
  outgoing.writableLength > state.longestBacklog || performance.now() >= endsAt

const sendBatch = async (state: State, { number, bytes }: Batch): Promise<void> => {
  let written = 0
  for (const stream of [...state.streams.values()]) {
    // During a pause it may have been closed.
    if (stream.joinedAfter >= number || !state.streams.has(stream.outgoing)) continue
    // Judged before writing: what waits then is what the client left of earlier batches.
    if (isOverdue(state, stream)) end(state, stream)
    else stream.outgoing.write(bytes)
    written += 1
    if (written % streamsPerTurn === 0) await nextTurn()
  }
}

/** One batch after the other, so that every stream gets them in order. */
const sendQueue = async (state: State): Promise<void> => {
  if (state.isSending) return
  state.isSending = true
  for (let batch = state.queue.shift(); batch !== undefined; batch = state.queue.shift()) {
    await sendBatch(state, batch)
  }
  state.isSending = false
}

/** @param longestBacklog a stream for which more bytes than this wait is cut */
export const createBroadcast = (longestBacklog: number): Broadcast => {
  const state: State = {
    streams: new Map(),
    queue: [],
    longestBacklog,
    lastNumber: 0,
    isSending: false,
  }
  return {
    add: (outgoing, lifeMs) => {
      const endsAt = performance.now() + lifeMs
      state.streams.set(outgoing, { outgoing, joinedAfter: state.lastNumber, endsAt })
      outgoing.once('close', () => state.streams.delete(outgoing))
    },
    send: (bytes) => {
      state.lastNumber += 1
      if (state.streams.size === 0) return
      state.queue.push({ number: state.lastNumber, bytes })
      void sendQueue(state)
    },
    has: (outgoing) => state.streams.has(outgoing),
    count: () => state.streams.size,
    endAll: () => {
      for (const stream of [...state.streams.values()]) end(state, stream)
    },
  }
}
