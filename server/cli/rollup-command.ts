/** `titik rollup`: compares the hourly and daily counts with the samples they are made from, and with `--rebuild` repairs them. */
import { setTimeout as wait } from 'node:timers/promises'
import { Command } from 'commander'
import { DomainError } from '../domain/error.ts'
import { parseInstant } from '../domain/instant.ts'
import { addDays, startOfDay } from '../domain/zone.ts'
import { openDatabase } from '../store/database.ts'
import {
  createRollupStore,
  type RolledCheck,
  type RollupRepair,
  type RollupStore,
} from '../store/rollup-store.ts'
import { runOperation, type OperationDeps } from './operation-deps.ts'

interface RollupOptions {
  readonly rebuild?: boolean
  readonly json?: boolean
  readonly envFile?: string
}

interface Period {
  readonly from: number
  readonly to: number
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** A transaction looks at so many checks: rounds of a running server wait for it. */
const checksPerSlice = 50
/** Others get their turn between two transactions, ms. */
const pauseMs = 2

const nothing: RollupRepair = { same: 0, repaired: 0, beyond: 0 }

const add = (a: RollupRepair, b: RollupRepair): RollupRepair => ({
  same: a.same + b.same,
  repaired: a.repaired + b.repaired,
  beyond: a.beyond + b.beyond,
})

const readPeriod = (from: string, to: string, zone: string): Period => {
  const read = (text: string): number => {
    const at = parseInstant(text, zone)
    if (at !== undefined) return at
    throw new DomainError(
      'invalid',
      `"${text}" is no instant: write 2026-10-09 or 2026-10-09T07:00`,
    )
  }
  const period = { from: read(from), to: read(to) }
  if (period.from < period.to) return period
  throw new DomainError('invalid', `${from} is not before ${to}`)
}

const sliceChecks = (checks: readonly RolledCheck[]): RolledCheck[][] => {
  const slices: RolledCheck[][] = []
  for (let index = 0; index < checks.length; index += checksPerSlice) {
    slices.push(checks.slice(index, index + checksPerSlice))
  }
  return slices
}

/** Whole hours that touch the period, from the oldest sample on; null when nothing is left of it. */
const clip = ({ from, to }: Period, oldest: number, now: number): Period | null => {
  const clipped = {
    from: Math.floor(Math.max(from, oldest) / hourMs) * hourMs,
    to: Math.ceil(Math.min(to, now + dayMs) / hourMs) * hourMs,
  }
  return clipped.from < clipped.to ? clipped : null
}

const runSlices = async (
  slices: readonly RolledCheck[][],
  repair: (checks: readonly RolledCheck[]) => RollupRepair,
): Promise<RollupRepair> => {
  let sum = nothing
  for (const slice of slices) {
    sum = add(sum, repair(slice))
    await wait(pauseMs)
  }
  return sum
}

/** First all hours, then the days that are made of them. */
const repairRollups = async (
  store: RollupStore,
  period: Period | null,
  zone: string,
  isDryRun: boolean,
): Promise<{ hours: RollupRepair; days: RollupRepair }> => {
  const slices = sliceChecks(store.listChecks())
  let hours = nothing
  let days = nothing
  if (period === null) return { hours, days }
  for (let hour = period.from; hour < period.to; hour += hourMs) {
    const one = await runSlices(slices, (checks) => store.repairHour(hour, checks, isDryRun))
    hours = add(hours, one)
  }
  let day = startOfDay(zone, period.from)
  while (day < period.to) {
    const [from, to] = [day, addDays(zone, day, 1)]
    days = add(days, await runSlices(slices, (c) => store.repairDay(from, to, c, isDryRun)))
    day = to
  }
  return { hours, days }
}

const toLine = (
  name: string,
  { same, repaired, beyond }: RollupRepair,
  isDryRun: boolean,
): string =>
  `${name.padEnd(6)} ${String(same)} right, ${String(repaired)} ${isDryRun ? 'wrong' : 'repaired'}, ${String(beyond)} left alone\n`

const runRollup = async (
  [fromText, toText]: readonly [string, string],
  options: RollupOptions,
  deps: OperationDeps,
): Promise<void> => {
  const { databasePath, timezone } = deps.readConfig(options.envFile)
  const given = readPeriod(fromText, toText, timezone)
  const isDryRun = options.rebuild !== true
  const db = openDatabase(databasePath)
  try {
    const store = createRollupStore(db)
    const period = clip(given, store.findOldestSample() ?? Infinity, deps.now())
    const found = await repairRollups(store, period, timezone, isDryRun)
    if (options.json === true) {
      deps.writeOut(`${JSON.stringify({ applied: !isDryRun, ...found })}\n`)
      return
    }
    deps.writeOut(toLine('hours', found.hours, isDryRun) + toLine('days', found.days, isDryRun))
    if (isDryRun) deps.writeOut('dry run: nothing was written; --rebuild repairs\n')
  } finally {
    db.close()
  }
}

export const createRollupCommand = (deps: OperationDeps): Command =>
  new Command('rollup')
    .description('compare hourly and daily counts with the raw samples; with --rebuild repair them')
    .argument('<from>', 'instant or date, e.g. 2026-10-09 (local) or 2026-10-09T00:00Z')
    .argument('<to>', 'first instant that is not meant any more')
    .option('--rebuild', 'write what the samples say; safe while the server runs')
    .option('--json', 'print the result as JSON')
    .option('--env-file <file>', 'read settings from this file too')
    .addHelpText(
      'after',
      `
Rows whose samples are gone are left alone. Samples do not tell how many echoes ICMP sent, nor the fastest and the slowest:
where all that they tell agrees, the row keeps these; in a row that is made anew they are today's number of echoes and the
least and greatest mean.`,
    )
    .action((from: string, to: string, options: RollupOptions) =>
      runOperation(deps, () => runRollup([from, to], options, deps)),
    )
