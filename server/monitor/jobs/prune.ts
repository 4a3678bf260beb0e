/** The daily job that lets go of what has outlived its retention, in slices between rounds. */
import { setTimeout as wait } from 'node:timers/promises'
import { computeCutoffs } from '../../domain/retention.ts'
import type { PruneSlice, RetentionStore } from '../../store/retention-store.ts'
import type { ClockJob } from '../clock-jobs.ts'

export interface PruneSettings {
  readonly store: RetentionStore
  readonly timezone: string
  /** Answers when no pass is under way. */
  readonly whenQuiet: () => Promise<void>
  readonly now: () => number
  readonly monotonicMs: () => number
}

/** A slice deletes so long before it commits, ms; shorter where commits turn out to be slow. */
const budgetMs = { least: 1, most: 5 }
/** A slice with its commit that took longer than this halves the next one, ms. A round must not wait 50. */
const slowSliceMs = 20
/** Pages and probes go on between two slices, ms. */
const pauseMs = 15
/** The log is folded in after so many slices. */
const slicesPerFold = 3

/** Prunes at 03:30, after the backup. */
export const createPruneJob = (settings: PruneSettings): ClockJob => ({
  name: 'prune',
  time: { every: 'day', hour: 3, minute: 30 },
  run: async (_period, signal) => {
    const { store, timezone, whenQuiet, now, monotonicMs } = settings
    const pruneSlice = store.beginPruning(computeCutoffs(timezone, now()))
    const facts = { removed: 0, slices: 0, longestMs: 0 }
    /** Does one short piece of work when nobody is disturbed; answers with its length, ms. */
    const inPause = async (work: () => void): Promise<number> => {
      await whenQuiet()
      if (signal.aborted) return 0
      const begin = monotonicMs()
      work()
      const tookMs = monotonicMs() - begin
      facts.longestMs = Math.max(facts.longestMs, Math.round(tookMs * 10) / 10)
      await wait(pauseMs)
      return tookMs
    }
    let budget = budgetMs.most
    let slice: PruneSlice = { removed: 0, isDone: false }
    const pruneOnce = (): void => {
      slice = pruneSlice(budget, monotonicMs)
      facts.removed += slice.removed
      facts.slices += 1
    }
    do {
      const tookMs = await inPause(pruneOnce)
      const next = tookMs > slowSliceMs ? budget / 2 : budget * 1.2
      budget = Math.min(budgetMs.most, Math.max(budgetMs.least, next))
      if (facts.slices % slicesPerFold === 0) await inPause(store.foldLog)
    } while (!slice.isDone && !signal.aborted)
    return slice.isDone ? facts : null
  },
})
