/** `titik serve`: serves and probes in one process until it is told to end. */
import { Command } from 'commander'
import { readConfig, toPrintable, type Config } from '../config.ts'
import { createLog } from '../log.ts'
import { serve } from '../serve.ts'

export interface ServeOptions {
  readonly check?: boolean
  readonly envFile?: string
}

/** An orderly end that takes longer than this is cut off. */
const stopLimitMs = 4500

const readSettings = (options: ServeOptions): Config | null => {
  try {
    return readConfig(options.envFile)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
    return null
  }
}

/** Starts the program; ends with SIGTERM or SIGINT. Bad settings are listed and the exit code is 1. */
export const runServe = async (options: ServeOptions): Promise<void> => {
  const config = readSettings(options)
  if (config === null) return
  if (options.check === true) {
    process.stdout.write(`${JSON.stringify(toPrintable(config), null, 2)}\nsettings are good\n`)
    return
  }
  const log = createLog(config.logLevel)
  log.info({ settings: toPrintable(config) }, 'titik starts')
  try {
    const running = await serve(config, log)
    let stopping = false
    const stop = (signal: NodeJS.Signals): void => {
      if (stopping) return
      stopping = true
      log.info({ signal }, 'titik is stopping')
      setTimeout(() => process.exit(1), stopLimitMs).unref()
      void running.stop().then(() => process.exit(0))
    }
    process.once('SIGTERM', stop)
    process.once('SIGINT', stop)
  } catch (error) {
    log.error(
      { error: error instanceof Error ? error.message : String(error) },
      'titik cannot start',
    )
    process.exitCode = 1
  }
}

export const createServeCommand = (): Command =>
  new Command('serve')
    .description('serve the pages and probe the hotspots, in one process')
    .option('--check', 'validate the settings, print them without secrets, and end')
    .option('--env-file <file>', 'read settings from this file too')
    .action(runServe)
