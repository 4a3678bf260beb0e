/** One listening address and port of the field, which can be opened and closed again and again. */
import { createServer, type Server, type Socket } from 'node:net'

export interface Endpoint {
  readonly address: string
  readonly port: number
  /** Whether the listener is bound. */
  readonly isOpen: () => boolean
  /** Binds the listener; rejects with the system's error (`EADDRINUSE`). Does nothing when it is open. */
  readonly open: () => Promise<void>
  /** Frees the port and resets every open connection. Does nothing when it is closed. */
  readonly close: () => Promise<void>
}

/** Describes an endpoint; nothing is bound before `open`. */
export const createEndpoint = (
  address: string,
  port: number,
  serve: (socket: Socket) => void,
): Endpoint => {
  const sockets = new Set<Socket>()
  let server: Server | null = null

  const onConnection = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A prober that goes away in mid-answer is normal life here.
    socket.on('error', () => socket.destroy())
    serve(socket)
  }

  const open = async (): Promise<void> => {
    if (server !== null) return
    const opening = createServer(onConnection)
    server = opening
    try {
      await new Promise<void>((resolve, reject) => {
        opening.once('error', reject)
        opening.listen({ host: address, port, backlog: 511 }, resolve)
      })
    } catch (error) {
      server = null
      throw error
    }
  }

  const close = async (): Promise<void> => {
    if (server === null) return
    const closing = server
    server = null
    const closed = new Promise<void>((resolve) => closing.close(() => resolve()))
    for (const socket of sockets) socket.resetAndDestroy()
    await closed
  }

  return { address, port, isOpen: () => server !== null, open, close }
}
