/** Makes requests from a process of its own, and times every answer. */
import autocannon from 'autocannon'
import type { Helper } from './helper.ts'

export interface LoadQuestion {
  readonly url: string
  readonly connections: number
  readonly seconds: number
  readonly headers: Readonly<Record<string, string>>
  readonly expectedStatus: number
}

export interface LoadAnswer {
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly requests: number
}

const quantile = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

/** autocannon's own histogram counts in whole milliseconds: too coarse for what is compared here. */
const mostAnswers = 2_000_000

const load = async (question: LoadQuestion): Promise<LoadAnswer> => {
  const { url, connections, seconds, headers, expectedStatus } = question
  const times = new Float64Array(mostAnswers)
  let count = 0
  let unexpected = 0
  const instance = autocannon({ url, connections, duration: seconds, headers })
  instance.on('response', (_client: unknown, status: number, _bytes: number, ms: number) => {
    if (status !== expectedStatus) unexpected += 1
    if (count < mostAnswers) times[count++] = ms
  })
  const { duration, errors, timeouts } = await instance
  if (errors + timeouts + unexpected > 0 || count === 0) {
    const counts = `${String(errors)} errors, ${String(timeouts)} timeouts, ${String(unexpected)} other statuses`
    throw new Error(`${url}: ${counts} among ${String(count)} answers`)
  }
  const sorted = times.subarray(0, count).sort()
  return {
    requestsPerSecond: count / duration,
    p50Ms: quantile(sorted, 0.5),
    p95Ms: quantile(sorted, 0.95),
    p99Ms: quantile(sorted, 0.99),
    requests: count,
  }
}

export const startLoad: Helper = () => (question) => load(question as LoadQuestion)
