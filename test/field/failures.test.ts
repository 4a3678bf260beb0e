/** Proves that chance is repeatable and that a city fails as often as its table says. */
import { describe, expect, it } from 'vitest'
import {
  createFailures,
  historyFailures,
  liveFailures,
  toAction,
  type Failure,
  type FailureKind,
} from './failures.ts'
import { createRandom, drawExponential, drawLogNormal } from './random.ts'

const dayMs = 86_400_000

const listFailures = (kinds: readonly FailureKind[], days: number, seed = 7): Failure[] => {
  const failures: Failure[] = []
  const city = { seed, kinds, hotspots: 132, uplinks: 6, from: 0 }
  for (const failure of createFailures(city)) {
    if (failure.at >= days * dayMs) break
    failures.push(failure)
  }
  return failures
}

/** Hotspots that are bad at an average moment, those beneath a bad uplink not counted. */
const meanBad = (failures: readonly Failure[], days: number): number =>
  failures
    .filter(({ subject }) => subject === 'hotspot')
    .reduce((sum, { at, endsAt }) => sum + endsAt - at, 0) /
  (days * dayMs)

describe('seeded chance', () => {
  it('repeats itself for one seed and differs for another', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, createRandom(seed))
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
  })

  it('has the mean and the median that are asked for', () => {
    const random = createRandom(3)
    const waits = Array.from({ length: 20_000 }, () => drawExponential(random, 60))
    expect(waits.reduce((sum, wait) => sum + wait, 0) / waits.length).toBeCloseTo(60, -0.5)
    const durations = Array.from({ length: 20_001 }, () => drawLogNormal(random, 40, 0.8))
    expect(durations.sort((a, b) => a - b)[10_000]).toBeCloseTo(40, -0.5)
  })
})

describe('failures', () => {
  it('are the same for one seed and others for another', () => {
    expect(listFailures(liveFailures, 1)).toEqual(listFailures(liveFailures, 1))
    expect(listFailures(liveFailures, 1, 8)).not.toEqual(listFailures(liveFailures, 1))
  })

  it('come in order of their beginning, and one subject has one at a time', () => {
    const failures = listFailures(liveFailures, 3)
    const lastEnd = new Map<string, number>()
    let lastAt = 0
    for (const { subject, index, at, endsAt } of failures) {
      expect(at).toBeGreaterThanOrEqual(lastAt)
      expect(at).toBeGreaterThanOrEqual(lastEnd.get(`${subject} ${String(index)}`) ?? 0)
      expect(endsAt).toBeGreaterThan(at)
      lastAt = at
      lastEnd.set(`${subject} ${String(index)}`, endsAt)
    }
  })

  it('keep one to four of 132 hotspots bad at an average moment of the demo', () => {
    const bad = meanBad(listFailures(liveFailures, 10), 10)
    expect(bad).toBeGreaterThan(1.5)
    expect(bad).toBeLessThan(4)
  })

  it('keep about one of 132 bad in ordinary time', () => {
    const bad = meanBad(listFailures(historyFailures, 90), 90)
    expect(bad).toBeGreaterThan(0.5)
    expect(bad).toBeLessThan(2)
  })

  it('of every kind occur in 90 days', () => {
    const names = new Set(listFailures(historyFailures, 90).map(({ name }) => name))
    expect([...names].sort()).toEqual(historyFailures.map(({ name }) => name).sort())
  })

  it('do not occur where nothing can fail', () => {
    const nothing = { seed: 1, kinds: liveFailures, hotspots: 0, uplinks: 0, from: 0 }
    expect(createFailures(nothing).next().done).toBe(true)
  })

  it('become the action that makes them happen', () => {
    const failure = { name: 'x', index: 0, at: 0, endsAt: 1 }
    const cut = { kind: 'cut', mode: 'timeout' } as const
    expect(toAction({ ...failure, subject: 'hotspot', effect: cut }, 'a')).toEqual({
      kind: 'cut',
      id: 'a',
      mode: 'timeout',
    })
    expect(toAction({ ...failure, subject: 'uplink', effect: cut }, 'a')).toEqual({
      kind: 'cut-uplink',
      id: 'a',
      mode: 'timeout',
    })
    const broken = { kind: 'break', fault: 'error' } as const
    expect(toAction({ ...failure, subject: 'hotspot', effect: broken }, 'a')).toEqual({
      kind: 'break',
      id: 'a',
      fault: 'error',
    })
  })
})
