/** Jobs of the clock: once a period, over restarts, sleeps and clocks that were set. */
import { describe, expect, it } from 'vitest'
import { createClockJobs, toJobFact, type ClockJob } from '../../server/monitor/clock-jobs.ts'

const zone = 'Asia/Jakarta'
const day = 86_400_000
const minute = 60_000
/** 03:00 on 2026-10-09 in Jakarta. */
const start = Date.parse('2026-10-08T20:00:00Z')
const silent = { debug: () => 0, info: () => 0, warn: () => 0, error: () => 0 }

type Run = ClockJob['run']

const createWorld = (run: Run = () => Promise.resolve({})) => {
  const facts = new Map<string, string>()
  const clocks = { wall: start, monotonic: 0 }
  const done: string[] = []
  const errors: object[] = []
  const create = () =>
    createClockJobs({
      jobs: [
        {
          name: 'tidy',
          time: { every: 'day', hour: 2, minute: 30 },
          run: async (period, signal) => {
            const result = await run(period, signal)
            if (result !== null) done.push(period)
            return result
          },
        },
      ],
      timezone: zone,
      findFact: (name) => facts.get(name),
      setFact: (name, value) => facts.set(name, value),
      now: () => clocks.wall,
      monotonicMs: () => clocks.monotonic,
      log: { ...silent, error: (facts_) => errors.push(facts_) },
    })
  const pass = (wallMs: number, monotonicMs = wallMs): void => {
    clocks.wall += wallMs
    clocks.monotonic += monotonicMs
  }
  return { facts, done, errors, create, pass }
}

describe('a job of the clock', () => {
  it('runs once in its period, however often it is looked for', async () => {
    const { create, done, pass, facts } = createWorld()
    const jobs = create()
    for (let look = 0; look < 20; look += 1) {
      await jobs.runDue()
      pass(minute)
    }
    expect(done).toEqual(['2026-10-09'])
    expect(facts.get(toJobFact('tidy'))).toBe('2026-10-09')
    pass(day)
    await jobs.runDue()
    expect(done).toEqual(['2026-10-09', '2026-10-10'])
  })

  it('runs once also when the program is started again and again', async () => {
    const { create, done, pass } = createWorld()
    for (let restart = 0; restart < 5; restart += 1) {
      await create().runDue()
      pass(minute)
    }
    expect(done).toEqual(['2026-10-09'])
  })

  it('that was slept through is made up for once, not once a night', async () => {
    const { create, done, pass } = createWorld()
    const jobs = create()
    await jobs.runDue()
    pass(9 * day, 0)
    await jobs.runDue()
    await jobs.runDue()
    expect(done).toEqual(['2026-10-09', '2026-10-18'])
  })

  it('is not done twice when the clock is set back by an hour or a day', async () => {
    const { create, done, pass } = createWorld()
    const jobs = create()
    await jobs.runDue()
    pass(-60 * minute, 0)
    await jobs.runDue()
    pass(-23 * 60 * minute, 0)
    await jobs.runDue()
    expect(done).toEqual(['2026-10-09'])
  })

  it('that failed is tried again after ten minutes, by the clock that nobody sets', async () => {
    let failures = 2
    const { create, done, errors, pass } = createWorld(() =>
      failures-- > 0 ? Promise.reject(new Error('no room')) : Promise.resolve({}),
    )
    const jobs = create()
    await jobs.runDue()
    pass(10 * minute - 1)
    await jobs.runDue()
    expect(errors).toHaveLength(1)
    pass(-day, 1)
    await jobs.runDue()
    expect(errors).toHaveLength(2)
    pass(day, 10 * minute)
    await jobs.runDue()
    expect(done).toEqual(['2026-10-09'])
  })

  it('that is broken off by the end of the program is not noted as done', async () => {
    let begun = (): void => undefined
    const isBegun = new Promise<void>((resolve) => {
      begun = resolve
    })
    const { create, done, facts } = createWorld(
      (_period, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            resolve(null)
          })
          begun()
        }),
    )
    const jobs = create()
    const run = jobs.runDue()
    await isBegun
    await jobs.stop()
    await run
    expect(done).toEqual([])
    expect(facts.size).toBe(0)
  })

  it('does not overlap with itself', async () => {
    let running = 0
    let most = 0
    const { create } = createWorld(async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
      return {}
    })
    const jobs = create()
    await Promise.all([jobs.runDue(), jobs.runDue(), jobs.runDue()])
    expect(most).toBe(1)
  })
})
