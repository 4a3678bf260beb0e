/** A program of the tree as a process of its own: what it says, line by line, and how it ends. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { packageRoot } from '../../server/package-root.ts'

export interface Program {
  /** Everything said so far. */
  readonly lines: readonly string[]
  /** Resolves with the first line that matches; rejects when the program ends before it says one. */
  readonly untilLine: (pattern: RegExp) => Promise<string>
  readonly tell: (line: string) => void
  readonly signal: (signal: NodeJS.Signals) => void
  /** Resolves with the exit code once the program is gone. */
  readonly ended: Promise<number | null>
}

/**
 * Starts a TypeScript file of the tree with these arguments.
 *
 * @param temporary folder in which the program makes its temporary ones
 */
export const startProgram = (file: string, args: readonly string[], temporary: string): Program => {
  const child = spawn(process.execPath, ['--import', 'tsx', join(packageRoot, file), ...args], {
    cwd: packageRoot,
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (line) => lines.push(line))
  const untilLine = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const check = (line: string): void => {
        if (!pattern.test(line)) return
        reader.off('line', check)
        resolve(line)
      }
      const said = lines.find((line) => pattern.test(line))
      if (said !== undefined) {
        resolve(said)
        return
      }
      reader.on('line', check)
      void ended.then(() =>
        reject(new Error(`ended before ${String(pattern)}: ${lines.join('\n')}`)),
      )
    })
  return {
    lines,
    untilLine,
    ended,
    tell: (line) => child.stdin.write(`${line}\n`),
    signal: (signal) => child.kill(signal),
  }
}
