/** Starts the process that copies or checks a database, waits for its verdict, and kills it when it is no longer wanted. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '../../package-root.ts'

export class BackupError extends Error {}

/** What a checked copy holds. */
export interface CopyReport {
  /** `user_version` of its schema. */
  readonly version: number
  /** Rows by table. */
  readonly tables: Readonly<Record<string, number>>
}

type Order = readonly ['copy', source: string, target: string] | readonly ['check', file: string]

const script = join(packageRoot, 'server/store/backup/copy.mjs')

/** More than any report says; the rest is not read. */
const longestAnswer = 100_000

const readReport = (text: string): CopyReport => {
  const answer = JSON.parse(text) as CopyReport | { readonly error: string }
  if ('error' in answer) throw new BackupError(answer.error)
  return answer
}

/**
 * Copies a database that others may be writing to, or checks a copy.
 *
 * @param signal its abort kills the process; the database does not mind, an unfinished target is left behind
 * @throws BackupError with the reason in one sentence
 */
export const runCopyProcess = (order: Order, signal?: AbortSignal): Promise<CopyReport> =>
  new Promise((resolve, reject) => {
    const refuse = (reason: string): void => {
      reject(new BackupError(reason))
    }
    const child = spawn(process.execPath, [script, ...order], {
      env: {},
      stdio: ['ignore', 'pipe', 'pipe'],
      killSignal: 'SIGKILL',
      ...(signal === undefined ? {} : { signal }),
    })
    let answer = ''
    let complaint = ''
    child.stdout.on('data', (chunk: Buffer) => {
      if (answer.length < longestAnswer) answer += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      if (complaint.length < longestAnswer) complaint += chunk.toString()
    })
    child.once('error', (error) => {
      refuse(signal?.aborted === true ? 'broken off' : error.message)
    })
    child.once('close', (code, killedBy) => {
      const line = answer.trimEnd().split('\n').at(-1) ?? ''
      try {
        resolve(readReport(line))
      } catch (error) {
        if (error instanceof BackupError) reject(error)
        else
          refuse(`the copying process ended with ${String(killedBy ?? code)} ${complaint.trim()}`)
      }
    })
  })
