/** A thousand portals on addresses of their own, in one process that is not measured. */
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { hotspotAddress } from '../field/plan.ts'
import { servePortal } from '../field/portal.ts'
import type { Helper } from './helper.ts'

export interface ListenerOptions {
  readonly count: number
}

const listen = async (address: string, port: number): Promise<number> => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    servePortal(socket, () => ({ fault: null, delayMs: 0 }))
  })
  server.listen({ host: address, port, backlog: 511 })
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** Answers with the one port on which all of them listen. */
export const startListener: Helper = async (options) => {
  const { count } = options as ListenerOptions
  const port = await listen(hotspotAddress(0), 0)
  for (let index = 1; index < count; index += 1) await listen(hotspotAddress(index), port)
  return () => port
}
