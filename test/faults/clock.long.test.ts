import { describe, it } from 'vitest'
import { stepClock } from './stepped-clock.ts'

const second = 1000
const hour = 3600 * second
const day = 24 * hour

describe('a clock that is set', () => {
  it.each([
    ['1 s ahead', second],
    ['1 s back', -second],
    ['1 h ahead', hour],
    ['1 day ahead', day],
    ['1 day back', -day],
  ])(
    'by %s: the next round comes within an interval, and nothing is down',
    async (_name, stepMs) => {
      await stepClock(stepMs)
    },
  )
})
