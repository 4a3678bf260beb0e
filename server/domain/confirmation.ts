/** N-in-a-row confirmation, both ways, dated at the first sample of the run that decided. */

export type Answer = 'up' | 'down'

/** Where a confirmation stands. */
export interface Confirmation {
  /** Null before the first confirmed answer. */
  readonly confirmed: Answer | null
  /** First sample of the run that confirmed it, epoch ms; 0 while `confirmed` is null. */
  readonly since: number
  /** The run of deviating samples that may confirm the other answer. */
  readonly run: {
    readonly answer: Answer
    readonly length: number
    readonly startedAt: number
  } | null
}

export const unconfirmed: Confirmation = { confirmed: null, since: 0, run: null }

export interface ConfirmationRule {
  /** Failing samples in a row that confirm `down`, ≥ 1. */
  readonly downAfter: number
  /** Good samples in a row that confirm `up`, ≥ 1. */
  readonly upAfter: number
}

/**
 * One sample further. A sample that agrees with the confirmed answer ends the run; `unknown` ends it as well, because
 * nobody saw what happened in between ("in a row" means samples that were seen).
 *
 * @param at start of the sample's probe, epoch ms; later than every earlier sample
 */
export const confirm = (
  state: Confirmation,
  at: number,
  answer: Answer | 'unknown',
  rule: ConfirmationRule,
): Confirmation => {
  if (answer === 'unknown' || answer === state.confirmed) return withoutRun(state)
  const run =
    state.run?.answer === answer
      ? { ...state.run, length: state.run.length + 1 }
      : { answer, length: 1, startedAt: at }
  const needed = answer === 'down' ? rule.downAfter : rule.upAfter
  if (run.length < needed) return { ...state, run }
  return { confirmed: answer, since: run.startedAt, run: null }
}

/** Forgets the pending run, for example after a time in which nothing was seen. */
export const withoutRun = (state: Confirmation): Confirmation =>
  state.run === null ? state : { ...state, run: null }
