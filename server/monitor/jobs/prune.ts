/** The daily job that lets go of what has outlived its retention, in slices between rounds. */
import { setTimeout as wait } from 'node:timers/promises'
import { computeCutoffs } from '../../domain/retention.ts'
import type { RetentionStore } from '../../store/retention-store.ts'
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
const budgetMs = { least: 1, most: 10 }
/** A slice with its commit that took longer than this halves the next one, ms. A round must not wait 50. */
const slowSliceMs = 20
/** Pages and probes go on between two slices, ms. */
const pauseMs = 15

/** Prunes at 03:30, after the backup. */
export const createPruneJob = (settings: PruneSettings): ClockJob => ({
  name: 'prune',
  time: { every: 'day', hour: 3, minute: 30 },
  run: async (_period, signal) => {
    const { store, timezone, whenQuiet, now, monotonicMs } = settings
    const pruneSlice = store.beginPruning(computeCutoffs(timezone, now()))
    const facts = { removed: 0, slices: 0, longestMs: 0 }
    let budget = budgetMs.most
    while (true) {
      await whenQuiet()
      if (signal.aborted) return null
      const begin = monotonicMs()
      const { removed, isDone } = pruneSlice(budget, monotonicMs)
      const tookMs = monotonicMs() - begin
      facts.removed += removed
      facts.slices += 1
      facts.longestMs = Math.max(facts.longestMs, Math.round(tookMs * 10) / 10)
      if (isDone) return facts
      const next = tookMs > slowSliceMs ? budget / 2 : budget * 1.2
      budget = Math.min(budgetMs.most, Math.max(budgetMs.least, next))
      await wait(pauseMs)
    }
  },
})
