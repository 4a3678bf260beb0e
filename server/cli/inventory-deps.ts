/** What the inventory commands are given by the wiring, and how they end when something cannot be done. */
import type { Db } from '../store/database.ts'
import type { City } from './inventory-city.ts'

export interface InventorySource extends City {
  readonly db: Db
  /** IANA name of the zone in which days begin. */
  readonly timeZone: string
}

export interface InventoryDeps {
  /** Reads the settings and opens the database; the command closes it. */
  readonly open: (envFile: string | undefined) => InventorySource
  /** Epoch ms. */
  readonly now: () => number
  readonly writeOut: (text: string) => void
  readonly writeError: (text: string) => void
  readonly setExitCode: (code: number) => void
}

const fileProblems: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'is a folder, not a file',
  EACCES: 'may not be read or written by this user',
  ENOSPC: 'does not fit: the disk is full',
}

/** What went wrong, for people: a file by its name, anything else in its own words. */
const explain = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const { code, path } = error as NodeJS.ErrnoException
  const problem = code === undefined ? undefined : fileProblems[code]
  return problem === undefined ? error.message : `${path ?? 'the file'}: ${problem}`
}

/** Runs a command on an open database and closes it; what cannot be done is told in one line, with exit code 1. */
export const withInventory = (
  deps: InventoryDeps,
  envFile: string | undefined,
  run: (source: InventorySource) => void,
): void => {
  let source: InventorySource | undefined
  try {
    source = deps.open(envFile)
    run(source)
  } catch (error) {
    deps.writeError(`${explain(error)}\n`)
    deps.setExitCode(1)
  } finally {
    source?.db.close()
  }
}
