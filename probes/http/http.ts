/** Is the portal's page right, as a phone that follows its redirects would see it? */
import { performance } from 'node:perf_hooks'
import { connect, resolveInTime } from '../connect.ts'
import { createDeadline, type Deadline } from '../deadline.ts'
import type { Resolve } from '../resolve.ts'
import type { HttpTarget, Prober, ProbeFlaw, ProbePhase, ProbeResult } from '../result.ts'
import { toDown, toUnknown } from '../verdict.ts'
import { parseWebUrl, toUrlHost } from '../web-url.ts'
import { exchangeGet, type Page } from './exchange.ts'
import { createSecure, type SecureOptions } from './tls.ts'

/** Whole probe, ms. */
const defaultTimeoutMs = 5000
const redirectLimit = 3

export interface HttpOptions extends SecureOptions {
  readonly resolve: Resolve
}

interface Visit {
  readonly target: HttpTarget
  readonly deadline: Deadline
  readonly isTextWanted: boolean
  readonly startedAt: number
}

interface Hop {
  readonly page: Page
  readonly isExpiring: boolean
}

type HopEnd = Hop | { readonly page: null; readonly verdict: ProbeResult }

const isWeb = (url: URL): boolean => url.protocol === 'http:' || url.protocol === 'https:'

/** Where a `Location` leads, read as leniently as browsers do: the address is checked afterwards. */
const parseLocation = (text: string, base: URL): URL | null => {
  if (!URL.canParse(text, base.href)) return null
  const url = new URL(text, base.href)
  url.hash = ''
  return url
}

const toPort = (url: URL): number => {
  if (url.port !== '') return Number(url.port)
  return url.protocol === 'https:' ? 443 : 80
}

const createHop = (options: HttpOptions) => {
  const secure = createSecure(options)
  return async (url: URL, visit: Visit, before: readonly ProbePhase[]): Promise<HopEnd> => {
    const { deadline, isTextWanted } = visit
    const resolution = await resolveInTime(options.resolve, toUrlHost(url), deadline)
    if (resolution.address === null) return { page: null, verdict: resolution.verdict }
    const { address, phase } = resolution
    const phases: ProbePhase[] = phase === null ? [...before] : [...before, phase]
    const connection = await connect(address, toPort(url), deadline, phases)
    if (connection.socket === null) return { page: null, verdict: connection.verdict }
    phases.push({ name: 'connect', ms: connection.ms, detail: address })
    const { socket } = connection
    if (url.protocol === 'http:') {
      const end = await exchangeGet({ socket, url, isTextWanted, deadline, phases })
      return end.page === null ? end : { page: end.page, isExpiring: false }
    }
    const secured = await secure({ socket, host: toUrlHost(url), deadline, phases })
    if (secured.socket === null) return { page: null, verdict: secured.verdict }
    phases.push(secured.phase)
    const end = await exchangeGet({ socket: secured.socket, url, isTextWanted, deadline, phases })
    return end.page === null ? end : { page: end.page, isExpiring: secured.isExpiring }
  }
}

const findTextFlaws = (target: HttpTarget, text: string): ProbeFlaw[] => {
  const flaws: ProbeFlaw[] = []
  if (target.expectText !== undefined && !text.includes(target.expectText)) {
    flaws.push('text_missing')
  }
  if (target.forbiddenTexts?.some((forbidden) => text.includes(forbidden)) === true) {
    flaws.push('text_forbidden')
  }
  return flaws
}

const toUp = (
  visit: Visit,
  flaws: readonly ProbeFlaw[],
  detail: string,
  phases: readonly ProbePhase[],
): ProbeResult => {
  const latencyMs = performance.now() - visit.startedAt
  return flaws.length === 0
    ? { outcome: 'up', latencyMs, detail, phases }
    : { outcome: 'up', latencyMs, flaws, detail, phases }
}

const judgePage = (visit: Visit, page: Page, isExpiring: boolean): ProbeResult => {
  const detail = `HTTP ${String(page.status)}`
  if (page.status < 200 || page.status > 299) return toDown('http_status', detail, page.phases)
  const flaws = visit.isTextWanted ? findTextFlaws(visit.target, page.text) : []
  if (isExpiring) flaws.push('tls_expiring')
  return toUp(visit, flaws, detail, page.phases)
}

const isRedirect = (page: Page): boolean =>
  page.location !== null && [301, 302, 303, 307, 308].includes(page.status)

/** The address policy, or the rule for host names, forbids to go there. */
const isForbidden = (result: ProbeResult): boolean =>
  result.outcome === 'unknown' && (result.cause === 'blocked' || result.cause === 'invalid_target')

/** Where a redirect leads: the next URL, or the result that ends the probe. */
const judgeRedirect = (visit: Visit, seen: ReadonlySet<string>, page: Page, url: URL) => {
  const next = parseLocation(page.location ?? '', url)
  if (next === null) return toDown('http_protocol', 'redirect to no URL', page.phases)
  if (!isWeb(next)) {
    return toUp(visit, ['redirect_refused'], `redirects to ${next.protocol}`, page.phases)
  }
  if (seen.has(next.href)) return toDown('redirect_loop', `again ${next.href}`, page.phases)
  if (seen.size > redirectLimit) {
    return toDown('redirect_loop', 'too many redirects', page.phases)
  }
  return next
}

const createFollow = (options: HttpOptions) => {
  const hop = createHop(options)
  return async (first: URL, visit: Visit): Promise<ProbeResult> => {
    const seen = new Set<string>()
    let url = first
    let phases: readonly ProbePhase[] = []
    let isExpiring = false
    while (true) {
      seen.add(url.href)
      const end = await hop(url, visit, phases)
      if (end.page === null) {
        return isForbidden(end.verdict) && seen.size > 1
          ? toUp(visit, ['redirect_refused'], `redirects to ${url.host}`, phases)
          : end.verdict
      }
      isExpiring ||= end.isExpiring
      if (!isRedirect(end.page)) return judgePage(visit, end.page, isExpiring)
      const next = judgeRedirect(visit, seen, end.page, url)
      if (!(next instanceof URL)) return next
      phases = [...end.page.phases, { name: 'redirect', ms: 0, detail: next.href }]
      url = next
    }
  }
}

/**
 * Up when the last page of at most three redirects answers 2xx; `latencyMs` is the whole probe with its body. A
 * redirect to a refused address or another scheme is not followed: flaw `redirect_refused`. Not `fetch`: its
 * dispatcher is another undici.
 */
export const createHttp = (options: HttpOptions): Prober<HttpTarget> => {
  const follow = createFollow(options)
  return async (target, signal) => {
    if (signal.aborted) return toUnknown('aborted', 'given up before it began')
    const url = parseWebUrl(target.url)
    if (url === null) {
      return toUnknown('invalid_target', 'not an http(s) URL of an address or an ASCII host name')
    }
    const isTextWanted = target.expectText !== undefined || (target.forbiddenTexts?.length ?? 0) > 0
    const deadline = createDeadline(target.timeoutMs ?? defaultTimeoutMs, signal)
    try {
      return await follow(url, {
        target,
        deadline,
        isTextWanted,
        startedAt: performance.now(),
      })
    } finally {
      deadline.release()
    }
  }
}
