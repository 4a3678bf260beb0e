/** One end for a whole probe: its time is up, or somebody gave it up. */

/** Why a probe must stop. */
export type DeadlineEnd = 'timeout' | 'aborted'

export interface Deadline {
  /** Set once, when the probe must stop. */
  readonly ended: DeadlineEnd | null
  /** Runs `cancel` at the end, or at once when it has come; replaces the step before. */
  readonly guard: (cancel: () => void) => void
  /** Must be called when the probe is over: frees timer and listener. */
  readonly release: () => void
}

/** @param timeoutMs ms from now, ≥ 0 */
export const createDeadline = (timeoutMs: number, signal: AbortSignal): Deadline => {
  let ended: DeadlineEnd | null = signal.aborted ? 'aborted' : null
  let cancelStep: (() => void) | null = null
  const end = (why: DeadlineEnd): void => {
    if (ended !== null) return
    ended = why
    const cancel = cancelStep
    cancelStep = null
    cancel?.()
  }
  const onAbort = (): void => {
    end('aborted')
  }
  const timer = setTimeout(end, timeoutMs, 'timeout')
  signal.addEventListener('abort', onAbort, { once: true })
  return {
    get ended() {
      return ended
    },
    guard: (cancel) => {
      if (ended === null) cancelStep = cancel
      else cancel()
    },
    release: () => {
      cancelStep = null
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    },
  }
}
