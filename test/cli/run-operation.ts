/** Runs a command of the command line as it is typed, on settings and a database of the test's own. */
import type { Command } from 'commander'
import type { OperationDeps } from '../../server/cli/operation-deps.ts'
import { parseConfig } from '../../server/config.ts'

export interface OperationOptions {
  /** `TITIK_…` settings. */
  readonly settings: Readonly<Record<string, string>>
  /** Epoch ms. */
  readonly now?: number
}

/** What the command printed, and its exit code. */
export const runOperationCommand = async (
  create: (deps: OperationDeps) => Command,
  parameters: readonly string[],
  { settings, now }: OperationOptions,
) => {
  const result = { out: '', error: '', exitCode: 0 }
  const command = create({
    readConfig: () => parseConfig(settings),
    now: () => now ?? Date.now(),
    writeOut: (text) => {
      result.out += text
    },
    writeError: (text) => {
      result.error += text
    },
    setExitCode: (code) => {
      result.exitCode = code
    },
  })
  await command
    .exitOverride()
    .configureOutput({ writeErr: (text) => (result.error += text) })
    .parseAsync(parameters, { from: 'user' })
  return result
}
