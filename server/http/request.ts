/** What is known about a request beyond its URL: its id, its headers and who really sent it. */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import ipaddr from 'ipaddr.js'
import type { Context } from 'hono'

/** Present on a real socket; absent when a test calls `app.request`. */
interface HttpBindings {
  readonly incoming?: IncomingMessage
  readonly outgoing?: ServerResponse
}

export interface HttpEnv {
  Bindings: HttpBindings
}

const ids = Symbol('request id')

interface Identified {
  [ids]?: string | undefined
}

/** Ids are unique within this process and very likely beyond it. */
const processPrefix = randomBytes(4).toString('hex')
let counter = 0

const createRequestId = (): string => {
  counter += 1
  return `${processPrefix}-${counter.toString(36)}`
}

/** Names the request of a socket, once; `X-Request-Id`, error and log line carry the same id. */
export const identifyRequest = (incoming: IncomingMessage): string => {
  const carrier = incoming as IncomingMessage & Identified
  return (carrier[ids] ??= createRequestId())
}

/** The socket's side of a request; empty without a socket, where hono leaves `env` undefined. */
export const getBindings = (c: { readonly env: HttpBindings | undefined }): HttpBindings =>
  c.env ?? {}

/** The id of the request that is being answered. */
export const getRequestId = (c: Context<HttpEnv>): string => {
  const { incoming } = getBindings(c)
  return incoming === undefined ? createRequestId() : identifyRequest(incoming)
}

/** A header that may be given once, by its lower-case name; read without building a `Headers` object. */
export const readHeader = (c: Context<HttpEnv>, name: string): string | undefined => {
  const { incoming } = getBindings(c)
  if (incoming === undefined) return c.req.header(name)
  const value = incoming.headers[name]
  return typeof value === 'string' ? value : undefined
}

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number]

const toRange = (text: string): Range => {
  if (text.includes('/')) return ipaddr.parseCIDR(text)
  const address = ipaddr.process(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}

const isWithin = (address: ipaddr.IPv4 | ipaddr.IPv6, ranges: readonly Range[]): boolean =>
  ranges.some((range) => address.kind() === range[0].kind() && address.match(range))

/** Canonical text: an IPv4 address inside IPv6 is the IPv4 address; null when it is not an address. */
const toAddress = (text: string): ipaddr.IPv4 | ipaddr.IPv6 | null => {
  const trimmed = text.trim()
  return ipaddr.isValid(trimmed) ? ipaddr.process(trimmed) : null
}

export interface ClientReader {
  /** Address of the client, as far as it can be trusted; `unknown` without a socket. */
  readonly getAddress: (incoming: IncomingMessage | undefined) => string
  /** The request came from this machine itself, and not through a proxy on it. */
  readonly isLoopback: (incoming: IncomingMessage | undefined) => boolean
}

/** Headers by which a proxy shows itself. */
const proxyHeaders = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'] as const

/**
 * Tells who sent a request. `X-Forwarded-For` counts only as far as it was written by trusted proxies: it is read from
 * the right, and the first address that is not one of theirs is the client.
 *
 * @param trustedProxies CIDRs or single addresses
 * @throws Error when one of them is not an address
 */
export const createClientReader = (trustedProxies: readonly string[]): ClientReader => {
  const trusted = trustedProxies.map(toRange)
  const findClient = (incoming: IncomingMessage): ipaddr.IPv4 | ipaddr.IPv6 | null => {
    let client = toAddress(incoming.socket.remoteAddress ?? '')
    const header = incoming.headers['x-forwarded-for']
    const hops = header === undefined ? [] : [header].flat().join(',').split(',')
    while (client !== null && isWithin(client, trusted)) {
      const hop = hops.pop()
      if (hop === undefined) return client
      client = toAddress(hop)
    }
    return client
  }
  return {
    getAddress: (incoming) => {
      if (incoming === undefined) return 'unknown'
      return findClient(incoming)?.toString() ?? 'unknown'
    },
    isLoopback: (incoming) => {
      if (incoming === undefined) return false
      const peer = toAddress(incoming.socket.remoteAddress ?? '')
      const isForwarded = proxyHeaders.some((name) => incoming.headers[name] !== undefined)
      // A proxy on this machine that nobody declared would lend its own address to the whole world.
      if (isForwarded && (peer === null || !isWithin(peer, trusted))) return false
      return findClient(incoming)?.range() === 'loopback'
    },
  }
}
