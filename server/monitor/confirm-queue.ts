/** Checks that deviate: probed again every few seconds, start to start, until their run is decided. */
import type { CheckMeasurement } from './record/round-input.ts'

/** Checks that are due within this time of each other share one pass, ms. */
const gatherMs = 100

export interface ConfirmQueueSettings {
  /** Distance of two probes of one check, start to start, ms. */
  readonly intervalMs: number
  readonly now: () => number
  /** Starts a confirmation pass over these checks. */
  readonly runPass: (checkKeys: readonly number[]) => void
}

export const createConfirmQueue = (settings: ConfirmQueueSettings) => {
  const dueAt = new Map<number, number>()
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const arm = (): void => {
    clearTimeout(timer)
    if (closed || dueAt.size === 0) return
    const first = Math.min(...dueAt.values())
    timer = setTimeout(fire, Math.min(settings.intervalMs, Math.max(0, first - settings.now())))
  }

  const fire = (): void => {
    const limit = settings.now() + gatherMs
    const due = [...dueAt].filter(([, at]) => at <= limit).map(([key]) => key)
    for (const key of due) dueAt.delete(key)
    if (due.length > 0) settings.runPass(due)
    arm()
  }

  return {
    /**
     * Takes the results of a pass.
     *
     * @param deviating the checks of the pass whose run is not decided
     */
    update: (measurements: readonly CheckMeasurement[], deviating: readonly number[]): void => {
      for (const { checkKey } of measurements) dueAt.delete(checkKey)
      const wanted = new Set(deviating)
      for (const { checkKey, at } of measurements) {
        if (wanted.has(checkKey)) dueAt.set(checkKey, at + settings.intervalMs)
      }
      arm()
    },
    close: (): void => {
      closed = true
      clearTimeout(timer)
      dueAt.clear()
    },
  }
}
