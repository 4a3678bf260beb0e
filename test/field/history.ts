/** Months of measurements for a fresh database, made in seconds by the recorder itself in virtual time. */
import type { ProbeResult } from '../../probes/result.ts'
import {
  planCity,
  type City,
  type Inventory,
  type PlannedCheck,
} from '../../server/monitor/city.ts'
import { Recorder, type RoundInput } from '../../server/monitor/record.ts'
import type { Db } from '../../server/store/database.ts'
import { createBulkStore } from './bulk-store.ts'
import { createFailures, historyFailures, type Failure } from './failures.ts'
import {
  estimateSamples,
  planHistory,
  type Era,
  type HistoryPlan,
  type Span,
} from './history-plan.ts'
import type { Site } from './plan.ts'
import { createWeather, type Subject, type Weather } from './weather.ts'

/** Confirmation probes are this far apart, as in the settings' default. */
const confirmMs = 5000
/** A check that is still undecided after so many confirmation probes is left to the next round. */
const confirmLimit = 5
/** So long after its beginning a round and all its confirmation passes are over. */
const settledMs = (confirmLimit + 1) * confirmMs

/** Probes of one round begin within this time. */
const spreadMs = 400

export interface HistoryOptions {
  /** Fresh, with its inventory imported. Nobody else may write to it meanwhile. */
  readonly db: Db
  readonly inventory: Inventory
  /** The field's sites, whose positions the failures name. */
  readonly sites: readonly Site[]
  readonly witnesses: readonly { readonly name: string; readonly tier: 'near' | 'far' }[]
  readonly seed: number
  readonly days: number
  /** End of history, epoch ms; asked again until it is reached, because making it takes time. */
  readonly until: () => number
  /** First instant of the local day that holds `at`. */
  readonly dayOf: (at: number) => number
  /** Share of history that is made, 0–1. */
  readonly onProgress: (ratio: number) => void
}

export interface History {
  readonly from: number
  readonly to: number
  readonly rounds: number
  readonly samples: number
  /** Failures that still last at the end. */
  readonly active: readonly Failure[]
}

/** A check with whom it probes. */
interface Probed {
  readonly key: number
  readonly subject: Subject
  readonly planned: PlannedCheck
  readonly offsetMs: number
}

interface Scene {
  readonly options: HistoryOptions
  readonly weather: Weather
  readonly probed: ReadonlyMap<number, Probed>
  readonly plan: HistoryPlan
  counts: { rounds: number; samples: number }
}

const listProbed = (city: City, sites: readonly Site[]): Map<number, Probed> => {
  const uplinkIds = [...new Set(sites.flatMap(({ uplinkId }) => uplinkId ?? []))]
  const positions = new Map(sites.map(({ id }, index) => [id, index]))
  const probed: Probed[] = []
  const add = (subject: Subject, checks: readonly PlannedCheck[]): void => {
    for (const planned of checks) {
      const offsetMs = (planned.check.key * 37) % spreadMs
      probed.push({ key: planned.check.key, subject, planned, offsetMs })
    }
  }
  for (const { hotspot, checks } of city.hotspots.values()) {
    const index = positions.get(hotspot.id)
    if (index === undefined) continue
    const uplinkIndex = hotspot.uplinkId === null ? null : uplinkIds.indexOf(hotspot.uplinkId)
    add({ kind: 'hotspot', index, uplinkIndex }, checks)
  }
  for (const { uplink, checks } of city.uplinks.values()) {
    add({ kind: 'uplink', index: uplinkIds.indexOf(uplink.id), uplinkIndex: null }, checks)
  }
  return new Map(probed.map((one) => [one.key, one]))
}

const unseen: ProbeResult = { outcome: 'down', reason: 'timeout', detail: 'no answer' }
const seen: ProbeResult = { outcome: 'up', latencyMs: 1.5 }

const isWithin = (span: Span, at: number): boolean => at >= span.from && at < span.to

const makePass = (
  scene: Scene,
  era: Era,
  at: number,
  checks: Iterable<Probed> | null,
): RoundInput => {
  const isBlind = isWithin(scene.plan.blind, at)
  scene.weather.advance(at)
  const measurements = Array.from(checks ?? scene.probed.values(), (probed) => ({
    checkKey: probed.key,
    at: at + probed.offsetMs,
    result: isBlind ? unseen : scene.weather.measure(probed.subject, probed.planned.check.target),
  }))
  scene.counts.samples += measurements.length
  return {
    kind: checks === null ? 'round' : 'confirmation',
    schedule: era.schedule,
    scheduledAt: at,
    startedAt: at,
    finishedAt: at + spreadMs + 100,
    measurements,
    witnesses: scene.options.witnesses.map(({ name, tier }) => ({
      name,
      tier,
      at,
      result: isBlind ? unseen : seen,
    })),
    skipped: 0,
  }
}

/** One round and the confirmation passes that it asks for. */
const makeRound = (scene: Scene, era: Era, recorder: Recorder, at: number): void => {
  let { deviating } = recorder.recordRound(makePass(scene, era, at, null))
  scene.counts.rounds++
  for (let pass = 1; deviating.length > 0 && pass <= confirmLimit; pass++) {
    const again = withUplinks(scene, deviating)
    const input = makePass(scene, era, at + pass * confirmMs, again)
    deviating = recorder.recordRound(input).deviating
  }
}

/** As the monitor does it: an uplink is asked again together with what hangs under it. */
const withUplinks = (scene: Scene, keys: readonly number[]): Probed[] => {
  const wanted = new Map<number, Probed>()
  const uplinks = new Set<number>()
  for (const key of keys) {
    const probed = scene.probed.get(key)
    if (probed === undefined) continue
    wanted.set(key, probed)
    if (probed.subject.uplinkIndex !== null) uplinks.add(probed.subject.uplinkIndex)
  }
  for (const probed of scene.probed.values()) {
    if (probed.subject.kind === 'uplink' && uplinks.has(probed.subject.index)) {
      wanted.set(probed.key, probed)
    }
  }
  return [...wanted.values()]
}

const countSubjects = (sites: readonly Site[]) => ({
  hotspots: sites.length,
  uplinks: new Set(sites.flatMap(({ uplinkId }) => uplinkId ?? [])).size,
})

const planEra = (inventory: Inventory, { schedule, intervalMs }: Era): City =>
  planCity(inventory, { defaultSchedule: schedule, intervalOf: () => intervalMs })

const startOfInterval = (at: number, intervalMs: number): number =>
  Math.ceil(at / intervalMs) * intervalMs

/** The rounds of an era, one by one; the monitor's stop is left out and recorded as such. */
function* makeEra(scene: Scene, era: Era, recorder: Recorder): Generator<number, void, void> {
  const { stopped } = scene.plan
  let at = startOfInterval(era.from, era.intervalMs)
  while (at < era.to && at + settledMs < scene.options.until()) {
    if (isWithin(stopped, at)) {
      recorder.stop(stopped.from)
      recorder.start(stopped.to, era.intervalMs)
      at = startOfInterval(stopped.to, era.intervalMs)
      continue
    }
    makeRound(scene, era, recorder, at)
    yield at
    at += era.intervalMs
  }
}

/** All rounds in their order, then the writing of what was held back; yields the share that is done, 0–1. */
function* makeAll(scene: Scene): Generator<number, number, void> {
  const { db, inventory, dayOf } = scene.options
  const bulk = createBulkStore(db)
  let keepsSamples = false
  const recorder = new Recorder({
    store: bulk.store,
    live: null,
    dayOf,
    get keepsSamples() {
      return keepsSamples
    },
  })
  const checks = scene.probed.size
  const expected = estimateSamples(scene.plan, scene.options.until(), checks)
  let last = scene.plan.from
  recorder.start(last, 0)
  for (const era of scene.plan.eras) {
    keepsSamples = era.keepsSamples
    recorder.setCity(planEra(inventory, era), era.from)
    for (last of makeEra(scene, era, recorder)) {
      yield Math.min(1, scene.counts.samples / expected) * roundsShare
    }
  }
  let written = 0
  for (const _check of bulk.flush()) {
    yield roundsShare + Math.min(1, ++written / checks) * (1 - roundsShare)
  }
  recorder.stop(last + settledMs)
  return last
}

/** Share of the whole work that the rounds make up; the rest is writing samples. */
const roundsShare = 0.85

/** Others get the processor after this long, ms: a signal, a progress line. */
const breathEveryMs = 50
/** A transaction is committed after this long, ms. */
const commitEveryMs = 500

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/**
 * Fills the database with `days` days of rounds up to now, and stops the recorder in an orderly way.
 *
 * @throws the abort reason when the signal aborts; the database is then unfinished
 */
export const makeHistory = async (
  options: HistoryOptions,
  signal: AbortSignal,
): Promise<History> => {
  const { sites, seed, days, inventory } = options
  const end = options.until()
  const plan = planHistory(days, end, inventory.checks.length)
  const [firstEra] = plan.eras
  const kinds = historyFailures
  const failures = createFailures({ seed, kinds, ...countSubjects(sites), from: plan.from })
  const scene: Scene = {
    options,
    plan,
    weather: createWeather(failures, seed),
    probed: firstEra === undefined ? new Map() : listProbed(planEra(inventory, firstEra), sites),
    counts: { rounds: 0, samples: 0 },
  }
  const to = firstEra === undefined ? end : await work(makeAll(scene), options, signal)
  options.onProgress(1)
  return { from: plan.from, to, ...scene.counts, active: scene.weather.listActive() }
}

/** Does the work in transactions of some length, and lets others in between. */
const work = async (
  steps: Generator<number, number, void>,
  { db, onProgress }: HistoryOptions,
  signal: AbortSignal,
): Promise<number> => {
  let breathAt = performance.now()
  let commitAt = breathAt
  // A power cut may cost a database that is made anew anyway; afterwards every commit is safe again.
  db.pragma('synchronous = OFF')
  db.exec('BEGIN IMMEDIATE')
  try {
    while (true) {
      const step = steps.next()
      if (step.done === true) return step.value
      const now = performance.now()
      if (now - breathAt < breathEveryMs) continue
      if (now - commitAt >= commitEveryMs) {
        db.exec('COMMIT; BEGIN IMMEDIATE')
        commitAt = now
      }
      onProgress(step.value)
      await breathe()
      signal.throwIfAborted()
      breathAt = performance.now()
    }
  } finally {
    if (db.inTransaction) db.exec('COMMIT')
    db.pragma('synchronous = FULL')
  }
}
