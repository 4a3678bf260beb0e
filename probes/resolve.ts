/** The one place where a host name becomes an address that may be dialled. */
import { promises as dns } from 'node:dns'
import { performance } from 'node:perf_hooks'
import { canonicalHost, type AddressPolicy } from './address-policy.ts'
import type { ProbePhase, ProbeResult } from './result.ts'
import { toDown, toErrorCode, toUnknown } from './verdict.ts'

/** A checked canonical address, or the result that ends the probe. */
export type Resolution =
  | { readonly address: string; readonly phase: ProbePhase | null }
  | { readonly address: null; readonly verdict: ProbeResult }

/**
 * At once for an address, since a round has thousands of them; later for a name. Never rejects. Time is bounded by the
 * resolver's own limits; a caller with less time stops waiting.
 */
export type Resolve = (host: string) => Resolution | Promise<Resolution>

export interface ResolveOptions {
  readonly policy: AddressPolicy
  /** Name servers as `address` or `address:port`; default those of the system. */
  readonly servers?: readonly string[] | undefined
  /** Time for the first try of one query, ms; there are two tries. Default 1000. */
  readonly queryTimeoutMs?: number
}

/** Long enough for one round of many checks of one name, short enough to follow a change within a minute. */
const keepMs = 30_000
const keepFailureMs = 3_000
const cacheLimit = 10_000
/** c-ares opens a socket per name server and query: more at once would eat the file descriptors of probes. */
const queriesAtOnce = 64

type Answer =
  | { readonly addresses: readonly string[] }
  | { readonly failure: 'absent' | 'resolver'; readonly code: string }

interface CacheEntry {
  readonly answer: Promise<Answer>
  until: number
}

/** RFC 1035 NXDOMAIN and an empty answer speak about the name; all else speaks about the resolver. */
const isAbsent = (code: string): boolean => code === 'ENOTFOUND' || code === 'ENODATA'

const ask = async (query: () => Promise<string[]>): Promise<Answer> => {
  try {
    return { addresses: await query() }
  } catch (error) {
    const code = toErrorCode(error) || 'EUNKNOWN'
    return { failure: isAbsent(code) ? 'absent' : 'resolver', code }
  }
}

const createQuery = (options: ResolveOptions): ((name: string) => Promise<Answer>) => {
  // c-ares, not getaddrinfo: the thread pool is small and shared with files and password hashing.
  const create = (): dns.Resolver => {
    const resolver = new dns.Resolver({ timeout: options.queryTimeoutMs ?? 1000, tries: 2 })
    if (options.servers !== undefined) resolver.setServers(options.servers)
    return resolver
  }
  let resolver = create()
  const queryOnce = async (name: string): Promise<Answer> => {
    const current = resolver
    const v4 = await ask(() => current.resolve4(name))
    const answer =
      'failure' in v4 && v4.failure === 'absent' ? await ask(() => current.resolve6(name)) : v4
    // A new channel reads the system's list of name servers again, which may be why the old one fails.
    if ('failure' in answer && answer.failure === 'resolver' && resolver === current) {
      resolver = create()
    }
    return answer
  }
  let free = queriesAtOnce
  const waiting: (() => void)[] = []
  return async (name) => {
    if (free === 0) await new Promise<void>((start) => waiting.push(start))
    else free -= 1
    try {
      return await queryOnce(name)
    } finally {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}

const createCache = (query: (name: string) => Promise<Answer>) => {
  const cache = new Map<string, CacheEntry>()
  return (name: string): Promise<Answer> => {
    const now = performance.now()
    const known = cache.get(name)
    if (known !== undefined && known.until > now) return known.answer
    cache.delete(name)
    const oldest = cache.size >= cacheLimit ? cache.keys().next().value : undefined
    if (oldest !== undefined) cache.delete(oldest)
    const entry: CacheEntry = { answer: query(name), until: Infinity }
    cache.set(name, entry)
    void entry.answer.then((answer) => {
      entry.until = performance.now() + ('failure' in answer ? keepFailureMs : keepMs)
    })
    return entry.answer
  }
}

const blocked = (address: string): Resolution => ({
  address: null,
  verdict: toUnknown('blocked', `${address} is refused by the address policy`),
})

/**
 * Names are asked of DNS alone (no hosts file): A first, AAAA when there is no A. The first answer that the policy
 * allows is the address to dial; nobody asks again between this check and the dial.
 */
export const createResolve = (options: ResolveOptions): Resolve => {
  const { policy } = options
  const lookUp = createCache(createQuery(options))

  const resolveName = async (name: string): Promise<Resolution> => {
    const startedAt = performance.now()
    const answer = await lookUp(name)
    const ms = performance.now() - startedAt
    if ('failure' in answer) {
      const text = `${name}: ${answer.code}`
      const phases = [{ name: 'resolve', ms, detail: answer.code }]
      return answer.failure === 'absent'
        ? { address: null, verdict: toDown('name_not_found', text, phases) }
        : { address: null, verdict: toUnknown('resolver', text, phases) }
    }
    for (const text of answer.addresses) {
      const host = canonicalHost(text)
      if (host?.kind !== 'ip' || !policy.isAllowed(host.address)) continue
      return { address: host.address, phase: { name: 'resolve', ms, detail: host.address } }
    }
    return blocked(`${name} (${answer.addresses.join(', ')})`)
  }

  return (text) => {
    const host = canonicalHost(text)
    if (host === null) {
      const verdict = toUnknown('invalid_target', 'the host is neither an address nor a host name')
      return { address: null, verdict }
    }
    if (host.kind === 'name') return resolveName(host.name)
    return policy.isAllowed(host.address)
      ? { address: host.address, phase: null }
      : blocked(host.address)
  }
}
