/** The present as bytes: built when it changes or grows stale, never by a request. */
import type { Outage, RoundStatus } from '../domain/hotspot.ts'
import type { LiveChange, LiveState } from '../store/live.ts'
import type { Document } from './document.ts'
import { compressDocument, toPlainDocument } from './document.ts'
import type { HeaderSet } from './headers.ts'
import type { Places } from './places.ts'
import type { Present } from './present.ts'
import type { Built } from './snapshot-build.ts'
import { buildPresent, findNextExpiry, runAtOnce, runInTurns } from './snapshot-build.ts'
import { createSources } from './snapshot-sources.ts'

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
  readonly places: Places
  readonly now: () => number
  /** Headers of every answer. */
  readonly headers: HeaderSet
}

/** Changes that come closer together than this are shown together. */
const shortestWaitMs = 100
const longestWaitMs = 1000

/** Between two builds lies this many times what the last one took, so that building stays a small part of the work. */
const waitPerCost = 8

/** Distance of looks at what people decide, ms. */
const watchMs = 5000

/** Timers count in 32 bits. */
const longestTimerMs = 2 ** 31 - 1

const hasSameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const toPlainDocuments = (built: Built, headers: HeaderSet): SnapshotDocuments => {
  const sources = createSources(built.rows, built.present.summary, headers)
  return {
    geojson: toPlainDocument(sources.geojson()),
    hotspots: toPlainDocument(sources.hotspots()),
    summary: toPlainDocument(sources.summary()),
  }
}

const compressDocuments = async (built: Built, headers: HeaderSet): Promise<SnapshotDocuments> => {
  const sources = createSources(built.rows, built.present.summary, headers)
  return {
    summary: await compressDocument(sources.summary(), 'live'),
    geojson: await compressDocument(sources.geojson(), 'live'),
    hotspots: await compressDocument(sources.hotspots(), 'live'),
  }
}

/** What was published since the last build and has still to be told. */
interface Pending {
  readonly outages: Outage[]
  readonly rounds: RoundStatus[]
}

interface State extends SnapshotDeps {
  readonly listeners: Set<(step: SnapshotStep) => void>
  readonly settling: (() => void)[]
  built: Built
  documents: SnapshotDocuments
  pending: Pending
  timer: NodeJS.Timeout | undefined
  /** `dirty`: something was published and waits for a build; a build may be running at the same time. */
  isDirty: boolean
  isBuilding: boolean
  isClosed: boolean
  /** Shortest time between the end of the last build and the next, ms. */
  waitMs: number
  /** End of the last build on the monotonic clock, ms. */
  builtAt: number
}

const commit = (state: State, built: Built, documents: SnapshotDocuments, told: Pending): void => {
  const blindBefore = state.built.present.summary.blind
  state.built = built
  state.documents = documents
  const step: SnapshotStep = {
    generatedAt: built.present.generatedAt,
    changed: built.changed,
    hasRemoved: built.hasRemoved,
    outages: told.outages,
    rounds: told.rounds,
    hasBlindChanged: !hasSameJson(blindBefore, built.present.summary.blind),
  }
  for (const listener of state.listeners) listener(step)
}

const build = async (state: State): Promise<void> => {
  state.isBuilding = true
  state.isDirty = false
  const told = state.pending
  state.pending = { outages: [], rounds: [] }
  const begin = performance.now()
  const built = await runInTurns(buildPresent(state, state.built.rows, state.now()))
  const documents = await compressDocuments(built, state.headers)
  state.builtAt = performance.now()
  state.waitMs = Math.min(longestWaitMs, waitPerCost * (state.builtAt - begin))
  state.isBuilding = false
  if (state.isClosed) return
  commit(state, built, documents, told)
  schedule(state)
}

/** Sets the timer to the next build: soon after a change, else when the next row grows stale. */
const schedule = (state: State): void => {
  if (state.isBuilding || state.isClosed) return
  if (!state.isDirty) for (const resolve of state.settling.splice(0)) resolve()
  clearTimeout(state.timer)
  const now = state.now()
  const wantedMs = state.isDirty
    ? state.builtAt + state.waitMs - performance.now()
    : // Counted from the instant that was built: a row may have grown stale while that was going on.
      findNextExpiry(state.built.rows, state.places, state.built.present.generatedAt) - now
  const delayMs = Math.max(shortestWaitMs, wantedMs)
  if (!Number.isFinite(delayMs)) return
  state.timer = setTimeout(() => void build(state), Math.min(delayMs, longestTimerMs))
  state.timer.unref()
}

const noteChange = (state: State, change: LiveChange): void => {
  state.pending.outages.push(...(change.outages ?? []))
  if (change.round !== undefined) state.pending.rounds.push(change.round)
  // Later changes join the build that is waiting already: a stream of them cannot put it off.
  if (state.isDirty) return
  state.isDirty = true
  schedule(state)
}

/** Windows that people entered meanwhile, perhaps in another process, are shown without waiting for the next round. */
const watchPlaces = (state: State): NodeJS.Timeout => {
  const watch = setInterval(() => {
    if (state.isBuilding || state.isDirty) return
    if (state.places.refresh(state.now())) noteChange(state, {})
  }, watchMs)
  return watch.unref()
}

const createState = (deps: SnapshotDeps): State => {
  const built = runAtOnce(buildPresent(deps, new Map(), deps.now()))
  return {
    ...deps,
    listeners: new Set(),
    settling: [],
    built,
    documents: toPlainDocuments(built, deps.headers),
    pending: { outages: [], rounds: [] },
    timer: undefined,
    // The first build brings the compressed variants.
    isDirty: true,
    isBuilding: false,
    isClosed: false,
    waitMs: shortestWaitMs,
    builtAt: -Infinity,
  }
}

/** Keeps the bytes of the present ready; the old ones are served until the new ones are complete. */
export const createSnapshot = (deps: SnapshotDeps): Snapshot => {
  const state = createState(deps)
  const stop = deps.live.subscribe((change) => {
    noteChange(state, change)
  })
  schedule(state)
  const watch = watchPlaces(state)
  return {
    present: () => state.built.present,
    documents: () => state.documents,
    texts: () => state.built.texts,
    subscribe: (listener) => {
      state.listeners.add(listener)
      return () => state.listeners.delete(listener)
    },
    settle: () =>
      new Promise((resolve) => {
        if (state.isClosed || (!state.isDirty && !state.isBuilding)) resolve()
        else state.settling.push(resolve)
      }),
    close: () => {
      state.isClosed = true
      stop()
      clearTimeout(state.timer)
      clearInterval(watch)
      for (const resolve of state.settling.splice(0)) resolve()
    },
  }
}
