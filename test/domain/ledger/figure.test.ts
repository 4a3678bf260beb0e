import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTargetMet, toFigure, toHundredths } from '../../../server/domain/ledger/figure.ts'

const seen = { notInService: 0, unknown: 0, upstream: 0, down: 1, degraded: 0, up: 1 }
const figure = (numerator: number, denominator: number) => toFigure(seen, numerator, denominator)

describe('hundredths of a per cent', () => {
  it.each([
    [1, 1, 10_000],
    [0, 1, 0],
    [1, 3, 3333],
    [2, 3, 6666],
    // A city of 10,000 hotspots in a year, one millisecond lost: 10000 × this is no exact double.
    [315_359_999_999_999, 315_360_000_000_000, 9999],
    [Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER, 9999],
  ])('%d ÷ %d is %d', (numerator, denominator, wanted) => {
    expect(toHundredths(numerator, denominator)).toBe(wanted)
  })

  it('of nothing are null', () => {
    expect(toHundredths(0, 0)).toBeNull()
  })

  it('never reach 10000 while anything is lost, nor does the ratio reach 1', () => {
    const pairs = fc.nat(Number.MAX_SAFE_INTEGER - 1).map((n) => [n, n + 1] as const)
    fc.assert(
      fc.property(pairs, ([numerator, denominator]) => {
        const { hundredths, ratio } = figure(numerator, denominator)
        expect(hundredths).toBeLessThan(10_000)
        expect(ratio).toBeLessThan(1)
      }),
      { seed: 20_260_817, numRuns: 1000 },
    )
  })
})

describe('a target', () => {
  it.each([
    [995, 1000, 0.995, true],
    [8_955_000_000_000_199, 9_000_000_000_000_200, 0.995, true],
    // One millisecond less: about as near as doubles come.
    [8_955_000_000_000_198, 9_000_000_000_000_200, 0.995, false],
    [994_999, 1_000_000, 0.995, false],
    [1, 1, 1, true],
    [999_999_999, 1_000_000_000, 1, false],
    [1, 3, 0.3333, true],
    [1, 3, 0.3334, false],
    [5, 10_000_000, 5e-7, true],
    [4, 10_000_000, 5e-7, false],
  ])('%d ÷ %d reaches %d: %s', (numerator, denominator, target, wanted) => {
    expect(isTargetMet(figure(numerator, denominator), target)).toBe(wanted)
  })

  it('is neither met nor missed without a figure that may be printed', () => {
    expect(isTargetMet(figure(1, 1), null)).toBeNull()
    expect(isTargetMet(figure(0, 0), 0.9)).toBeNull()
    expect(isTargetMet(toFigure({ ...seen, unknown: 1 }, 1, 1), 0.9)).toBeNull()
  })
})
