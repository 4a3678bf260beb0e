/** Rounds on their way into the database: kept in memory while it is locked or cannot be written. */
import type { FaultBoard, FaultCode } from './faults.ts'
import type { Log } from '../log.ts'
import type { RecordedRound, RoundInput } from './record.ts'

/** Rounds that wait at most; older ones are given up and their time is blind. */
const roundsKept = 5
const retryMs = 250

const lockCodes = /^SQLITE_(BUSY|LOCKED)/
const writeCodes = /^SQLITE_(FULL|READONLY|IOERR|CANTOPEN|CORRUPT|NOTADB|PERM|AUTH|NOMEM)/

/** The fault that a database error means; null when it is a mistake of the program. */
export const faultOfError = (error: unknown): FaultCode | null => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (lockCodes.test(code)) return 'database_locked'
  return writeCodes.test(code) ? 'database_write' : null
}

const describe = (error: unknown): string =>
  error instanceof Error
    ? `${'code' in error ? String(error.code) : error.name}: ${error.message}`
    : String(error)

export interface WriteQueueSettings {
  readonly record: (input: RoundInput) => RecordedRound
  /** Time whose rounds were given up. */
  readonly noteDarkness: (from: number, until: number) => void
  readonly onRecorded: (input: RoundInput, recorded: RecordedRound) => void
  readonly faults: FaultBoard
  readonly log: Log
}

export const createWriteQueue = (settings: WriteQueueSettings) => {
  const { faults, log } = settings
  const waiting: RoundInput[] = []
  let givenUpFrom: number | null = null
  let retry: NodeJS.Timeout | undefined

  const giveUpOldest = (): void => {
    while (waiting.filter((input) => input.kind === 'round').length > roundsKept) {
      const oldest = waiting.shift()
      if (oldest === undefined) return
      givenUpFrom ??= oldest.startedAt
      log.error(
        {
          schedule: oldest.schedule,
          scheduledAt: oldest.scheduledAt,
          checks: oldest.measurements.length,
        },
        'round given up: the database could not be written in time',
      )
    }
  }

  const writeOne = (input: RoundInput): void => {
    if (givenUpFrom !== null) {
      settings.noteDarkness(givenUpFrom, input.startedAt)
      givenUpFrom = null
    }
    const recorded = settings.record(input)
    waiting.shift()
    faults.clear('database_locked')
    faults.clear('database_write')
    settings.onRecorded(input, recorded)
  }

  const drain = (): void => {
    clearTimeout(retry)
    for (let input = waiting[0]; input !== undefined; input = waiting[0]) {
      try {
        writeOne(input)
      } catch (error) {
        const fault = faultOfError(error)
        if (fault === null) {
          waiting.shift()
          faults.raise('database_write', describe(error))
          log.error(
            { error: describe(error), scheduledAt: input.scheduledAt },
            'round could not be recorded',
          )
          continue
        }
        faults.raise(fault, describe(error))
        retry = setTimeout(drain, retryMs)
        return
      }
    }
  }

  return {
    submit: (input: RoundInput): void => {
      waiting.push(input)
      giveUpOldest()
      drain()
    },
    /** Last try before the end; answers with the number of rounds that could not be written. */
    close: (): number => {
      drain()
      clearTimeout(retry)
      return waiting.length
    },
    get length(): number {
      return waiting.length
    },
  }
}

export type WriteQueue = ReturnType<typeof createWriteQueue>
