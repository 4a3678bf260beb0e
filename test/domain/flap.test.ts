import { describe, expect, it } from 'vitest'
import { calm, computeFlapRatio, noteFlap } from '../../server/domain/flap.ts'

const feed = (states: readonly boolean[]) =>
  states.reduce((state, isDown) => noteFlap(state, isDown), calm)

const steady = (count: number, isDown = false): boolean[] => Array<boolean>(count).fill(isDown)

describe('flap recognition', () => {
  it('weighs the newest change with 6.25 %', () => {
    expect(computeFlapRatio(feed([...steady(20), true]))).toBeCloseTo(0.0625, 12)
  })

  it('weighs the oldest change with 3.75 %', () => {
    expect(computeFlapRatio(feed([true, ...steady(20)]))).toBeCloseTo(0.0375, 12)
  })

  it('reads twenty changes as 100 %', () => {
    const alternating = Array.from({ length: 21 }, (_, index) => index % 2 === 0)
    expect(computeFlapRatio(feed(alternating))).toBeCloseTo(1, 12)
  })

  it('forgets changes older than twenty-one states', () => {
    expect(computeFlapRatio(feed([true, ...steady(21)]))).toBe(0)
  })

  it('does not count a change against states that were never seen', () => {
    expect(computeFlapRatio(feed([true]))).toBe(0)
  })

  it('begins at 30 % and ends only below 20 %', () => {
    const five = Array.from({ length: 6 }, (_, index) => index % 2 === 0)
    let state = feed([...steady(15), ...five])
    expect(state.isFlapping).toBe(true)
    while (computeFlapRatio(state) >= 0.2) {
      expect(state.isFlapping).toBe(true)
      state = noteFlap(state, false)
    }
    expect(state.isFlapping).toBe(false)
  })
})
