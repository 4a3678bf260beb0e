/** One fping process for a whole batch of echoes. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createChildOutput } from './child-output.ts'
import { findSystemVerdict, toErrorCode, toUnknown } from '../verdict.ts'
import {
  loopbackOf,
  periodMs,
  type EchoAnswer,
  type EchoBatch,
  type EchoTimes,
  type Engine,
} from './echo.ts'

/** fping(8): 3 invalid arguments, 4 a system call failed, of which the only likely one is opening the socket. */
const exitSystemCall = 4

/** Nothing that fping says about one target is longer. */
const bytesPerTarget = 256

/** From here on the output goes through a file. */
const manyTargets = 500

export interface FpingOptions {
  /** Program file, absolute. */
  readonly program: string
  /** `PATH` of the child. */
  readonly searchPath: string
}

/**
 * Pacing, ms between any two echoes: one pass over all targets fills one period, so that small batches do not burst
 * and large ones do not wait; below 0.1 ms fping only spins.
 */
const findIntervalMs = (count: number): number => Math.min(1, Math.max(0.1, periodMs / count))

/** Arguments for a batch of so many targets (without doubles, with the loopback test); the targets go to stdin. */
export const toFpingArguments = (batch: Omit<EchoBatch, 'addresses'>, count: number): string[] => [
  `-${String(batch.family)}`,
  '-q',
  ...['-C', String(batch.echoes)],
  ...['-p', String(periodMs)],
  ...['-i', findIntervalMs(count).toFixed(2)],
  ...['-t', String(batch.timeoutMs)],
  ...['-r', '0'],
]

/** Twice what fping needs by its arguments, and time to start: a program that hangs is killed then. */
const findLimitMs = (batch: EchoBatch, count: number): number => {
  const passMs = Math.max(periodMs, count * findIntervalMs(count))
  return 2 * (batch.echoes * passMs + batch.timeoutMs) + 5000
}

const parseTimes = (text: string): EchoTimes =>
  text.split(' ').map((word) => {
    const time = word === '-' ? NaN : Number(word)
    return Number.isFinite(time) && time >= 0 ? time : null
  })

/** Lines `ADDRESS : 0.05 - 0.07`, the address padded with spaces; all other lines are talk. */
const parseFping = (text: string, echoes: number): Map<string, EchoTimes> => {
  const times = new Map<string, EchoTimes>()
  let start = 0
  while (start < text.length) {
    const newline = text.indexOf('\n', start)
    const end = newline === -1 ? text.length : newline
    const line = text.slice(start, end)
    start = end + 1
    const colon = line.indexOf(' : ')
    if (colon === -1) continue
    const answers = parseTimes(line.slice(colon + 3).trim())
    if (answers.length === echoes) times.set(line.slice(0, colon).trimEnd(), answers)
  }
  return times
}

interface Ended {
  readonly output: string
  readonly code: number | null
  readonly error: Error | null
}

const waitForEnd = (child: ChildProcess): Promise<Omit<Ended, 'output'>> =>
  new Promise((resolve) => {
    let error: Error | null = null
    child.on('error', (failure) => {
      error = failure
      // A child that never began may have no end either.
      if (child.pid === undefined) resolve({ code: null, error })
    })
    child.on('close', (code) => {
      resolve({ code, error })
    })
  })

const run = async (
  options: FpingOptions,
  batch: EchoBatch,
  targets: readonly string[],
  signal: AbortSignal,
): Promise<Ended> => {
  const limit = targets.length * bytesPerTarget + 65_536
  const output = createChildOutput(limit, targets.length >= manyTargets)
  let timer: NodeJS.Timeout | undefined
  let kill = (): void => undefined
  try {
    // Not the narrower type: without file descriptors Node makes no pipes at all.
    const child: ChildProcess = spawn(options.program, toFpingArguments(batch, targets.length), {
      stdio: ['pipe', 'ignore', output.stdio],
      // The numbers of other languages have a comma; nothing else of our environment is the child's business.
      env: { PATH: options.searchPath, LC_ALL: 'C' },
    })
    kill = () => {
      child.kill('SIGKILL')
    }
    timer = setTimeout(kill, findLimitMs(batch, targets.length))
    signal.addEventListener('abort', kill, { once: true })
    output.watch(child)
    // A child that ends early closes its end of the pipe.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(`${targets.join('\n')}\n`)
    const ended = await waitForEnd(child)
    return { ...ended, output: output.read() }
  } finally {
    output.close()
    clearTimeout(timer)
    signal.removeEventListener('abort', kill)
  }
}

/** Some errors of spawn are thrown, not told by an event. */
const toNotStarted = (error: unknown): Ended => ({
  output: '',
  code: null,
  error: error instanceof Error ? error : new Error(String(error)),
})

const judgeFailure = ({ code, error }: Ended): EchoAnswer => {
  if (error !== null) {
    const verdict = findSystemVerdict(error)
    const text = toErrorCode(error)
    return {
      times: null,
      verdict: verdict ?? toUnknown('internal', `fping did not start: ${text}`),
    }
  }
  if (code === exitSystemCall) {
    return { times: null, verdict: toUnknown('no_permission', 'fping may not send ICMP') }
  }
  const text =
    code === null
      ? 'fping did not end in time'
      : `loopback does not answer ICMP (fping ended with ${String(code)})`
  return { times: null, verdict: toUnknown('internal', text) }
}

const givenUp: EchoAnswer = { times: null, verdict: toUnknown('aborted', 'given up') }

/** Every batch pings loopback too: only when that answers, silence of the others means anything. */
export const createFping =
  (options: FpingOptions): Engine =>
  async (batch, signal) => {
    const isGivenUp = (): boolean => signal.aborted
    if (isGivenUp()) return givenUp
    const loopback = loopbackOf(batch.family)
    const targets = batch.addresses.includes(loopback)
      ? batch.addresses
      : [loopback, ...batch.addresses]
    const ended = await run(options, batch, targets, signal).catch(toNotStarted)
    if (isGivenUp()) return givenUp
    const times = parseFping(ended.output, batch.echoes)
    const isAble = times.get(loopback)?.some((time) => time !== null) === true
    return ended.code !== null && isAble ? { times } : judgeFailure(ended)
  }
