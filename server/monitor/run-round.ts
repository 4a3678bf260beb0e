/** One pass over checks: which are probed, how many at once, and the witnesses beside them. */
import type { IcmpTarget, Measurement, ProbeResult, ProbeTarget } from '../../probes/result.ts'
import type { Tier } from '../domain/hotspot.ts'
import type { PlannedCheck } from './city.ts'
import type { CheckMeasurement, RoundInput, WitnessMeasurement } from './record/round-input.ts'

export interface Witness {
  /** Public name without an address, e.g. `near-1`. */
  readonly name: string
  readonly tier: Tier
  readonly target: ProbeTarget
}

/** How a measurement is made: the probes room, joined in `main`. */
export interface ProbeRunner {
  /** Never rejects. */
  readonly probe: (target: ProbeTarget, signal: AbortSignal) => Promise<Measurement>
  /** All ICMP targets of a pass in one go; answers in the order of the targets. Never rejects. */
  readonly probeIcmpBatch: (
    targets: readonly IcmpTarget[],
    signal: AbortSignal,
  ) => Promise<readonly Measurement[]>
}

export interface RunRoundSettings {
  readonly runner: ProbeRunner
  readonly witnesses: readonly Witness[]
  /** Probes of one kind under way at once. */
  readonly concurrency: number
  readonly now: () => number
}

export interface Pass {
  readonly kind: RoundInput['kind']
  readonly schedule: string
  readonly scheduledAt: number
  readonly checks: readonly PlannedCheck[]
  readonly signal: AbortSignal
}

/** Starts are spread, so that a burst of sockets neither loads the network nor blurs the latencies. */
const startsPerSlot = 16
const slotMs = 10

interface Task {
  readonly target: ProbeTarget
  readonly done: (measurement: Measurement) => void
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const aborted: ProbeResult = {
  outcome: 'unknown',
  cause: 'aborted',
  detail: 'the round ended before this probe began',
}

const runPool = async (
  tasks: readonly Task[],
  settings: RunRoundSettings,
  signal: AbortSignal,
): Promise<void> => {
  let next = 0
  let startedInSlot = 0
  let slot = Promise.resolve()
  const nextStart = async (): Promise<void> => {
    startedInSlot += 1
    if (startedInSlot > startsPerSlot) {
      startedInSlot = 1
      slot = slot.then(() => wait(slotMs))
    }
    await slot
  }
  const work = async (): Promise<void> => {
    for (let task = tasks[next++]; task !== undefined; task = tasks[next++]) {
      await nextStart()
      if (signal.aborted) task.done({ at: settings.now(), result: aborted })
      else task.done(await settings.runner.probe(task.target, signal))
    }
  }
  const workers = Math.min(settings.concurrency, tasks.length)
  await Promise.all(Array.from({ length: workers }, work))
}

const runIcmp = async (
  tasks: readonly Task[],
  settings: RunRoundSettings,
  signal: AbortSignal,
): Promise<void> => {
  if (tasks.length === 0) return
  const targets = tasks.flatMap((task) => (task.target.kind === 'icmp' ? [task.target] : []))
  const measurements = await settings.runner.probeIcmpBatch(targets, signal)
  tasks.forEach((task, index) => {
    task.done(measurements[index] ?? { at: settings.now(), result: aborted })
  })
}

/** Runs passes; a check whose earlier probe is still under way is left out and counted as skipped. */
export const createRunRound = (settings: RunRoundSettings) => {
  const busy = new Set<number>()

  const runTasks = async (tasks: readonly Task[], signal: AbortSignal): Promise<void> => {
    const ofKind = (kind: ProbeTarget['kind']): Task[] =>
      tasks.filter((task) => task.target.kind === kind)
    await Promise.all([
      runIcmp(ofKind('icmp'), settings, signal),
      ...(['tcp', 'http', 'dns'] as const).map((kind) => runPool(ofKind(kind), settings, signal)),
    ])
  }

  return async (pass: Pass): Promise<RoundInput> => {
    const startedAt = settings.now()
    const due = pass.checks.filter((planned) => !busy.has(planned.check.key))
    const measurements: CheckMeasurement[] = []
    const witnesses: WitnessMeasurement[] = []
    const witnessTasks = settings.witnesses.map(({ name, tier, target }): Task => {
      const done = ({ at, result }: Measurement): void => {
        witnesses.push({ name, tier, at, result })
      }
      return { target, done }
    })
    const checkTasks = due.map((planned): Task => {
      const checkKey = planned.check.key
      busy.add(checkKey)
      const done = ({ at, result }: Measurement): void => {
        busy.delete(checkKey)
        measurements.push({ checkKey, at, result })
      }
      return { target: planned.check.target, done }
    })
    try {
      await runTasks([...witnessTasks, ...checkTasks], pass.signal)
    } finally {
      for (const planned of due) busy.delete(planned.check.key)
    }
    return {
      kind: pass.kind,
      schedule: pass.schedule,
      scheduledAt: pass.scheduledAt,
      startedAt,
      finishedAt: settings.now(),
      measurements,
      witnesses,
      skipped: pass.checks.length - due.length,
    }
  }
}

export type RunRound = ReturnType<typeof createRunRound>
