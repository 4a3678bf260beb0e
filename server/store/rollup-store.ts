/** SQL of the repair of rollups: hours from raw samples, days from hours, written only where they differ. */
import type { Db } from './database.ts'
import { createSamplesFrom } from './samples-from.ts'

const hourMs = 3_600_000

/** A check whose rollups are looked at, and how many echoes a probe of it sends now (1 for all but ICMP). */
export interface RolledCheck {
  readonly key: number
  readonly echoes: number
}

/** What a slice found, in rows of the rollup table. */
export interface RollupRepair {
  /** Rows that agreed with what they are made from. */
  readonly same: number
  /** Rows that did not agree, or were missing: written anew. */
  readonly repaired: number
  /** Rows that were left alone because what they were made from is no longer there as a whole. */
  readonly beyond: number
}

export interface RollupStore {
  readonly listChecks: () => RolledCheck[]
  /** Start of the oldest raw sample, epoch ms; null without samples. */
  readonly findOldestSample: () => number | null
  /** Compares, and repairs if asked to, one UTC hour of these checks in one immediate transaction. */
  readonly repairHour: (
    hour: number,
    checks: readonly RolledCheck[],
    isDryRun: boolean,
  ) => RollupRepair
  /** The same for one local day `[day, nextDay)`, epoch ms, after its hours are right. */
  readonly repairDay: (
    day: number,
    nextDay: number,
    checks: readonly RolledCheck[],
    isDryRun: boolean,
  ) => RollupRepair
}

interface Rollup {
  readonly up: number
  readonly down: number
  readonly unknown: number
  readonly sent: number
  readonly lost: number
  readonly sum_us: number
  readonly min_us: number | null
  readonly max_us: number | null
}

const empty: Rollup = {
  up: 0,
  down: 0,
  unknown: 0,
  sent: 0,
  lost: 0,
  sum_us: 0,
  min_us: null,
  max_us: null,
}

const columns = 'up, down, unknown, sent, lost, sum_us, min_us, max_us'

/** Lost echoes are kept in three bits of a sample: of more than this many, some may not be told. */
const echoesTold = 7

const countSamples = (row: Rollup): number => row.up + row.down + row.unknown

const sumOf = (a: Rollup, b: Rollup): Rollup => ({
  up: a.up + b.up,
  down: a.down + b.down,
  unknown: a.unknown + b.unknown,
  sent: a.sent + b.sent,
  lost: a.lost + b.lost,
  sum_us: a.sum_us + b.sum_us,
  min_us: least(a.min_us, b.min_us),
  max_us: most(a.max_us, b.max_us),
})

const least = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b)

const most = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b)

const isEqual = (a: Rollup, b: Rollup): boolean =>
  (Object.keys(empty) as (keyof Rollup)[]).every((name) => a[name] === b[name])

/** Fastest and slowest echo lie outside the means, or there was none. */
const enclosesMeans = (stored: Rollup, told: Rollup): boolean => {
  if (stored.min_us === null || stored.max_us === null) return told.min_us === null
  if (told.min_us === null || told.max_us === null) return false
  return stored.min_us <= told.min_us && stored.max_us >= told.max_us
}

/**
 * A sample tells outcome, mean latency and lost echoes. It does not tell how many echoes were sent and how fast the
 * fastest and the slowest one was: where everything that it tells agrees with the stored row, the row keeps these.
 * A probe that measures once tells all.
 */
const agrees = (stored: Rollup, told: Rollup, echoes: number): boolean => {
  if (echoes === 1) return isEqual(stored, told)
  return (
    isEqual(countsOf(stored), countsOf(told)) &&
    (stored.lost === told.lost || (echoes > echoesTold && stored.lost >= told.lost)) &&
    stored.sent >= stored.up + stored.lost &&
    enclosesMeans(stored, told)
  )
}

const countsOf = (row: Rollup): Rollup => ({ ...row, sent: 0, lost: 0, min_us: null, max_us: null })

/** Statements of one rollup table; `at` is its column of time. */
const createTable = (db: Db, table: 'check_hour' | 'check_day', at: 'hour' | 'day') => {
  const find = db.prepare<[number, number], Rollup>(
    `SELECT ${columns} FROM ${table} WHERE ${at} = ? AND check_key = ?`,
  )
  const save = db.prepare<
    [
      {
        at: number
        key: number
        up: number
        down: number
        unknown: number
        sent: number
        lost: number
        sum_us: number
        min_us: number | null
        max_us: number | null
      },
    ]
  >(
    `INSERT OR REPLACE INTO ${table} (${at}, check_key, ${columns})
     VALUES (:at, :key, :up, :down, :unknown, :sent, :lost, :sum_us, :min_us, :max_us)`,
  )
  return {
    find: (time: number, key: number): Rollup | undefined => find.get(time, key),
    save: (time: number, key: number, row: Rollup): void => {
      save.run({ at: time, key, ...row })
    },
  }
}

/** What raw samples of a check in `[from, to)` tell: echoes sent are those of today's settings, min and max are of the means. */
const createSampleReader = (db: Db) => {
  const read = db.prepare<[number, number, number], Omit<Rollup, 'sent'>>(
    `SELECT count(*) FILTER (WHERE result >= 0) AS up,
       count(*) FILTER (WHERE result < 0 AND result > -100) AS down,
       count(*) FILTER (WHERE result <= -100) AS unknown,
       coalesce(sum(result & 7) FILTER (WHERE result >= 0), 0) AS lost,
       coalesce(sum(result >> 3) FILTER (WHERE result >= 0), 0) AS sum_us,
       min(result >> 3) FILTER (WHERE result >= 0) AS min_us,
       max(result >> 3) FILTER (WHERE result >= 0) AS max_us
     FROM sample WHERE check_key = ? AND at >= ? AND at < ?`,
  )
  return ({ key, echoes }: RolledCheck, from: number, to: number): Rollup => {
    const told = read.get(key, from, to)
    return told === undefined ? empty : { ...told, sent: told.up * echoes }
  }
}

type Verdict = keyof RollupRepair

const tally = (verdicts: readonly (Verdict | null)[]): RollupRepair => {
  const count = (wanted: Verdict): number => verdicts.filter((one) => one === wanted).length
  return { same: count('same'), repaired: count('repaired'), beyond: count('beyond') }
}

const createStatements = (db: Db) => ({
  hours: createTable(db, 'check_hour', 'hour'),
  days: createTable(db, 'check_day', 'day'),
  readSamples: createSampleReader(db),
  samplesFrom: createSamplesFrom(db),
  oldestOfCheck: db
    .prepare<[number], number | null>('SELECT min(at) FROM sample WHERE check_key = ?')
    .pluck(),
  hoursOfDay: db.prepare<[number, number, number], Rollup>(
    `SELECT ${columns} FROM check_hour WHERE check_key = ? AND hour >= ? AND hour < ?`,
  ),
})

type Statements = ReturnType<typeof createStatements>

/** Null: the check has neither samples nor a row there. */
const repairHourOf = (
  { hours, readSamples, samplesFrom, oldestOfCheck }: Statements,
  hour: number,
  check: RolledCheck,
  isDryRun: boolean,
): Verdict | null => {
  const stored = hours.find(hour, check.key)
  const told = readSamples(check, hour, hour + hourMs)
  const total = countSamples(told)
  if (total === 0) return stored === undefined ? null : 'beyond'
  if (hour < samplesFrom.get()) return 'beyond'
  if (stored !== undefined) {
    if (agrees(stored, told, check.echoes)) return 'same'
    // The hour of the oldest sample may have begun before it.
    const isOldest = (oldestOfCheck.get(check.key) ?? 0) >= hour
    if (isOldest && countSamples(stored) > total) return 'beyond'
  }
  if (!isDryRun) hours.save(hour, check.key, told)
  return 'repaired'
}

/** Parts of a day that share their hour with the day beside it, in zones that are no whole hours from UTC. */
const listEdges = (day: number, nextDay: number): [from: number, to: number][] => {
  const first = Math.ceil(day / hourMs) * hourMs
  const last = Math.floor(nextDay / hourMs) * hourMs
  const edges: [number, number][] = [
    [day, first],
    [last, nextDay],
  ]
  return edges.filter(([from, to]) => from < to)
}

const repairDayOf = (
  { days, hoursOfDay, readSamples, samplesFrom }: Statements,
  [day, nextDay]: readonly [number, number],
  check: RolledCheck,
  isDryRun: boolean,
): Verdict | null => {
  const stored = days.find(day, check.key)
  const first = Math.ceil(day / hourMs) * hourMs
  const told = [
    ...hoursOfDay.all(check.key, first, Math.floor(nextDay / hourMs) * hourMs),
    ...listEdges(day, nextDay).map(([from, to]) => readSamples(check, from, to)),
  ].reduce(sumOf, empty)
  if (countSamples(told) === 0) return stored === undefined ? null : 'beyond'
  if (day < samplesFrom.get()) return 'beyond'
  if (stored !== undefined && agrees(stored, told, check.echoes)) return 'same'
  if (!isDryRun) days.save(day, check.key, told)
  return 'repaired'
}

const createCheckList = (db: Db): (() => RolledCheck[]) => {
  const list = db.prepare<[], RolledCheck>(
    `SELECT key, CASE WHEN target ->> 'kind' = 'icmp' THEN coalesce(target ->> 'echoes', 3) ELSE 1 END AS echoes
     FROM hotspot_check ORDER BY key`,
  )
  return () => list.all()
}

/**
 * Repairs rollups. Each call is one immediate transaction that reads and writes, so that it may run beside the
 * recorder: what a round adds is in the samples already, or is added afterwards.
 */
export const createRollupStore = (db: Db): RollupStore => {
  const statements = createStatements(db)
  // One seek a check; the plain minimum would read every sample.
  const oldest = db
    .prepare<[], number | null>(
      `SELECT min(at) FROM (SELECT (SELECT min(at) FROM sample WHERE check_key = key) AS at FROM hotspot_check)`,
    )
    .pluck()
  return {
    listChecks: createCheckList(db),
    findOldestSample: () => oldest.get() ?? null,
    repairHour: (hour, checks, isDryRun) =>
      db
        .transaction(() =>
          tally(checks.map((check) => repairHourOf(statements, hour, check, isDryRun))),
        )
        .immediate(),
    repairDay: (day, nextDay, checks, isDryRun) =>
      db
        .transaction(() =>
          tally(checks.map((check) => repairDayOf(statements, [day, nextDay], check, isDryRun))),
        )
        .immediate(),
  }
}
