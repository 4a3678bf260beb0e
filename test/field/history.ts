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
import type { Site } from './plan.ts'
import { createWeather, type Subject, type Weather } from './weather.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** A stretch of history with one distance between its rounds. */
interface Era {
  readonly schedule: string
  readonly intervalMs: number
  /** Raw samples are kept. */
  readonly keepsSamples: boolean
  readonly from: number
  readonly to: number
}

/** The last days are as dense as real ones, with raw samples; before them rounds are rarer and leave rollups only. */
const denseDays = 2
const sparse = {
  schedule: '0 */15 * * * *',
  intervalMs: 15 * minuteMs,
  keepsSamples: false,
} as const
const dense = { schedule: '0 * * * * *', intervalMs: minuteMs, keepsSamples: true } as const

/** What befell the monitor itself, as distances from the end of history. */
const blindSpell = { beforeEndMs: 23 * dayMs + 5 * hourMs, lengthMs: 40 * minuteMs }
const stopSpell = { beforeEndMs: 9 * dayMs + 14 * hourMs, lengthMs: 25 * minuteMs }

/** Confirmation probes are this far apart, as in the settings' default. */
const confirmMs = 5000
/** A check that is still undecided after so many confirmation probes is left to the next round. */
const confirmLimit = 5

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
  readonly blind: { readonly from: number; readonly to: number }
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

const makePass = (
  scene: Scene,
  era: Era,
  at: number,
  checks: Iterable<Probed> | null,
): RoundInput => {
  const isBlind = at >= scene.blind.from && at < scene.blind.to
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

interface Stage {
  readonly era: Era
  readonly city: City
}

const planStages = (options: HistoryOptions, to: number): { from: number; stages: Stage[] } => {
  const from = to - options.days * dayMs
  const denseFrom = Math.max(from, to - denseDays * dayMs)
  const toStage = (
    pace: typeof sparse | typeof dense,
    span: { from: number; to: number },
  ): Stage => ({
    era: { ...pace, ...span },
    city: planCity(options.inventory, {
      defaultSchedule: pace.schedule,
      intervalOf: () => pace.intervalMs,
    }),
  })
  const stages = [
    toStage(sparse, { from, to: denseFrom }),
    toStage(dense, { from: denseFrom, to: Infinity }),
  ]
  return { from, stages: stages.filter(({ era }) => era.from < era.to) }
}

/** Rounds written in one transaction, after which others get the processor for a moment. */
const roundsPerBatch = 288

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A store of the recorder whose rounds are committed in batches. */
const createBatch = (db: Db) => {
  let rounds = 0
  return {
    begin: (): void => {
      db.exec('BEGIN IMMEDIATE')
    },
    /** Commits now and then; true when it did. */
    next: (): boolean => {
      if (++rounds % roundsPerBatch !== 0) return false
      db.exec('COMMIT; BEGIN IMMEDIATE')
      return true
    },
    end: (): void => {
      if (db.inTransaction) db.exec('COMMIT')
    },
  }
}

const startOfInterval = (at: number, intervalMs: number): number =>
  Math.ceil(at / intervalMs) * intervalMs

/**
 * Fills the database with `days` days of rounds up to now, and stops the recorder in an orderly way.
 *
 * @throws the abort reason when the signal aborts; the database is then unfinished
 */
export const makeHistory = async (
  options: HistoryOptions,
  signal: AbortSignal,
): Promise<History> => {
  const { db, sites } = options
  const firstEnd = options.until()
  const { from, stages } = planStages(options, firstEnd)
  const city = stages[0]?.city
  const uplinks = new Set(sites.flatMap(({ uplinkId }) => uplinkId ?? [])).size
  const seed = options.seed
  const failures = createFailures({
    ...{ seed, kinds: historyFailures, hotspots: sites.length, uplinks, from },
  })
  const scene: Scene = {
    options,
    weather: createWeather(failures, seed),
    probed: city === undefined ? new Map() : listProbed(city, sites),
    blind: toSpan(firstEnd, blindSpell),
    counts: { rounds: 0, samples: 0 },
  }
  let keepsSamples = false
  const bulk = createBulkStore(db)
  const recorder = new Recorder({
    store: bulk.store,
    live: null,
    dayOf: options.dayOf,
    get keepsSamples() {
      return keepsSamples
    },
  })
  const stop = toSpan(firstEnd, stopSpell)
  const batch = createBatch(db)
  let at = from
  // A power cut may cost a database that is made anew anyway; afterwards every commit is safe again.
  db.pragma('synchronous = OFF')
  batch.begin()
  try {
    recorder.start(from, 0)
    for (const { era, city: next } of stages) {
      keepsSamples = era.keepsSamples
      recorder.setCity(next, era.from)
      at = startOfInterval(era.from, era.intervalMs)
      while (at < Math.min(era.to, options.until())) {
        if (at >= stop.from && at < stop.to) {
          recorder.stop(stop.from)
          at = startOfInterval(stop.to, era.intervalMs)
          recorder.start(stop.to, era.intervalMs)
        }
        makeRound(scene, era, recorder, at)
        at += era.intervalMs
        if (batch.next()) {
          options.onProgress((at - from) / (firstEnd - from))
          await breathe()
          signal.throwIfAborted()
        }
      }
    }
    bulk.flush()
    recorder.stop(Math.max(at - minuteMs + spreadMs, firstEnd))
  } finally {
    batch.end()
    db.pragma('synchronous = FULL')
  }
  options.onProgress(1)
  return { from, to: at, ...scene.counts, active: scene.weather.listActive() }
}

const toSpan = (end: number, spell: typeof blindSpell): { from: number; to: number } => {
  const from = end - spell.beforeEndMs
  return { from, to: from + spell.lengthMs }
}
