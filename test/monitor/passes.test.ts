import { describe, expect, it } from 'vitest'
import { Passes } from '../../server/monitor/passes.ts'

const nothing = (): void => undefined

describe('the signal of a pass', () => {
  it.each([0, 1000, 60_000, 86_400_000, 366 * 86_400_000])(
    'can be made for a schedule whose runs are %i ms apart',
    (intervalMs) => {
      const passes = new Passes(nothing, nothing)
      expect(passes.createSignal(intervalMs).aborted).toBe(false)
    },
  )

  it('is aborted by the orderly end', async () => {
    const passes = new Passes(nothing, nothing)
    const signal = passes.createSignal(60_000)
    await passes.stop()
    expect(signal.aborted).toBe(true)
  })
})
