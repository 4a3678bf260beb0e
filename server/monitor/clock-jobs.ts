/** Jobs of the clock: each once a local day or month, also when its hour was slept through or the program was not running. */
import { findDuePeriod, isPeriodOpen, type JobTime } from '../domain/job-period.ts'
import type { Log } from '../log.ts'

export interface ClockJob {
  /** Also names the fact that holds its last period: never changes. */
  readonly name: string
  readonly time: JobTime
  /**
   * Does the work of one period. It is done again when it failed, or when the program ended before it was noted: doing it
   * twice must be the same as doing it once.
   *
   * @returns facts for the log; null when `signal` ended it before it was done
   */
  readonly run: (period: string, signal: AbortSignal) => Promise<object | null>
}

export interface ClockJobsSettings {
  readonly jobs: readonly ClockJob[]
  /** IANA zone of days, months and hours. */
  readonly timezone: string
  readonly findFact: (name: string) => string | undefined
  readonly setFact: (name: string, value: string) => void
  readonly now: () => number
  readonly monotonicMs: () => number
  readonly log: Log
}

/**
 * What is due is looked for this often, ms, by a plain timer: a cron library knows the next run but not the one that was
 * missed, and waits for the wrong instant after the clock was set.
 */
const lookMs = 20_000
/** The first look after a start: the first round and the first pages come before. */
const firstLookMs = 15_000
/** A job that failed is tried again after so long. */
const retryMs = 10 * 60_000
/** An orderly end waits so long for a job to break off. */
const stopLimitMs = 2000

/** Name of the fact that holds a job's last period. */
export const toJobFact = (job: string): string => `job_${job}`

/** Creates nothing that runs before `start`. Jobs run one after the other, in their order. */
export const createClockJobs = (settings: ClockJobsSettings) => {
  const { jobs, timezone, now, monotonicMs, log } = settings
  const abort = new AbortController()
  const retryAt = new Map<string, number>()
  let running: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined

  const isDue = ({ name, time }: ClockJob): boolean => {
    if (monotonicMs() < (retryAt.get(name) ?? 0)) return false
    const recorded = settings.findFact(toJobFact(name))
    return isPeriodOpen(time, timezone, { now: now(), recorded })
  }

  const runOne = async (job: ClockJob): Promise<void> => {
    const period = findDuePeriod(job.time, timezone, now()).name
    const begin = monotonicMs()
    try {
      const facts = await job.run(period, abort.signal)
      if (facts === null) return
      settings.setFact(toJobFact(job.name), period)
      const tookMs = Math.round(monotonicMs() - begin)
      log.info({ job: job.name, period, tookMs, ...facts }, 'clock job')
    } catch (error) {
      if (abort.signal.aborted) return
      retryAt.set(job.name, monotonicMs() + retryMs)
      log.error({ job: job.name, period, error: String(error) }, 'clock job failed')
    }
  }

  const runAll = async (): Promise<void> => {
    for (const job of jobs) {
      if (!abort.signal.aborted && isDue(job)) await runOne(job)
    }
  }

  /** Does what is due now; while that lasts, further calls wait for the same. Never rejects. */
  const runDue = (): Promise<void> => {
    running ??= runAll()
      .catch((error: unknown) => {
        log.error({ error: String(error) }, 'clock jobs could not be looked at')
      })
      .finally(() => {
        running = null
      })
    return running
  }

  const lookAfter = (ms: number): void => {
    timer = setTimeout(() => {
      void runDue()
      lookAfter(lookMs)
    }, ms)
  }

  return {
    runDue,
    start: (): void => {
      lookAfter(firstLookMs)
    },
    /** Breaks off what runs; answers when it has ended, or after two seconds. */
    stop: async (): Promise<void> => {
      clearTimeout(timer)
      abort.abort()
      const limit = new Promise((resolve) => setTimeout(resolve, stopLimitMs).unref())
      await Promise.race([running, limit])
    },
  }
}
