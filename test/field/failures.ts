/** How the simulated city fails by itself: kinds of failure, how often, for how long. Feeds the live demo and its history. */
import type { Action, CutMode, PortalFault } from './action.ts'
import { createRandom, drawExponential, drawLogNormal, type Random } from './random.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** What a failure does to its subject. */
export type Effect =
  | { readonly kind: 'cut'; readonly mode: CutMode }
  | { readonly kind: 'break'; readonly fault: PortalFault }
  | { readonly kind: 'slow'; readonly delayMs: number }

export interface FailureKind {
  readonly name: string
  readonly subject: 'hotspot' | 'uplink'
  readonly effect: Effect
  /** Mean number per subject and day. */
  readonly perDay: number
  /** Half of them are shorter, ms. */
  readonly medianMs: number
  /** Sigma of the logarithm: 0.5 keeps most within half and double of the median. */
  readonly spread: number
}

export interface Failure {
  readonly name: string
  readonly subject: 'hotspot' | 'uplink'
  /** Position of the hotspot or uplink. */
  readonly index: number
  readonly effect: Effect
  /** Half-open `[at, endsAt)`, epoch ms. */
  readonly at: number
  readonly endsAt: number
}

const timeout: Effect = { kind: 'cut', mode: 'timeout' }
const refuse: Effect = { kind: 'cut', mode: 'refuse' }
const broken = (fault: PortalFault): Effect => ({ kind: 'break', fault })

type Row = readonly [string, Effect, number, number, number]

const toKinds = (subject: FailureKind['subject'], rows: readonly Row[]): FailureKind[] =>
  rows.map(([name, effect, perDay, medianMs, spread]) => ({
    name,
    subject,
    effect,
    perDay,
    medianMs,
    spread,
  }))

/**
 * A city in ordinary time: about one hotspot in 130 is bad at any moment, most outages last less than an hour, and an
 * uplink fails once in three weeks.
 */
export const historyFailures: readonly FailureKind[] = [
  ...toKinds('hotspot', [
    ['power', timeout, 1 / 15, 40 * minuteMs, 0.8],
    ['device', timeout, 1 / 60, 4 * hourMs, 0.9],
    ['maintenance', refuse, 1 / 90, 25 * minuteMs, 0.4],
    ['portal error', broken('error'), 1 / 70, 90 * minuteMs, 0.8],
    ['portal silent', broken('silent'), 1 / 120, 40 * minuteMs, 0.6],
    ['page replaced', broken('text-missing'), 1 / 120, 5 * hourMs, 0.6],
    ['page defaced', broken('text-forbidden'), 1 / 600, 9 * hourMs, 0.4],
    ['blip', timeout, 1 / 2, 15_000, 0.3],
  ]),
  ...toKinds('uplink', [['uplink', timeout, 1 / 21, 35 * minuteMs, 0.7]]),
]

/**
 * The same city in quick motion, for somebody who watches for ten minutes: about three of 132 hotspots are bad at any
 * moment, one begins to fail every minute, and one of six uplinks fails every half hour.
 */
export const liveFailures: readonly FailureKind[] = [
  ...toKinds('hotspot', [
    ['power', timeout, 4.5, 1.7 * minuteMs, 0.5],
    ['device', refuse, 1.5, 4 * minuteMs, 0.5],
    ['portal error', broken('error'), 1.5, 2.5 * minuteMs, 0.5],
    ['portal silent', broken('silent'), 0.7, 2 * minuteMs, 0.5],
    ['page replaced', broken('text-missing'), 1, 4 * minuteMs, 0.5],
    ['slow', { kind: 'slow', delayMs: 1800 }, 1, 4 * minuteMs, 0.5],
    ['blip', timeout, 5, 0.1 * minuteMs, 0.2],
  ]),
  ...toKinds('uplink', [['uplink', timeout, 8, 2.5 * minuteMs, 0.3]]),
]

/** One hotspot in twelve fails this many times as often: some places are worse than others. */
const troubledFactor = 4
const troubledShare = 1 / 12

/** Index of each subject as often as it weighs. */
const createLot = (count: number, random: Random): number[] =>
  Array.from({ length: count }, (_, index) =>
    Array<number>(random() < troubledShare ? troubledFactor : 1).fill(index),
  ).flat()

export interface FailureOptions {
  readonly seed: number
  readonly kinds: readonly FailureKind[]
  readonly hotspots: number
  readonly uplinks: number
  /** First instant at which something may fail, epoch ms. */
  readonly from: number
}

interface Source {
  readonly kind: FailureKind
  readonly count: number
  /** Mean time between two failures of this kind in the whole city, ms. */
  readonly gapMs: number
  at: number
}

/**
 * Failures in order of their beginning, without end. One subject has at most one failure at a time.
 * With nothing that can fail the sequence is empty.
 */
export function* createFailures(options: FailureOptions): Generator<Failure, void, void> {
  const random = createRandom(options.seed)
  const lot = createLot(options.hotspots, random)
  const sources = options.kinds
    .map((kind): Source => {
      const count = kind.subject === 'hotspot' ? options.hotspots : options.uplinks
      const gapMs = dayMs / (kind.perDay * count)
      return { kind, count, gapMs, at: options.from + drawExponential(random, gapMs) }
    })
    .filter(({ count }) => count > 0)
  const busyUntil = new Map<string, number>()
  while (sources.length > 0) {
    const source = sources.reduce((first, next) => (next.at < first.at ? next : first))
    const { kind, at } = source
    source.at += drawExponential(random, source.gapMs)
    const position = Math.floor(random() * (kind.subject === 'hotspot' ? lot.length : source.count))
    const index = kind.subject === 'hotspot' ? (lot[position] ?? 0) : position
    const endsAt = Math.round(at + drawLogNormal(random, kind.medianMs, kind.spread))
    const subject = `${kind.subject} ${String(index)}`
    if ((busyUntil.get(subject) ?? -Infinity) > at) continue
    busyUntil.set(subject, endsAt)
    yield {
      name: kind.name,
      subject: kind.subject,
      index,
      effect: kind.effect,
      at: Math.round(at),
      endsAt,
    }
  }
}

/** The action that makes a failure happen in the field. */
export const toAction = (failure: Failure, id: string): Action => {
  const { effect } = failure
  if (effect.kind === 'break') return { kind: 'break', id, fault: effect.fault }
  if (effect.kind === 'slow') return { kind: 'slow', id, delayMs: effect.delayMs }
  return { kind: failure.subject === 'uplink' ? 'cut-uplink' : 'cut', id, mode: effect.mode }
}
