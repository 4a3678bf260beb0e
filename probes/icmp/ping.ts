/** The `ping` package: one child per address, for machines without fping. */
import { spawn } from 'node:child_process'
import ping from 'ping'
import type { ProbeResult } from '../result.ts'
import { findSystemVerdict, toErrorCode, toUnknown } from '../verdict.ts'
import {
  loopbackOf,
  periodMs,
  type EchoAnswer,
  type EchoBatch,
  type EchoTimes,
  type Engine,
  type Family,
} from './echo.ts'

/** Children at once: each costs about 2 ms of CPU. */
const childrenAtOnce = 32

export interface PingOptions {
  /** Program file, absolute, for the loopback test; the package itself finds `ping` by the PATH of the process. */
  readonly program: string
  readonly searchPath: string
}

/**
 * Our own child, not the package's: that one hides the error code, and its parser throws where nobody can catch on
 * output of a shape that it does not know. After this test the shape is known.
 */
const testLoopback = (options: PingOptions, family: Family): Promise<ProbeResult | null> =>
  new Promise((resolve) => {
    const child = spawn(options.program, ['-n', '-c', '1', '-W', '1', loopbackOf(family)], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: options.searchPath, LC_ALL: 'C' },
    })
    const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
    let output = ''
    child.stdout.on('data', (piece: Buffer) => {
      if (output.length < 4096) output += piece.toString('latin1')
    })
    child.on('error', (error) => {
      clearTimeout(timer)
      const text = `ping did not start: ${toErrorCode(error)}`
      resolve(findSystemVerdict(error) ?? toUnknown('internal', text))
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      const isKnownShape = output.startsWith('PING ') && / time=\d/.test(output)
      if (code === 0 && isKnownShape) resolve(null)
      // ping(8): 1 no answer, 2 another error, of which the only likely one is opening the socket.
      else if (code === 2) resolve(toUnknown('no_permission', 'ping may not send ICMP'))
      else resolve(toUnknown('internal', `loopback does not answer ICMP (ping: ${String(code)})`))
    })
  })

const probeAddress = async (address: string, batch: EchoBatch): Promise<EchoTimes | null> => {
  const seconds = batch.timeoutMs / 1000
  // The package writes into its options, so they are made afresh. `v6: false` only names the program: `ping6` is gone
  // on new systems, and `ping` tells the families apart by the address.
  const config = {
    numeric: true,
    timeout: seconds,
    min_reply: batch.echoes,
    v6: false,
    extra: ['-i', String(periodMs / 1000)],
  }
  const longestMs = 2 * (batch.echoes * periodMs + batch.timeoutMs) + 5000
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, longestMs, null)
  })
  const answered = ping.promise.probe(address, config).then(
    ({ times }): EchoTimes =>
      Array.from({ length: batch.echoes }, (_, index) => times[index] ?? null),
    // The package rejects when the child cannot be started; the loopback test has just started one.
    () => null,
  )
  try {
    return await Promise.race([answered, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

const probeAll = async (batch: EchoBatch, signal: AbortSignal): Promise<EchoAnswer> => {
  const times = new Map<string, EchoTimes>()
  let next = 0
  const work = async (): Promise<void> => {
    for (
      let address = batch.addresses[next++];
      address !== undefined && !signal.aborted;
      address = batch.addresses[next++]
    ) {
      const answer = await probeAddress(address, batch)
      if (answer !== null) times.set(address, answer)
    }
  }
  const workers = Math.min(childrenAtOnce, batch.addresses.length)
  await Promise.all(Array.from({ length: workers }, work))
  return { times }
}

/** Loopback first: without permission the package would call every address dead. */
export const createPing =
  (options: PingOptions): Engine =>
  async (batch, signal) => {
    const failure = await testLoopback(options, batch.family)
    if (failure !== null) return { times: null, verdict: failure }
    const aborted = new Promise<EchoAnswer>((resolve) => {
      const end = (): void => {
        resolve({ times: null, verdict: toUnknown('aborted', 'given up') })
      }
      if (signal.aborted) end()
      else signal.addEventListener('abort', end, { once: true })
    })
    // Children that still run end by themselves, within the echoes' timeout.
    return Promise.race([probeAll(batch, signal), aborted])
  }
