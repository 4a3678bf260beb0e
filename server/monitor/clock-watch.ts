/** Notices a clock that was set, and a machine that slept: the wall clock against the monotonic one. */

/** Smaller differences are the clock being disciplined, not set (ntpd steps from 128 ms, systemd from 400 ms). */
const toleranceMs = 1000

export interface ClockStep {
  /** Positive: the wall clock jumped ahead (or the machine slept); negative: it was set back, ms. */
  readonly stepMs: number
  /** Last instant at which both clocks agreed, epoch ms of the wall clock. */
  readonly seenAt: number
}

/** Returns a function that compares both clocks with the last call. */
export const createClockWatch = (now: () => number, monotonicMs: () => number) => {
  let wall = now()
  let monotonic = monotonicMs()
  return (): ClockStep | null => {
    const seenAt = wall
    const wallNow = now()
    const monotonicNow = monotonicMs()
    const stepMs = wallNow - wall - (monotonicNow - monotonic)
    wall = wallNow
    monotonic = monotonicNow
    return Math.abs(stepMs) > toleranceMs ? { stepMs, seenAt } : null
  }
}
