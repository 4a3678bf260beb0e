import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createConfirmQueue } from '../../server/monitor/confirm-queue.ts'

describe('confirmation queue', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  const create = () => {
    const passes: { at: number; keys: readonly number[] }[] = []
    const queue = createConfirmQueue({
      intervalMs: 5000,
      now: () => Date.now(),
      runPass: (keys) => passes.push({ at: Date.now(), keys }),
    })
    return { passes, queue }
  }
  const sample = (checkKey: number, at: number) => ({
    checkKey,
    at,
    result: { outcome: 'down', reason: 'timeout', detail: '' } as const,
  })

  it('probes again five seconds after the start of the probe that deviated', () => {
    const { passes, queue } = create()
    vi.setSystemTime(3000)
    queue.update([sample(1, 0), sample(2, 0)], [1])
    vi.advanceTimersByTime(10_000)
    expect(passes).toEqual([{ at: 5000, keys: [1] }])
  })

  it('probes at once when the probe before took longer', () => {
    const { passes, queue } = create()
    vi.setSystemTime(7000)
    queue.update([sample(1, 0)], [1])
    vi.advanceTimersByTime(1)
    expect(passes).toEqual([{ at: 7000, keys: [1] }])
  })

  it('forgets a check that a round has decided meanwhile', () => {
    const { passes, queue } = create()
    queue.update([sample(1, 0)], [1])
    vi.advanceTimersByTime(4000)
    queue.update([sample(1, 4000)], [])
    vi.advanceTimersByTime(60_000)
    expect(passes).toEqual([])
  })

  it('gathers checks that are due together into one pass', () => {
    const { passes, queue } = create()
    queue.update([sample(1, 0), sample(2, 60), sample(3, 400)], [1, 2, 3])
    vi.advanceTimersByTime(6000)
    expect(passes.map((pass) => pass.keys)).toEqual([[1, 2], [3]])
  })

  it('does nothing after its end', () => {
    const { passes, queue } = create()
    queue.update([sample(1, 0)], [1])
    queue.close()
    vi.advanceTimersByTime(60_000)
    expect(passes).toEqual([])
  })
})
