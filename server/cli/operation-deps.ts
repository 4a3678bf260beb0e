/** What the commands of running are given by the wiring, and how they end when something cannot be done. */
import type { Config } from '../config.ts'

export interface OperationDeps {
  /** Throws when the settings cannot be used. */
  readonly readConfig: (envFile: string | undefined) => Config
  /** Epoch ms. */
  readonly now: () => number
  readonly writeOut: (text: string) => void
  readonly writeError: (text: string) => void
  readonly setExitCode: (code: number) => void
}

/** Runs a command; what cannot be done is told in one line, with exit code 1. */
export const runOperation = async (
  deps: OperationDeps,
  run: () => Promise<void>,
): Promise<void> => {
  try {
    await run()
  } catch (error) {
    deps.writeError(`${error instanceof Error ? error.message : String(error)}\n`)
    deps.setExitCode(1)
  }
}

/** Bytes for people, e.g. `12.3 MB`. */
export const toMegabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MB`
