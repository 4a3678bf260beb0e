/** Makes things happen in the field while the clock runs: a script, or chance from a seed. */
import type { Action } from './action.ts'
import {
  createFailures,
  liveFailures,
  toAction,
  type Failure,
  type FailureKind,
} from './failures.ts'
import type { Field } from './field.ts'

/** One line of a script: what happens, this long after the script began. */
export interface Cue {
  readonly afterMs: number
  readonly action: Action
}

export interface PlayOptions {
  readonly field: Field
  /** Ends the play; what is broken stays broken. */
  readonly signal: AbortSignal
  /** Told of each action once it is in force. */
  readonly onAction?: (action: Action) => void
}

export interface RandomOptions extends PlayOptions {
  readonly seed: number
  /** Default `liveFailures`. */
  readonly kinds?: readonly FailureKind[]
  /** Instant from which failures begin, epoch ms. */
  readonly from: number
  /** Failures that have begun already and are to be put into force at once. */
  readonly ongoing?: readonly Failure[]
}

/** The clock is read in this file alone, to turn instants into timers. */
const waitUntil = async (at: number, signal: AbortSignal): Promise<boolean> => {
  if (signal.aborted) return false
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve(!signal.aborted)
    }
    const timer = setTimeout(done, Math.max(0, at - Date.now()))
    signal.addEventListener('abort', done)
  })
}

const perform = async ({ field, onAction }: PlayOptions, action: Action): Promise<void> => {
  await field.apply(action)
  onAction?.(action)
}

/** Performs the cues in order; resolves after the last one, or when the signal aborts. */
export const playScript = async (cues: readonly Cue[], options: PlayOptions): Promise<void> => {
  const startedAt = Date.now()
  for (const { afterMs, action } of cues.toSorted((a, b) => a.afterMs - b.afterMs)) {
    if (!(await waitUntil(startedAt + afterMs, options.signal))) return
    await perform(options, action)
  }
}

/** Whether nobody, an operator for example, has broken this subject already. */
const isSound = (field: Field, failure: Failure): boolean => {
  if (failure.subject === 'uplink') return field.uplinks[failure.index]?.cut === null
  const hotspot = field.hotspots[failure.index]
  return hotspot?.cut === null && hotspot.fault === null && hotspot.delayMs === 0
}

const playFailure = async (failure: Failure, options: RandomOptions): Promise<void> => {
  const { field } = options
  const things = failure.subject === 'uplink' ? field.uplinks : field.hotspots
  const id = things[failure.index]?.id
  if (id === undefined || !isSound(field, failure)) return
  await perform(options, toAction(failure, id))
  if (!(await waitUntil(failure.endsAt, options.signal))) return
  await perform(options, { kind: failure.subject === 'uplink' ? 'restore-uplink' : 'restore', id })
}

/**
 * Lets the city fail by chance until the signal aborts. What an operator has broken is left alone.
 *
 * @throws whatever the field throws when a listener cannot be opened or closed
 */
export const playRandom = async (options: RandomOptions): Promise<void> => {
  const { field, seed, from, signal } = options
  const failures = createFailures({
    seed,
    kinds: options.kinds ?? liveFailures,
    hotspots: field.hotspots.length,
    uplinks: field.uplinks.length,
    from,
  })
  const running = new Set<Promise<void>>()
  const errors: unknown[] = []
  const begin = (failure: Failure): void => {
    const run = playFailure(failure, options)
      .catch((error: unknown) => errors.push(error))
      .then(() => void running.delete(run))
    running.add(run)
  }
  for (const failure of options.ongoing ?? []) begin(failure)
  for (const failure of failures) {
    if (!(await waitUntil(failure.at, signal)) || errors.length > 0) break
    begin(failure)
  }
  await Promise.all(running)
  if (errors.length > 0) throw errors[0]
}
