/** Flap recognition with the weights of Nagios Core ("Detection and Handling of State Flapping"). */

/** States looked at: twenty-one, which makes twenty possible changes. */
const changes = 20
const oldestWeight = 0.75
const newestWeight = 1.25
const startRatio = 0.3
const endRatio = 0.2

/** Bit 0 is the newest state (1 = down); only as many bits count as samples were seen. */
export interface FlapState {
  readonly bits: number
  /** 0–21 */
  readonly seen: number
  readonly isFlapping: boolean
}

export const calm: FlapState = { bits: 0, seen: 0, isFlapping: false }

/**
 * Weighted share of state changes among the last 21 states, 0–1. The newest change alone weighs 6.25 %, the oldest
 * 3.75 %, twenty changes 100 %.
 */
export const computeFlapRatio = (state: Pick<FlapState, 'bits' | 'seen'>): number => {
  let sum = 0
  for (let age = 0; age < Math.min(changes, state.seen - 1); age += 1) {
    const hasChanged = ((state.bits >> age) & 1) !== ((state.bits >> (age + 1)) & 1)
    if (hasChanged) {
      sum += newestWeight - (age * (newestWeight - oldestWeight)) / (changes - 1)
    }
  }
  return sum / changes
}

/** One known sample further. Flapping begins at 30 % and ends below 20 %. */
export const noteFlap = (state: FlapState, isDown: boolean): FlapState => {
  const bits = ((state.bits << 1) | (isDown ? 1 : 0)) & ((1 << (changes + 1)) - 1)
  const seen = Math.min(changes + 1, state.seen + 1)
  const ratio = computeFlapRatio({ bits, seen })
  const isFlapping = state.isFlapping ? ratio >= endRatio : ratio >= startRatio
  return { bits, seen, isFlapping }
}
