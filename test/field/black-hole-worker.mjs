// Holds listeners that never accept: this thread blocks before its event loop ever polls them, so the kernel's
// queue of each fills up and every further SYN stays unanswered, exactly like an address behind a dead link.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'

const gate = new Int32Array(workerData.gate)
const orders = workerData.orders
const servers = new Map()

const listen = async ({ address, port }) => {
  const server = createServer()
  // The listening event comes through process.nextTick, hence without the event loop.
  const listening = once(server, 'listening')
  server.listen({ host: address, port, backlog: 1 })
  await listening
  servers.set(`${address}:${port}`, server)
}

const carryOut = async ({ add, remove }) => {
  for (const { address, port } of remove) {
    servers.get(`${address}:${port}`)?.close()
    servers.delete(`${address}:${port}`)
  }
  const results = await Promise.allSettled(add.map(listen))
  return results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []))
}

for (;;) {
  const order = receiveMessageOnPort(orders)
  if (order === undefined) Atomics.wait(gate, 0, 0)
  else parentPort.postMessage({ failed: await carryOut(order.message) })
  Atomics.store(gate, 0, 0)
}
