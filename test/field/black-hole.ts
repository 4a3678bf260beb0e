/** Addresses that answer nothing at all: no SYN-ACK, no RST. Works without rights, for TCP only. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { MessageChannel, Worker } from 'node:worker_threads'
import type { Endpoint } from './endpoint.ts'

type Place = Pick<Endpoint, 'address' | 'port'>

export interface BlackHole {
  /** Makes exactly these places swallow connections and frees all others; at most one call at a time. */
  readonly set: (places: readonly Place[]) => Promise<void>
  readonly close: () => Promise<void>
}

/** The kernel queues one connection more than the backlog (1) before it drops SYNs. */
const queueLength = 2

/** A filler that is not accepted within this time found the queue full already. */
const fillerTimeoutMs = 250

const fill = async ({ address, port }: Place): Promise<void> => {
  const socket = connect({ host: address, port })
  await new Promise<void>((resolve) => {
    socket.setTimeout(fillerTimeoutMs, resolve)
    socket.on('connect', resolve)
    socket.on('error', () => resolve())
  })
  // A closed connection stays in the queue until somebody accepts it, and nobody does.
  socket.destroy()
}

const toKey = (place: Place): string => `${place.address}:${String(place.port)}`

interface Holder {
  readonly order: (add: readonly Place[], remove: readonly Place[]) => Promise<void>
  readonly end: () => Promise<void>
}

const startHolder = (): Holder => {
  const gate = new SharedArrayBuffer(4)
  const view = new Int32Array(gate)
  const { port1, port2 } = new MessageChannel()
  const worker = new Worker(new URL('./black-hole-worker.mjs', import.meta.url), {
    workerData: { gate, orders: port2 },
    transferList: [port2],
    execArgv: [],
  })
  worker.unref()
  const order = async (add: readonly Place[], remove: readonly Place[]): Promise<void> => {
    worker.ref()
    port1.postMessage({ add, remove })
    Atomics.store(view, 0, 1)
    Atomics.notify(view, 0)
    const [{ failed }] = (await once(worker, 'message')) as [{ failed: string[] }]
    worker.unref()
    if (failed.length > 0) throw new Error(`cannot listen: ${failed.join(', ')}`)
  }
  const end = async (): Promise<void> => {
    port1.close()
    await worker.terminate()
  }
  return { order, end }
}

export const createBlackHole = (): BlackHole => {
  const held = new Map<string, Place>()
  let holder: Holder | null = null

  const set = async (places: readonly Place[]): Promise<void> => {
    const wanted = new Map(
      places.map((place) => [toKey(place), { address: place.address, port: place.port }]),
    )
    const add = [...wanted.values()].filter((place) => !held.has(toKey(place)))
    const remove = [...held.values()].filter((place) => !wanted.has(toKey(place)))
    if (add.length + remove.length === 0) return
    holder ??= startHolder()
    for (const place of remove) held.delete(toKey(place))
    await holder.order(add, remove)
    for (const place of add) held.set(toKey(place), place)
    await Promise.all(
      add.flatMap((place) => Array.from({ length: queueLength }, () => fill(place))),
    )
  }

  const close = async (): Promise<void> => {
    await holder?.end()
    holder = null
    held.clear()
  }

  return { set, close }
}
