/** The pruning job beside a recorder: short slices, only between rounds. */
import { afterEach, describe, expect, it } from 'vitest'
import { createPruneJob } from '../../../server/monitor/jobs/prune.ts'
import { createRetentionStore } from '../../../server/store/retention-store.ts'
import { begin, createRecordedCity, minute } from '../recorded-city.ts'

const day = 86_400_000
const rows = 40_000

type City = ReturnType<typeof createRecordedCity>
let city: City

afterEach(() => {
  city.db.close()
})

const createOldCity = (): City => {
  const old = createRecordedCity({ hotspots: [{ id: 'a', layers: ['link'] }] })
  old.startAt(begin)
  const insert = old.db.prepare('INSERT INTO sample (check_key, at, result) VALUES (?, ?, 8000)')
  old.db.transaction(() => {
    for (let index = 0; index < rows; index += 1) insert.run(1 + (index % 40), index * 1000)
  })()
  old.rounds(begin, 3)
  return old
}

const createJob = (whenQuiet: () => Promise<void>) =>
  createPruneJob({
    store: createRetentionStore(city.db),
    timezone: 'Asia/Jakarta',
    whenQuiet,
    now: () => begin + day,
    monotonicMs: () => performance.now(),
  })

const countSamples = (): number =>
  Number(city.db.prepare('SELECT count(*) FROM sample').pluck().get())

describe('the pruning job', () => {
  it('lets go of what is too old and says how long its longest slice took', async () => {
    city = createOldCity()
    const facts = await createJob(() => Promise.resolve()).run('', new AbortController().signal)
    expect(facts).toMatchObject({ removed: rows })
    expect(countSamples()).toBe(3)
  })

  it('waits for a pause before every slice', async () => {
    city = createOldCity()
    let asked = 0
    let isQuiet = false
    const whenQuiet = async (): Promise<void> => {
      asked += 1
      expect(isQuiet).toBe(false)
      isQuiet = true
      await Promise.resolve()
      isQuiet = false
    }
    const facts = await createJob(whenQuiet).run('', new AbortController().signal)
    const { slices } = facts as { slices: number }
    // The log is folded in after every third slice, in a pause too.
    expect(asked).toBe(slices + Math.floor(slices / 3))
  })

  it('breaks off between two slices, and the next run finishes', async () => {
    city = createOldCity()
    const abort = new AbortController()
    let slices = 0
    const whenQuiet = (): Promise<void> => {
      slices += 1
      if (slices === 2) abort.abort()
      return Promise.resolve()
    }
    expect(await createJob(whenQuiet).run('', abort.signal)).toBeNull()
    const left = countSamples()
    expect(left).toBeGreaterThan(3)
    city.rounds(begin + 5 * minute, 1)
    await createJob(() => Promise.resolve()).run('', new AbortController().signal)
    expect(countSamples()).toBe(4)
  })
})
