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
const faultOfError = (error: unknown): FaultCode | null => {
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
  /** Nothing may be recorded now, because the disk is nearly full. */
  readonly isDiskLow: () => boolean
  readonly faults: FaultBoard
  readonly log: Log
}

/** Keeps rounds in the order in which they ended and writes them as soon as the database takes them. */
export class WriteQueue {
  readonly #settings: WriteQueueSettings
  readonly #waiting: RoundInput[] = []
  #givenUpFrom: number | null = null
  #retry: NodeJS.Timeout | undefined

  constructor(settings: WriteQueueSettings) {
    this.#settings = settings
  }

  /** Passes that wait. */
  get length(): number {
    return this.#waiting.length
  }

  /** Start of the oldest pass that is not in the database, epoch ms; null when all are. */
  get unrecordedFrom(): number | null {
    return this.#givenUpFrom ?? this.#waiting[0]?.startedAt ?? null
  }

  submit(input: RoundInput): void {
    this.#waiting.push(input)
    if (this.#settings.isDiskLow()) {
      this.#giveUpAll()
      return
    }
    this.#giveUpOldest()
    this.#drain()
  }

  /** Last try before the end; answers with the number of passes that could not be written. */
  close(): number {
    this.#drain()
    clearTimeout(this.#retry)
    return this.#waiting.length
  }

  #giveUpOldest(): void {
    while (this.#waiting.filter((input) => input.kind === 'round').length > roundsKept) {
      const oldest = this.#waiting.shift()
      if (oldest === undefined) return
      this.#givenUpFrom ??= oldest.startedAt
      const { schedule, scheduledAt, measurements } = oldest
      this.#settings.log.error(
        { schedule, scheduledAt, checks: measurements.length },
        'round given up: the database could not be written in time',
      )
    }
  }

  /** Said once, by the fault: a line a round would fill the disk further. */
  #giveUpAll(): void {
    this.#givenUpFrom = this.unrecordedFrom
    this.#waiting.length = 0
  }

  #writeOne(input: RoundInput): void {
    const { noteDarkness, record, faults, onRecorded } = this.#settings
    if (this.#givenUpFrom !== null) {
      noteDarkness(this.#givenUpFrom, input.startedAt)
      this.#givenUpFrom = null
    }
    const recorded = record(input)
    this.#waiting.shift()
    faults.clear('database_locked')
    faults.clear('database_write')
    onRecorded(input, recorded)
  }

  #drain(): void {
    clearTimeout(this.#retry)
    for (let input = this.#waiting[0]; input !== undefined; input = this.#waiting[0]) {
      try {
        this.#writeOne(input)
      } catch (error) {
        if (this.#keepsWaiting(input, error)) return
      }
    }
  }

  /** A database that cannot be written now is tried again; a round that can never be written is dropped. */
  #keepsWaiting(input: RoundInput, error: unknown): boolean {
    const { faults, log } = this.#settings
    const fault = faultOfError(error)
    faults.raise(fault ?? 'database_write', describe(error))
    if (fault === null) {
      this.#waiting.shift()
      log.error({ error: describe(error), scheduledAt: input.scheduledAt }, 'round not recorded')
      return false
    }
    this.#retry = setTimeout(() => {
      this.#drain()
    }, retryMs)
    return true
  }
}
