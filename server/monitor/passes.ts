/** Passes under way: each has a limit, and an orderly end waits for them a short while. */
import { setMaxListeners } from 'node:events'
import type { RoundInput } from './record.ts'

/** Probes have deadlines of their own; a pass that still runs after this long is cut off, ms. */
const passLimitMs = 15_000
/** However rare a schedule is, no pass takes longer; timers cannot wait for months either, ms. */
const longestPassMs = 3_600_000
const stopLimitMs = 2000

export class Passes {
  readonly #abort = new AbortController()
  readonly #running = new Set<Promise<void>>()
  readonly #onDone: (input: RoundInput) => void
  readonly #onError: (error: unknown) => void

  constructor(onDone: (input: RoundInput) => void, onError: (error: unknown) => void) {
    this.#onDone = onDone
    this.#onError = onError
  }

  get isStopping(): boolean {
    return this.#abort.signal.aborted
  }

  /** Signal of a pass: aborted by the orderly end, or near the end of its interval, ms. */
  createSignal(intervalMs: number): AbortSignal {
    const limit = Math.max(passLimitMs, Math.min(longestPassMs, intervalMs * 0.95))
    const signal = AbortSignal.any([this.#abort.signal, AbortSignal.timeout(limit)])
    // Every probe of the pass listens to it.
    setMaxListeners(0, signal)
    return signal
  }

  /** Follows a pass to its end; never rejects. */
  async run(pass: Promise<RoundInput>): Promise<void> {
    const done = this.#finish(pass)
    this.#running.add(done)
    await done
    this.#running.delete(done)
  }

  /** Answers when no pass runs, or after `limitMs`. */
  async whenQuiet(limitMs: number): Promise<void> {
    if (this.#running.size === 0) return
    const limit = new Promise((resolve) => setTimeout(resolve, limitMs).unref())
    const quiet = async (): Promise<void> => {
      while (this.#running.size > 0) await Promise.all(this.#running)
    }
    await Promise.race([quiet(), limit])
  }

  /** Ends every pass; answers when they have ended, or after two seconds. */
  async stop(): Promise<void> {
    this.#abort.abort()
    const limit = new Promise((resolve) => setTimeout(resolve, stopLimitMs).unref())
    await Promise.race([Promise.all(this.#running), limit])
  }

  async #finish(pass: Promise<RoundInput>): Promise<void> {
    try {
      const input = await pass
      this.#onDone(this.isStopping ? withoutAborted(input) : input)
    } catch (error) {
      this.#onError(error)
    }
  }
}

/** The orderly end cut the pass short: what was measured is kept, what was cut says nothing, and it is no round. */
const withoutAborted = (input: RoundInput): RoundInput => ({
  ...input,
  kind: 'confirmation',
  measurements: input.measurements.filter(
    ({ result }) => result.outcome !== 'unknown' || result.cause !== 'aborted',
  ),
  witnesses: input.witnesses.filter(
    ({ result }) => result.outcome !== 'unknown' || result.cause !== 'aborted',
  ),
})
