/** Processes that are killed at a random moment of their work. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { packageRoot } from '../../server/package-root.ts'

/** Arguments of a Node process, e.g. a script and its parameters. */
export interface Work {
  readonly words: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** The work begins with its first line, not with the process. */
  readonly saysBegin: boolean
}

/** The built `titik` command. */
export const titik = join(packageRoot, 'dist/server/cli/titik.js')

export interface Ending {
  /** It ended by itself before it could be killed. */
  readonly isDone: boolean
  /** From the beginning of the work to its end, ms. */
  readonly tookMs: number
}

/** Runs work; kills it, with all processes that it started, so many ms after its beginning. */
export const runAndKill = async (work: Work, killAfterMs: number | null): Promise<Ending> => {
  const child = spawn(process.execPath, work.words, {
    cwd: packageRoot,
    env: { PATH: process.env['PATH'], ...work.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  if (work.saysBegin) await Promise.race([once(child.stdout, 'data'), exited])
  child.stdout.resume()
  const begin = performance.now()
  const killing =
    killAfterMs === null
      ? undefined
      : setTimeout(() => {
          // The group: a power cut spares no child either.
          if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
        }, killAfterMs)
  const [code, signal] = await exited
  clearTimeout(killing)
  if (signal === null && code !== 0) throw new Error(`it ended with ${String(code)}: ${complaint}`)
  return { isDone: signal === null, tookMs: performance.now() - begin }
}
