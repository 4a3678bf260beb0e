import { describe, expect, it } from 'vitest'
import { confirm, unconfirmed, type Answer } from '../../server/domain/confirmation.ts'

const rule = { downAfter: 3, upAfter: 2 }

/** Written from the rule's words, not from the machine: looks back over the whole history each time. */
const reference = (answers: readonly Answer[]) => {
  let confirmed: Answer | null = null
  let since = 0
  answers.forEach((answer, index) => {
    if (answer === confirmed) return
    const needed = answer === 'down' ? 3 : 2
    const tail = answers.slice(Math.max(0, index + 1 - needed), index + 1)
    if (tail.length < needed || tail.some((one) => one !== answer)) return
    let first = index
    while (first > 0 && answers[first - 1] === answer) first -= 1
    confirmed = answer
    since = first + 1
  })
  return { confirmed, since }
}

describe('confirmation', () => {
  it('equals the reference for all 4,096 sequences of twelve samples, at every step', () => {
    for (let bits = 0; bits < 4096; bits += 1) {
      const answers: Answer[] = []
      let state = unconfirmed
      for (let index = 0; index < 12; index += 1) {
        const answer = (bits >> index) & 1 ? 'down' : 'up'
        answers.push(answer)
        state = confirm(state, index + 1, answer, rule)
        expect({ confirmed: state.confirmed, since: state.since }).toEqual(reference(answers))
      }
    }
  })

  it('dates the flip at the first sample of the run', () => {
    let state = confirm(confirm(unconfirmed, 1, 'up', rule), 2, 'up', rule)
    for (const at of [10, 15]) state = confirm(state, at, 'down', rule)
    expect(state.confirmed).toBe('up')
    state = confirm(state, 20, 'down', rule)
    expect(state).toEqual({ confirmed: 'down', since: 10, run: null })
  })

  it('forgets a run when a sample is unknown', () => {
    let state = confirm(confirm(unconfirmed, 1, 'up', rule), 2, 'up', rule)
    for (const at of [10, 15]) state = confirm(state, at, 'down', rule)
    state = confirm(state, 20, 'unknown', rule)
    expect(state.run).toBeNull()
    for (const at of [25, 30]) state = confirm(state, at, 'down', rule)
    expect(state.confirmed).toBe('up')
    state = confirm(state, 35, 'down', rule)
    expect(state.since).toBe(25)
  })

  it('confirms at once when one sample is enough', () => {
    expect(confirm(unconfirmed, 7, 'down', { downAfter: 1, upAfter: 1 })).toEqual({
      confirmed: 'down',
      since: 7,
      run: null,
    })
  })
})
