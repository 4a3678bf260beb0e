import { describe, expect, it } from 'vitest'
import { createClockWatch } from '../../server/monitor/clock-watch.ts'

describe('clock watch', () => {
  const create = () => {
    const clocks = { wall: 1_000_000, monotonic: 50 }
    const look = createClockWatch(
      () => clocks.wall,
      () => clocks.monotonic,
    )
    const pass = (wallMs: number, monotonicMs = wallMs) => {
      clocks.wall += wallMs
      clocks.monotonic += monotonicMs
      return look()
    }
    return pass
  }

  it('sees nothing while both clocks go on together', () => {
    const pass = create()
    expect(pass(1000)).toBeNull()
    expect(pass(90_000)).toBeNull()
  })

  it('lets the clock be disciplined by up to a second', () => {
    const pass = create()
    expect(pass(2000, 1000)).toBeNull()
    expect(pass(1001 + 1000, 1000)).toEqual({ stepMs: 1001, seenAt: 1_002_000 })
  })

  it.each([3_600_000, -3_600_000, 86_400_000, -86_400_000])('sees a step of %i ms', (step) => {
    const pass = create()
    expect(pass(1000 + step, 1000)).toEqual({ stepMs: step, seenAt: 1_000_000 })
    expect(pass(1000)).toBeNull()
  })
})
