/** `npm run demo`: the simulated city and a server that watches it, in one command, until Ctrl-C. */
import { createLog } from '../../server/log.ts'
import { runConsole } from './console.ts'
import { createDemo, type Demo } from './demo-city.ts'
import { demoHelp, DemoOptionError, readDemoOptions, type DemoOptions } from './demo-options.ts'
import { createProgress } from './progress.ts'

/** An end that takes longer than this is cut off. */
const endLimitMs = 4800

const say = (text: string): void => console.log(text)
const seconds = (): string => (performance.now() / 1000).toFixed(1)

const announce = ({ url, field, history }: Demo): void => {
  const links = [
    ['residents', '/'],
    ['staff', '/staff'],
    ['wallboard', '/wall'],
    ['API', '/api/v1/openapi.json'],
  ] as const
  say(`
A demo of ${String(field.hotspots.length)} hotspots on loopback is live, ${seconds()} s after the start.
${String(history.samples)} probes of history were made; what fails from now on is probed over real sockets.

${links.map(([name, path]) => `  ${name.padEnd(10)} ${url}${path}`).join('\n')}

There are no accounts yet: the staff pages only read, and answer without a password.
Lines like "cut ID", "cut-uplink uplink-a" or "list" break and mend the city; "help" lists them. Ctrl-C ends.`)
}

const run = async (options: DemoOptions): Promise<void> => {
  const ending = new AbortController()
  const { signal } = ending
  const onProgress = createProgress(`making ${String(options.days)} days of history`, {
    isTty: process.stdout.isTTY,
    write: (text) => process.stdout.write(text),
  })
  const demo = createDemo(options, { onProgress, log: createLog('warn') }, signal)
  const interrupted = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve())
  })
  const stop = (): void => {
    setTimeout(() => {
      demo.abandon()
      process.exit(1)
    }, endLimitMs).unref()
    ending.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  try {
    const made = await demo.start()
    announce(made)
    void runConsole({ field: made.field, input: process.stdin, say, signal })
    await Promise.race([interrupted, made.playing])
  } catch (error) {
    if (!signal.aborted) {
      process.exitCode = 1
      console.error(
        `the demo cannot go on: ${error instanceof Error ? error.message : String(error)}`,
      )
    }
  } finally {
    await demo.end()
    process.stdin.destroy()
    say('the demo has ended')
  }
}

try {
  const options = readDemoOptions(process.argv.slice(2))
  if (options === null) say(demoHelp)
  else await run(options)
} catch (error) {
  const hint = error instanceof DemoOptionError ? ' (npm run demo -- --help lists the options)' : ''
  console.error(`${error instanceof Error ? error.message : String(error)}${hint}`)
  process.exitCode = 2
}
process.exit()
