/** The reference of ingest: what a round writes, typed straight into better-sqlite3 with every value ready. */
import type { RoundInput } from '../../server/monitor/record.ts'
import { toSampleCode } from '../../server/domain/result-code.ts'
import type { Db } from '../../server/store/database.ts'

const hourMs = 3_600_000
const dayMs = 86_400_000

type Sample = [checkKey: number, at: number, code: number]
type Rollup = [
  checkKey: number,
  from: number,
  up: number,
  down: number,
  unknown: number,
  sent: number,
  lost: number,
  sumUs: number,
  minUs: number | null,
  maxUs: number | null,
]
type State = [checkKey: number, at: number, state: string]
type Bookkeeping = [string, number, number, number, number, number]

/** The values of one round, in the order of the statements. */
export interface BareRound {
  readonly samples: readonly Sample[]
  readonly hours: readonly Rollup[]
  readonly days: readonly Rollup[]
  readonly states: readonly State[]
  readonly round: Bookkeeping
}

/** As long as what the recorder writes for a check that is up. */
const createState = (at: number, latencyMs: number): string =>
  JSON.stringify({
    lastKnownAt: at,
    unknownSince: null,
    knownSince: at,
    lastAt: at,
    lastOutcome: 'up',
    lastReason: null,
    latencyMs,
    answer: { confirmed: 'up', since: at, run: null },
    downReason: null,
    flaw: { confirmed: 'up', since: 0, run: null },
    flawReason: null,
    flap: { recent: 0, seen: 21, isFlapping: false },
  })

const toMicroseconds = (ms: number): number => Math.round(ms * 1000)

export const toBareRound = (input: RoundInput): BareRound => {
  const samples: Sample[] = []
  const hours: Rollup[] = []
  const days: Rollup[] = []
  const states: State[] = []
  for (const { checkKey, at, result } of input.measurements) {
    samples.push([checkKey, at, toSampleCode(result)])
    const isUp = result.outcome === 'up'
    const us = isUp ? toMicroseconds(result.latencyMs) : 0
    const extremes: [number | null, number | null] = isUp
      ? [toMicroseconds(result.minMs ?? result.latencyMs), us]
      : [null, null]
    const counts = [isUp ? 1 : 0, isUp ? 0 : 1, 0, isUp ? 3 : 0, 0, us, ...extremes] as const
    hours.push([checkKey, at - (at % hourMs), ...counts])
    days.push([checkKey, at - (at % dayMs), ...counts])
    states.push([checkKey, at, createState(at, us / 1000)])
  }
  const { schedule, scheduledAt, startedAt, finishedAt, measurements, skipped } = input
  const round: Bookkeeping = [
    schedule,
    scheduledAt,
    startedAt,
    finishedAt,
    measurements.length,
    skipped,
  ]
  return { samples, hours, days, states, round }
}

const rollupSql = (table: string, column: string): string => `
  INSERT INTO ${table} (check_key, ${column}, up, down, unknown, sent, lost, sum_us, min_us, max_us)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET
    up = up + excluded.up, down = down + excluded.down, unknown = unknown + excluded.unknown,
    sent = sent + excluded.sent, lost = lost + excluded.lost, sum_us = sum_us + excluded.sum_us,
    min_us = coalesce(min(min_us, excluded.min_us), min_us, excluded.min_us),
    max_us = coalesce(max(max_us, excluded.max_us), max_us, excluded.max_us)`

/** Writes a round in one immediate transaction, table by table. */
export const createBareWriter = (db: Db): ((round: BareRound) => void) => {
  const sample = db.prepare<Sample>('INSERT INTO sample (check_key, at, result) VALUES (?, ?, ?)')
  const hour = db.prepare<Rollup>(rollupSql('check_hour', 'hour'))
  const day = db.prepare<Rollup>(rollupSql('check_day', 'day'))
  const state = db.prepare<State>(
    `INSERT INTO check_state (check_key, last_at, state) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET last_at = excluded.last_at, state = excluded.state`,
  )
  const bookkeeping = db.prepare<Bookkeeping>(
    `INSERT INTO round (schedule, scheduled_at, started_at, finished_at, checks, skipped)
     VALUES (?, ?, ?, ?, ?, ?)`,
  )
  const write = db.transaction((round: BareRound) => {
    for (const values of round.samples) sample.run(...values)
    for (const values of round.hours) hour.run(...values)
    for (const values of round.days) day.run(...values)
    for (const values of round.states) state.run(...values)
    bookkeeping.run(...round.round)
  })
  return (round) => {
    write.immediate(round)
  }
}
