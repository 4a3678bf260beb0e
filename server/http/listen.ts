/** The socket side: limits on slow and greedy clients, one log line per request, and an end that is bounded in time. */
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { HttpLog } from './deps.ts'
import type { Document } from './document.ts'
import { writeDocument } from './document.ts'
import { identifyRequest } from './request.ts'

export interface ListenAddress {
  readonly host: string
  /** 0 = any free port. */
  readonly port: number
}

export interface HttpServer {
  /** e.g. `http://127.0.0.1:8080` */
  readonly url: string
  /** Stops listening, ends live streams, lets running answers finish and cuts what is left; at most 2 s. */
  readonly close: () => Promise<void>
}

export interface Service {
  readonly fetch: Parameters<typeof getRequestListener>[0]
  readonly log: HttpLog
  readonly getAddress: (incoming: IncomingMessage) => string
  /** Answers that are meant to last. */
  readonly isStream: (outgoing: ServerResponse) => boolean
  /** A prepared answer to a GET of exactly this URL. */
  readonly findDocument: (url: string) => Document | undefined
  /** Ends everything that lasts. */
  readonly stop: () => void
}

/** Bounds on what one client may hold; times in ms. */
export interface SocketLimits {
  /** From connecting to the last header. */
  readonly headersTimeoutMs: number
  /** From connecting to the end of the request. */
  readonly requestTimeoutMs: number
  /** Node checks the two above only this often; its default of 30 s would keep slow clients for a minute. */
  readonly checkIntervalMs: number
  /** An idle socket between two requests. */
  readonly keepAliveMs: number
  /** A socket on which nothing moves during an answer; live streams move every 15 s. */
  readonly idleSocketMs: number
  /** An answer that a client has not taken by then is cut, unless it is a live stream. */
  readonly longestAnswerMs: number
  /** For answers that still run when the server ends. */
  readonly graceMs: number
  readonly maxHeaderBytes: number
  /** Leaves file descriptors for probes and database. */
  readonly mostConnections: number
}

const defaultSocketLimits: SocketLimits = {
  headersTimeoutMs: 5000,
  requestTimeoutMs: 10_000,
  checkIntervalMs: 1000,
  // Longer than a reverse proxy keeps its side open (60 s in nginx), so that it never writes into a closing socket.
  keepAliveMs: 65_000,
  idleSocketMs: 30_000,
  longestAnswerMs: 60_000,
  graceMs: 1500,
  maxHeaderBytes: 8 * 1024,
  mostConnections: 4096,
}

/** Running answers are looked at this many times before they are cut. */
const sweepsPerAnswer = 12

const quietPaths =
  /^\/(assets\/|healthz$|readyz$|metrics$|api\/v1\/(summary|hotspots(\.geojson)?)$)/

/** What programs ask every few seconds is worth a line only when it fails. */
const isQuiet = (method: string, path: string, status: number): boolean =>
  status < 400 && (method === 'GET' || method === 'HEAD') && quietPaths.test(path)

const toPath = (url: string): string => {
  const query = url.indexOf('?')
  return query === -1 ? url : url.slice(0, query)
}

const createRequestLog = ({ log, getAddress }: Service) => {
  const write = (incoming: IncomingMessage, status: number, startedAt: number): void => {
    const { method = '', url = '' } = incoming
    const path = toPath(url)
    const line = {
      method,
      path,
      status,
      ms: Math.round((performance.now() - startedAt) * 100) / 100,
      requestId: identifyRequest(incoming),
      client: getAddress(incoming),
      // A cut answer calls itself finished; only its socket knows.
      ...(incoming.socket.destroyed ? { aborted: true } : {}),
    }
    if (isQuiet(method, path, status)) log.debug(line, 'request')
    else log.info(line, 'request')
  }
  return (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const startedAt = performance.now()
    outgoing.once('close', () => {
      write(incoming, outgoing.statusCode, startedAt)
    })
  }
}

/** The newest answer on a socket, and for how many sweeps it has been there. */
interface Connection {
  outgoing: ServerResponse | null
  sweeps: number
}

const connectionKey = Symbol('connection')

interface TrackedSocket extends Socket {
  [connectionKey]?: Connection
}

/** Finds answers that a client does not take; nothing is done per request but to note the newest. */
const createSlowReaderGuard = (isStream: Service['isStream'], longestAnswerMs: number) => {
  const connections = new Map<Socket, Connection>()
  const sweep = (): void => {
    for (const [socket, connection] of connections) {
      const { outgoing } = connection
      if (outgoing === null || outgoing.writableFinished || isStream(outgoing)) continue
      connection.sweeps += 1
      if (connection.sweeps > sweepsPerAnswer) socket.destroy()
    }
  }
  const timer = setInterval(sweep, longestAnswerMs / sweepsPerAnswer)
  timer.unref()
  return {
    add: (socket: TrackedSocket): void => {
      const connection: Connection = { outgoing: null, sweeps: 0 }
      socket[connectionKey] = connection
      connections.set(socket, connection)
      socket.once('close', () => connections.delete(socket))
    },
    note: (socket: TrackedSocket, outgoing: ServerResponse): void => {
      const connection = socket[connectionKey]
      if (connection === undefined) return
      connection.outgoing = outgoing
      connection.sweeps = 0
    },
    stop: (): void => {
      clearInterval(timer)
    },
  }
}

const startListening = (server: Server, { host, port }: ListenAddress): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const bound = server.address()
      const boundPort = bound !== null && typeof bound === 'object' ? bound.port : port
      const name = host.includes(':') ? `[${host}]` : host
      resolve(`http://${name}:${String(boundPort)}`)
    })
  })

const stopListening = (server: Server, graceMs: number): Promise<void> =>
  new Promise((resolve) => {
    // Connections turn idle one by one while their last answers end.
    const sweeping = setInterval(() => {
      server.closeIdleConnections()
    }, 50)
    const cutting = setTimeout(() => {
      server.closeAllConnections()
    }, graceMs)
    server.close(() => {
      clearInterval(sweeping)
      clearTimeout(cutting)
      resolve()
    })
  })

/** Answers one request: prepared bytes at once, everything else through the application. */
const createAnswerer = (service: Service) => {
  const answer = getRequestListener(service.fetch)
  const logRequest = createRequestLog(service)
  const isLoggingAll = service.log.isLevelEnabled?.('debug') ?? true
  return (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { method, url = '' } = incoming
    const document = method === 'GET' ? service.findDocument(url) : undefined
    // A prepared answer cannot fail, so it is worth a line only to those who want to see every one.
    if (document === undefined || isLoggingAll) logRequest(incoming, outgoing)
    if (document === undefined) void answer(incoming, outgoing)
    else writeDocument(incoming, outgoing, document)
  }
}

/** @throws the error of `listen` when the address cannot be used */
export const listen = async (
  service: Service,
  address: ListenAddress,
  limits: SocketLimits = defaultSocketLimits,
): Promise<HttpServer> => {
  const guard = createSlowReaderGuard(service.isStream, limits.longestAnswerMs)
  const answer = createAnswerer(service)
  const server = createServer(
    {
      connectionsCheckingInterval: limits.checkIntervalMs,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveMs,
      maxHeaderSize: limits.maxHeaderBytes,
    },
    (incoming, outgoing) => {
      guard.note(incoming.socket, outgoing)
      answer(incoming, outgoing)
    },
  )
  server.maxConnections = limits.mostConnections
  server.on('connection', guard.add)
  server.setTimeout(limits.idleSocketMs, (socket: Socket) => socket.destroy())
  const url = await startListening(server, address)
  return {
    url,
    close: async () => {
      guard.stop()
      service.stop()
      await stopListening(server, limits.graceMs)
    },
  }
}
