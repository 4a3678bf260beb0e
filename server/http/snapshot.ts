/** The present as bytes: built when it changes or grows stale, never by a request. */
import type { Outage, RoundStatus } from '../domain/hotspot.ts'
import type { LiveChange, LiveState } from '../store/live.ts'
import type { Document } from './document.ts'
import { compressDocument, toPlainDocument } from './document.ts'
import type { HeaderSet } from './headers.ts'
import type { Built, Present } from './snapshot-build.ts'
import { buildPresent, findNextExpiry, runAtOnce, runInTurns } from './snapshot-build.ts'
import { createSources } from './snapshot-sources.ts'

export type { Present } from './snapshot-build.ts'

export interface SnapshotDocuments {
  readonly geojson: Document
  readonly hotspots: Document
  readonly summary: Document
}

/** One step from an old present to a new one, told once the new bytes are being served. */
export interface SnapshotStep {
  readonly generatedAt: number
  /** JSON of each hotspot that reads differently now; newer instants alone do not count. */
  readonly changed: readonly string[]
  readonly hasRemoved: boolean
  readonly outages: readonly Outage[]
  readonly rounds: readonly RoundStatus[]
  readonly hasBlindChanged: boolean
}

export interface Snapshot {
  readonly present: () => Present
  readonly documents: () => SnapshotDocuments
  /** JSON of each row, in the order of `present().rows`. */
  readonly texts: () => ReadonlyMap<string, string>
  readonly subscribe: (listener: (step: SnapshotStep) => void) => () => void
  /** Resolves when everything published before is being served. */
  readonly settle: () => Promise<void>
  readonly close: () => void
}

interface SnapshotDeps {
  readonly live: LiveState
  readonly now: () => number
  /** Headers of every answer. */
  readonly headers: HeaderSet
}

/** Changes that come closer together than this are shown together. */
const shortestWaitMs = 100
const longestWaitMs = 2000

/** A build waits this many times as long as the last one took, so that building stays a small part of the work. */
const waitPerCost = 8

/** Timers count in 32 bits. */
const longestTimerMs = 2 ** 31 - 1

const hasSameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const toPlainDocuments = (built: Built, headers: HeaderSet): SnapshotDocuments => {
  const sources = createSources(built.rows, built.present.summary, headers)
  return {
    geojson: toPlainDocument(sources.geojson),
    hotspots: toPlainDocument(sources.hotspots),
    summary: toPlainDocument(sources.summary),
  }
}

const compressDocuments = async (built: Built, headers: HeaderSet): Promise<SnapshotDocuments> => {
  const sources = createSources(built.rows, built.present.summary, headers)
  return {
    summary: await compressDocument(sources.summary, 'live'),
    geojson: await compressDocument(sources.geojson, 'live'),
    hotspots: await compressDocument(sources.hotspots, 'live'),
  }
}

/** What was published since the last build and has still to be told. */
interface Pending {
  outages: Outage[]
  rounds: RoundStatus[]
}

/** Keeps the bytes of the present ready; the old ones are served until the new ones are complete. */
export const createSnapshot = ({ live, now, headers }: SnapshotDeps): Snapshot => {
  const listeners = new Set<(step: SnapshotStep) => void>()
  const waiting: (() => void)[] = []
  let built = runAtOnce(buildPresent(live, new Map(), now()))
  let documents = toPlainDocuments(built, headers)
  let pending: Pending = { outages: [], rounds: [] }
  let timer: NodeJS.Timeout | undefined
  let isBuilding = false
  let isDirty = true
  let isClosed = false
  let waitMs = shortestWaitMs

  const commit = (next: Built, told: Pending, nextDocuments: SnapshotDocuments): void => {
    const blindBefore = built.present.summary.blind
    built = next
    documents = nextDocuments
    const step: SnapshotStep = {
      generatedAt: next.present.generatedAt,
      changed: next.changed,
      hasRemoved: next.hasRemoved,
      outages: told.outages,
      rounds: told.rounds,
      hasBlindChanged: !hasSameJson(blindBefore, next.present.summary.blind),
    }
    for (const listener of listeners) listener(step)
  }

  const build = async (): Promise<void> => {
    isBuilding = true
    isDirty = false
    const told = pending
    pending = { outages: [], rounds: [] }
    const begin = performance.now()
    const next = await runInTurns(buildPresent(live, built.rows, now()))
    const nextDocuments = await compressDocuments(next, headers)
    const costMs = performance.now() - begin
    waitMs = Math.min(longestWaitMs, Math.max(shortestWaitMs, waitPerCost * costMs))
    isBuilding = false
    if (isClosed) return
    commit(next, told, nextDocuments)
    if (!isDirty) for (const resolve of waiting.splice(0)) resolve()
    schedule()
  }

  const schedule = (): void => {
    if (isBuilding || isClosed) return
    clearTimeout(timer)
    const untilStaleMs = findNextExpiry(built.rows, now()) - now()
    const delayMs = isDirty ? waitMs : Math.max(shortestWaitMs, untilStaleMs)
    if (!Number.isFinite(delayMs)) return
    timer = setTimeout(() => void build(), Math.min(delayMs, longestTimerMs))
    timer.unref()
  }

  const stop = live.subscribe((change: LiveChange) => {
    pending.outages.push(...(change.outages ?? []))
    if (change.round !== undefined) pending.rounds.push(change.round)
    // Later changes join the build that is waiting already: a stream of them cannot put it off.
    const isWaiting = isDirty
    isDirty = true
    if (!isWaiting) schedule()
  })
  schedule()

  return {
    present: () => built.present,
    documents: () => documents,
    texts: () => built.texts,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    settle: () =>
      isDirty || isBuilding
        ? new Promise((resolve) => {
            waiting.push(resolve)
          })
        : Promise.resolve(),
    close: () => {
      isClosed = true
      stop()
      clearTimeout(timer)
      for (const resolve of waiting.splice(0)) resolve()
    },
  }
}
