/** Cron ticks: when rounds start. node-cron keeps the time, this keeps the tasks. */
import { createTask, validate, type ScheduledTask } from 'node-cron'

export interface SchedulerSettings {
  /** IANA zone in which the expressions are meant. */
  readonly timezone: string
  /** Starts the round; the next tick of the same schedule waits until it settles. */
  readonly onTick: (schedule: string, scheduledAt: number) => Promise<void>
}

/** A tick up to this late still runs; node-cron would drop it after one second. */
const lateToleranceMs = 30_000

/** Ticks looked at to find a schedule's longest distance between two runs. */
const runsLookedAt = 100

const nothing = (): void => undefined
/** node-cron's own lines say nothing that the round's line does not. */
const quiet = { info: nothing, warn: nothing, error: nothing, debug: nothing }

/** A cron expression of five fields, or six with seconds first. */
export const isSchedule = (text: string): boolean => validate(text)

/** Longest distance between two neighbouring runs of a cron expression, ms. */
export const intervalOfSchedule = (schedule: string, timezone: string): number => {
  const task = createTask(schedule, () => undefined, { timezone, logger: quiet })
  const runs = task.getNextRuns(runsLookedAt).map((date) => date.getTime())
  void task.destroy()
  return runs.reduce((a, at, index) => Math.max(a, at - (runs[index - 1] ?? at)), 0)
}

export const createScheduler = (settings: SchedulerSettings) => {
  const tasks = new Map<string, ScheduledTask>()
  const running = new Set<string>()

  const tick = async (schedule: string, scheduledAt: number): Promise<void> => {
    if (running.has(schedule)) return
    running.add(schedule)
    try {
      await settings.onTick(schedule, scheduledAt)
    } finally {
      running.delete(schedule)
    }
  }

  const begin = (schedule: string): ScheduledTask => {
    const { timezone } = settings
    const options = {
      timezone,
      noOverlap: true,
      logger: quiet,
      missedExecutionTolerance: lateToleranceMs,
    }
    const task = createTask(schedule, (context) => tick(schedule, context.date.getTime()), options)
    void task.start()
    return task
  }

  const setSchedules = (schedules: ReadonlySet<string>): void => {
    for (const [schedule, task] of tasks) {
      if (schedules.has(schedule)) continue
      void task.destroy()
      tasks.delete(schedule)
    }
    for (const schedule of schedules) {
      if (!tasks.has(schedule)) tasks.set(schedule, begin(schedule))
    }
  }

  return {
    setSchedules,
    /** After the clock was set: node-cron's timers wait for instants that may now be a day away. */
    restart: (): void => {
      const schedules = new Set(tasks.keys())
      setSchedules(new Set())
      setSchedules(schedules)
    },
    stop: (): void => {
      setSchedules(new Set())
    },
  }
}
