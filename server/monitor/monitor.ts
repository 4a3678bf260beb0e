/** The monitor as a whole: ticks start rounds, rounds are recorded, what deviates is confirmed. */
import type { Tier } from '../domain/hotspot.ts'
import type { Log } from '../log.ts'
import type { LiveState } from '../store/live.ts'
import { planCity, type City, type Inventory, type PlannedCheck } from './city.ts'
import { createClockWatch, type ClockStep } from './clock-watch.ts'
import { createConfirmQueue } from './confirm-queue.ts'
import { createDiskGuard, type DiskSettings } from './disk-guard.ts'
import { createFaultBoard, type FaultBoard } from './faults.ts'
import { createOwnFaults } from './own-faults.ts'
import { Passes } from './passes.ts'
import type { RecordedRound, Recorder, RoundInput } from './record.ts'
import { logPass } from './round-log.ts'
import { createRunRound, type ProbeRunner, type RunRound, type Witness } from './run-round.ts'
import { createScheduler, intervalOfSchedule } from './scheduler.ts'
import { WriteQueue } from './write-queue.ts'

export interface MonitorSettings {
  readonly recorder: Recorder
  readonly live: LiveState
  readonly runner: ProbeRunner
  readonly witnesses: readonly Witness[]
  readonly loadInventory: () => Inventory
  /** Changes whenever people changed the inventory, also from another process. */
  readonly findRevision: () => string
  readonly timezone: string
  readonly defaultSchedule: string
  /** Distance of confirmation probes, start to start, ms. */
  readonly confirmIntervalMs: number
  /** Probes of one kind under way at once. */
  readonly concurrency: number
  readonly disk: DiskSettings
  readonly now: () => number
  readonly monotonicMs: () => number
  readonly log: Log
}

interface FinishedRound {
  readonly schedule: string
  readonly scheduledAt: number
  readonly finishedAt: number
}

/** A clock that was set is shown for one interval, at most this long, ms. */
const longestNoticeMs = 3_600_000
/** The clock and the inventory are looked at this often, ms. */
const watchMs = 1000
/** A background job waits so long for a pause between passes, ms. */
const quietLimitMs = 60_000
/** Rounds further apart than this many intervals had nobody looking in between. */
const missedRounds = 2

const emptyCity: Pick<City, 'hotspots' | 'uplinks' | 'checks'> = {
  hotspots: new Map(),
  uplinks: new Map(),
  checks: new Map(),
}

const warnOfMissingWitnesses = (witnesses: readonly Witness[], faults: FaultBoard): void => {
  const tiers: readonly Tier[] = ['near', 'far']
  const missing = tiers.filter((tier) => !witnesses.some((witness) => witness.tier === tier))
  if (missing.length === 0) return
  const detail = `no witness of tier ${missing.join(', ')}: blindness is not noticed there`
  faults.raise('no_witnesses', detail)
}

/** Creates nothing that runs before `start`. */
export class Monitor {
  readonly #settings: MonitorSettings
  readonly #faults: FaultBoard
  readonly #isDiskLow: () => boolean
  readonly #noteOwnFaults: (input: RoundInput) => void
  readonly #runRound: RunRound
  readonly #passes: Passes
  readonly #confirmQueue: ReturnType<typeof createConfirmQueue>
  readonly #queue: WriteQueue
  readonly #scheduler: ReturnType<typeof createScheduler>
  readonly #watchClock: () => ClockStep | null
  readonly #intervals = new Map<string, number>()
  #city = emptyCity
  #revision: string | null = null
  #lastRound: FinishedRound | null = null
  #timer: NodeJS.Timeout | undefined

  constructor(settings: MonitorSettings) {
    const { log, now, recorder } = settings
    this.#settings = settings
    this.#faults = createFaultBoard(settings.live, log, now)
    this.#isDiskLow = createDiskGuard(settings.disk, this.#faults)
    this.#noteOwnFaults = createOwnFaults(this.#faults)
    this.#runRound = createRunRound(settings)
    this.#watchClock = createClockWatch(now, settings.monotonicMs)
    this.#queue = new WriteQueue({
      record: (input) => recorder.recordRound(input),
      noteDarkness: (from, until) => {
        recorder.noteDarkness(from, until, 'database')
      },
      onRecorded: (input, recorded) => {
        this.#afterRecording(input, recorded)
      },
      isDiskLow: this.#isDiskLow,
      faults: this.#faults,
      log,
    })
    this.#passes = new Passes(
      (input) => {
        this.#queue.submit(input)
      },
      (error) => {
        log.error({ error: String(error) }, 'pass failed')
      },
    )
    this.#confirmQueue = createConfirmQueue({
      intervalMs: settings.confirmIntervalMs,
      now,
      runPass: (keys) => void this.#runConfirmation(keys),
    })
    this.#scheduler = createScheduler({
      timezone: settings.timezone,
      onTick: (schedule, scheduledAt) => this.#onTick(schedule, scheduledAt),
    })
  }

  /** Loads inventory and memory, opens the blind interval of the time off, and starts the schedules. */
  start(): void {
    const { recorder, witnesses, now, defaultSchedule, live } = this.#settings
    recorder.start(now(), this.#intervalOf(defaultSchedule))
    warnOfMissingWitnesses(witnesses, this.#faults)
    this.#loadCity()
    this.#timer = setInterval(() => {
      this.#onWatch()
    }, watchMs)
    live.setReady(true)
  }

  /** Probes every check of the default schedule once, now. */
  async runNow(): Promise<void> {
    await this.#onTick(this.#settings.defaultSchedule, this.#settings.now())
  }

  /** Answers when no pass is under way, after a minute at the latest: work that would disturb latencies waits for it. */
  whenQuiet(): Promise<void> {
    return this.#passes.whenQuiet(quietLimitMs)
  }

  /** Orderly end: stops ticks, ends probes, writes what was measured. Takes at most about two seconds. */
  async stop(): Promise<void> {
    const { live, log, recorder, now } = this.#settings
    live.setReady(false)
    clearInterval(this.#timer)
    this.#scheduler.stop()
    this.#confirmQueue.close()
    await this.#passes.stop()
    const lost = this.#queue.close()
    if (lost > 0) log.error({ passes: lost }, 'passes lost: the database could not be written')
    const blindFrom = this.#queue.unrecordedFrom ?? now()
    this.#tryTo('the end could not be noted', () => {
      recorder.stop(blindFrom)
    })
  }

  #afterRecording(input: RoundInput, recorded: RecordedRound): void {
    this.#noteOwnFaults(input)
    if (!this.#passes.isStopping) {
      this.#confirmQueue.update(input.measurements, recorded.deviating)
    }
    logPass(this.#settings.log, input, recorded, this.#queue.length)
  }

  #intervalOf(schedule: string): number {
    const known = this.#intervals.get(schedule)
    if (known !== undefined) return known
    const interval = intervalOfSchedule(schedule, this.#settings.timezone)
    this.#intervals.set(schedule, interval)
    return interval
  }

  async #runConfirmation(keys: readonly number[]): Promise<void> {
    const schedule = this.#settings.defaultSchedule
    const pass = { kind: 'confirmation', schedule, scheduledAt: this.#settings.now() } as const
    const checks = this.#withUplinks(keys)
    const signal = this.#passes.createSignal(0)
    await this.#passes.run(this.#runRound({ ...pass, checks, signal }))
  }

  /** The uplink is asked again before a hotspot's outage is laid at its door. */
  #withUplinks(keys: readonly number[]): PlannedCheck[] {
    const wanted = new Map<number, PlannedCheck>()
    for (const key of keys) {
      const planned = this.#city.checks.get(key)
      if (planned === undefined) continue
      for (const one of [planned, ...this.#listUplinkChecks(planned)])
        wanted.set(one.check.key, one)
    }
    return [...wanted.values()]
  }

  #listUplinkChecks({ check }: PlannedCheck): readonly PlannedCheck[] {
    if (check.hotspotKey === null) return []
    const uplinkKey = this.#city.hotspots.get(check.hotspotKey)?.uplinkKey ?? null
    return uplinkKey === null ? [] : (this.#city.uplinks.get(uplinkKey)?.checks ?? [])
  }

  async #onTick(schedule: string, scheduledAt: number): Promise<void> {
    const { now } = this.#settings
    this.#noteMissedTime(schedule, now())
    const checks = [...this.#city.checks.values()].filter((p) => p.schedule === schedule)
    const signal = this.#passes.createSignal(this.#intervalOf(schedule))
    await this.#passes.run(this.#runRound({ kind: 'round', schedule, scheduledAt, checks, signal }))
    this.#lastRound = { schedule, scheduledAt, finishedAt: now() }
  }

  #noteMissedTime(schedule: string, startedAt: number): void {
    const last = this.#lastRound
    if (last?.schedule !== schedule) return
    const intervalMs = this.#intervalOf(schedule)
    if (startedAt - last.finishedAt <= missedRounds * intervalMs) return
    const from = last.scheduledAt + intervalMs
    this.#settings.log.warn({ from: new Date(from).toISOString() }, 'rounds were missed')
    this.#tryTo('missed time could not be noted', () => {
      this.#settings.recorder.noteDarkness(from, startedAt, 'suspended')
    })
  }

  #loadCity(): void {
    const { findRevision, loadInventory, recorder, now, defaultSchedule, log } = this.#settings
    const revision = findRevision()
    if (revision === this.#revision) return
    const intervalOf = (schedule: string): number => this.#intervalOf(schedule)
    const city = planCity(loadInventory(), { defaultSchedule, intervalOf })
    recorder.setCity(city, now())
    this.#city = city
    this.#revision = revision
    const schedules = [...city.checks.values()].map((planned) => planned.schedule)
    this.#scheduler.setSchedules(new Set([defaultSchedule, ...schedules]))
    log.info({ hotspots: city.hotspots.size, checks: city.checks.size }, 'inventory loaded')
  }

  #onWatch(): void {
    const step = this.#watchClock()
    if (step !== null) this.#onClockStep(step)
    this.#tryTo('the disk could not be looked at', () => {
      this.#isDiskLow()
    })
    this.#tryTo('inventory could not be read', () => {
      this.#loadCity()
    })
  }

  #onClockStep(step: ClockStep): void {
    const { log, now, recorder, defaultSchedule } = this.#settings
    this.#faults.raise('clock_stepped', `the clock moved by ${String(Math.round(step.stepMs))} ms`)
    log.warn({ ...step }, 'the clock was set, or the machine slept')
    this.#scheduler.restart()
    const intervalMs = this.#intervalOf(defaultSchedule)
    if (step.stepMs > intervalMs) {
      this.#tryTo('missed time could not be noted', () => {
        recorder.noteDarkness(step.seenAt, now(), 'clock')
      })
    }
    setTimeout(
      () => {
        this.#faults.clear('clock_stepped')
      },
      Math.min(intervalMs, longestNoticeMs),
    ).unref()
  }

  #tryTo(complaint: string, work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#settings.log.error({ error: String(error) }, complaint)
    }
  }
}
