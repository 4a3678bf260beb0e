/** The truth of the simulated city in virtual time: what every probe would have met at an instant. */
import type { HttpTarget, ProbeResult, ProbeTarget } from '../../probes/result.ts'
import type { Effect, Failure } from './failures.ts'
import { createRandom } from './random.ts'

const hourMs = 3_600_000

/** Depok's clock, UTC+7 all year: evenings are busy there. */
const localOffsetMs = 7 * hourMs

/** Who is probed: the index-th hotspot or uplink. */
export interface Subject {
  readonly kind: 'hotspot' | 'uplink'
  readonly index: number
  /** Position of the uplink above a hotspot; null without one. */
  readonly uplinkIndex: number | null
}

export interface Weather {
  /** Moves on to `at`, epoch ms; never backwards. */
  readonly advance: (at: number) => void
  /** What a probe of this target meets now. */
  readonly measure: (subject: Subject, target: ProbeTarget) => ProbeResult
  /** Failures that last at this instant. */
  readonly listActive: () => readonly Failure[]
}

const down = (reason: 'timeout' | 'refused' | 'http_status', detail: string): ProbeResult => ({
  outcome: 'down',
  reason,
  detail,
})

const timedOut = down('timeout', 'no answer')
const refused = down('refused', 'connection refused')
const serverError = down('http_status', 'status 500')

/** How much slower than at night a portal is at this hour of the day: evenings are the busy time. */
const loadAt = (at: number): number => {
  const hour = ((at + localOffsetMs) % (24 * hourMs)) / hourMs
  return 1 + 1.6 * Math.exp(-((hour - 20) ** 2) / 8)
}

/** Ordinary latency of the index-th hotspot's login page, ms, before load and noise: 4–30. */
const baseLatencyMs = (index: number): number => 4 + 26 * createRandom(index + 1)()

/** What a quick gateway needs on loopback, ms: history and live probes must not look like two different networks. */
const gatewayLatencyMs = 0.4

/** Draws how long login pages take when nothing is wrong, ms: by place, hour and chance. */
export const createLatencies = (seed: number): ((index: number, at: number) => number) => {
  const random = createRandom(seed)
  const bases = new Map<number, number>()
  return (index, at) => {
    let base = bases.get(index)
    if (base === undefined) {
      base = baseLatencyMs(index)
      bases.set(index, base)
    }
    return base * loadAt(at) * (0.85 + 0.4 * random() ** 3)
  }
}

const createGatewayLatencies = (seed: number): (() => number) => {
  const random = createRandom(seed + 1)
  return () => gatewayLatencyMs * (0.7 + random() ** 2)
}

const metByCut = (effect: Effect): ProbeResult | null => {
  if (effect.kind !== 'cut') return null
  return effect.mode === 'refuse' ? refused : timedOut
}

/** What the login page says while it is broken but its gateway lives; null when it is as it should be. */
const metByBreak = (effect: Effect, latencyMs: number, target: HttpTarget): ProbeResult | null => {
  if (effect.kind === 'slow') return { outcome: 'up', latencyMs: latencyMs + effect.delayMs }
  if (effect.kind === 'cut') return null
  switch (effect.fault) {
    case 'error':
      return serverError
    case 'silent':
      return timedOut
    case 'redirect-loop':
      return { outcome: 'down', reason: 'redirect_loop', detail: 'more than 3 redirects' }
    case 'text-missing':
      return target.expectText === undefined
        ? { outcome: 'up', latencyMs }
        : { outcome: 'up', latencyMs, flaws: ['text_missing'] }
    case 'text-forbidden':
      return target.forbiddenTexts === undefined
        ? { outcome: 'up', latencyMs }
        : { outcome: 'up', latencyMs, flaws: ['text_forbidden'] }
  }
}

const nothingMore: Failure = {
  name: 'end',
  subject: 'uplink',
  index: -1,
  effect: { kind: 'cut', mode: 'refuse' },
  at: Infinity,
  endsAt: Infinity,
}

/** Plays failures in virtual time; latencies are drawn from `seed`. */
export const createWeather = (failures: Iterator<Failure, unknown>, seed: number): Weather => {
  const drawLatencyMs = createLatencies(seed)
  const drawGatewayMs = createGatewayLatencies(seed)
  const active = { hotspot: new Map<number, Failure>(), uplink: new Map<number, Failure>() }
  let now = 0
  const take = (): Failure => {
    const step = failures.next()
    return step.done === true ? nothingMore : step.value
  }
  let next = take()

  const effectOf = ({ kind, index }: Pick<Subject, 'kind' | 'index'>): Effect | null => {
    const failure = active[kind].get(index)
    return failure === undefined || failure.endsAt <= now ? null : failure.effect
  }

  const measure = (subject: Subject, target: ProbeTarget): ProbeResult => {
    const own = effectOf(subject)
    const above =
      subject.uplinkIndex === null ? null : effectOf({ kind: 'uplink', index: subject.uplinkIndex })
    const cut = (own && metByCut(own)) ?? (above && metByCut(above))
    if (cut !== null) return cut
    if (target.kind === 'http') {
      const latencyMs = drawLatencyMs(subject.index, now)
      const broken = own && metByBreak(own, latencyMs, target)
      return broken ?? { outcome: 'up', latencyMs }
    }
    const ms = drawGatewayMs()
    if (target.kind !== 'icmp') return { outcome: 'up', latencyMs: ms }
    return { outcome: 'up', latencyMs: ms, minMs: ms * 0.9, maxMs: ms * 1.2, sent: 3, lost: 0 }
  }

  return {
    advance: (at) => {
      now = at
      for (; next.at <= at; next = take()) active[next.subject].set(next.index, next)
    },
    measure,
    listActive: () =>
      [...active.hotspot.values(), ...active.uplink.values()].filter(({ endsAt }) => endsAt > now),
  }
}
