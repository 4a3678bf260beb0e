/** Facts that change in time, read side by side from the earliest to the latest instant. */
import type { Span } from './span.ts'

/** `value` holds from `at` (epoch ms) until the next step. */
export interface Step<T> {
  readonly at: number
  readonly value: T
}

/** What does not depend on the type of the values: enough to walk. */
export interface Walker {
  /** The next instant at which the value may change; Infinity = never again. */
  nextAt: number
  /** Goes to `at`, never backward. */
  readonly moveTo: (at: number) => void
}

export interface Cursor<T> extends Walker {
  /** What holds at the instant last moved to. */
  value: T
}

/** A cursor before the first step. Of steps at the same instant the last one holds. */
export const createCursor = <T>(before: T, steps: readonly Step<T>[]): Cursor<T> => {
  const sorted = steps.toSorted((a, b) => a.at - b.at)
  let next = 0
  const cursor: Cursor<T> = {
    value: before,
    nextAt: sorted[0]?.at ?? Infinity,
    moveTo: (at) => {
      while (cursor.nextAt <= at) {
        const step = sorted[next]
        if (step === undefined) return
        cursor.value = step.value
        next += 1
        cursor.nextAt = sorted[next]?.at ?? Infinity
      }
    },
  }
  return cursor
}

/** A stretch in which `value` holds. */
export interface Held<T> extends Span {
  readonly value: T
}

/** A cursor over stretches; null where there is none. Where several overlap, the one that began last holds. */
export const createHeldCursor = <T>(stretches: readonly Held<T>[]): Cursor<T | null> => {
  const sorted = stretches.filter(({ from, to }) => from < to).toSorted((a, b) => a.from - b.from)
  const edges = new Set(sorted.flatMap(({ from, to }) => [from, to]))
  const steps: Step<T | null>[] = []
  let held: Held<T>[] = []
  let next = 0
  for (const at of [...edges].sort((a, b) => a - b)) {
    held = held.filter(({ to }) => to > at)
    for (let begun = sorted[next]; begun?.from === at; begun = sorted[next]) {
      held.push(begun)
      next += 1
    }
    const last = held.at(-1)
    steps.push({ at, value: last === undefined ? null : last.value })
  }
  return createCursor(null, steps)
}

/** A cursor that says whether an instant lies in one of the spans. */
export const createSpanCursor = (spans: readonly Span[]): Cursor<true | null> =>
  createHeldCursor(spans.map(({ from, to }) => ({ from, to, value: true })))

/**
 * Walks `[from, to)` from edge to edge: between two visits' instants no value changes. The visits follow each other without
 * gap or overlap. O(edges × walkers) after the sorting of each cursor.
 */
export const walk = (
  walkers: readonly Walker[],
  { from, to }: Span,
  visit: (from: number, to: number) => void,
): void => {
  for (let at = from; at < to;) {
    let next = to
    for (const walker of walkers) {
      walker.moveTo(at)
      if (walker.nextAt < next) next = walker.nextAt
    }
    visit(at, next)
    at = next
  }
}
