/** What `npm run demo` can be asked for. */
import { parseArgs } from 'node:util'

export interface DemoOptions {
  /** Folder for the database; null = a temporary one that is removed afterwards. */
  readonly data: string | null
  /** Null = the first free one from 8080. */
  readonly port: number | null
  readonly seed: number
  /** Null = the 132 places of Depok; else as many invented ones. */
  readonly hotspots: number | null
  /** Days of history. */
  readonly days: number
}

/** Printed by `--help`. */
export const demoHelp = `Usage: npm run demo -- [options]

Starts the simulated city and a server that watches it, on a fresh database.

  --data DIR     keep the database in DIR (default: a temporary folder, removed at the end)
  --port N       listen on this port (default: the first free one from 8080)
  --seed N       another city weather (default: 1)
  --hotspots N   N invented hotspots, 1-10000 (default: the 132 places of Depok)
  --days N       days of history, 0-400 (default: 90)
  --help         this text

While it runs, lines on standard input break and mend the city; "help" lists them.`

/** Options that make no sense, in one sentence. */
export class DemoOptionError extends Error {}

const readInteger = (
  name: string,
  text: string | undefined,
  range: [number, number],
): number | null => {
  if (text === undefined) return null
  const value = Number(text)
  const [least, most] = range
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new DemoOptionError(
      `--${name} must be an integer from ${String(least)} to ${String(most)}`,
    )
  }
  return value
}

/**
 * Reads the command line; null when help is asked for.
 *
 * @throws DemoOptionError when an option is unknown or out of its range
 */
export const readDemoOptions = (args: readonly string[]): DemoOptions | null => {
  const option = { type: 'string' } as const
  const read = () =>
    parseArgs({
      args: [...args],
      options: {
        ...{ data: option, port: option, seed: option, hotspots: option, days: option },
        help: { type: 'boolean' },
      },
    }).values
  let values: ReturnType<typeof read>
  try {
    values = read()
  } catch (error) {
    throw new DemoOptionError(error instanceof Error ? error.message : String(error))
  }
  if (values.help === true) return null
  return {
    data: values.data ?? null,
    port: readInteger('port', values.port, [1, 65_535]),
    seed: readInteger('seed', values.seed, [0, 2 ** 31 - 1]) ?? 1,
    hotspots: readInteger('hotspots', values.hotspots, [1, 10_000]),
    days: readInteger('days', values.days, [0, 400]) ?? 90,
  }
}
