import { expect, test, vi } from 'vitest'
import type { Registry } from '../../probes/registry.ts'
import type { ProbeResult, TcpTarget } from '../../probes/result.ts'
import { createRunProbe } from '../../probes/run-probe.ts'

const up: ProbeResult = { outcome: 'up', latencyMs: 1 }

/** A registry whose TCP prober is the one given. */
const withTcp = (tcp: Registry['tcp']): Registry => {
  const unused = (): Promise<ProbeResult> => Promise.reject(new Error('not asked for'))
  return { icmp: unused, http: unused, dns: unused, tcp }
}

const target: TcpTarget = { kind: 'tcp', host: '127.0.0.1', port: 80, timeoutMs: 50 }

const run = (tcp: Registry['tcp'], signal?: AbortSignal) =>
  createRunProbe(withTcp(tcp), () => 1234)(target, signal)

test('a measurement is dated at the start of its probe', async () => {
  let clock = 1000
  const registry = withTcp(() => {
    clock = 2000
    return Promise.resolve(up)
  })
  expect(await createRunProbe(registry, () => clock)(target)).toEqual({ at: 1000, result: up })
})

test('a prober that rejects, or throws, is our own fault', async () => {
  const expected = {
    at: 1234,
    result: { outcome: 'unknown', cause: 'internal', detail: 'Error: broken prober' },
  }
  expect(await run(() => Promise.reject(new Error('broken\nprober')))).toEqual(expected)
  const thrower = () => {
    throw new Error('broken\u0000 prober')
  }
  expect(await run(thrower)).toEqual(expected)
})

test('a prober that fails by lack of file descriptors is no fault of the target', async () => {
  const error = Object.assign(new Error('too many open files'), { code: 'EMFILE' })
  expect((await run(() => Promise.reject(error))).result).toMatchObject({
    outcome: 'unknown',
    cause: 'no_resources',
  })
})

test('a prober that ignores its signal is left behind within half a second of the timeout', async () => {
  const startedAt = performance.now()
  const { result } = await run(() => new Promise(() => undefined))
  expect(result).toMatchObject({ outcome: 'unknown', cause: 'internal' })
  expect(performance.now() - startedAt).toBeLessThan(50 + 500)
})

test('a prober that is late is told to end', async () => {
  const { result } = await run(
    (_target, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          resolve({ outcome: 'unknown', cause: 'aborted', detail: 'told to end' })
        })
      }),
  )
  expect(result).toMatchObject({ cause: 'internal', detail: 'the prober did not end in time' })
})

test('whoever gives up a probe gets its answer to that', async () => {
  const controller = new AbortController()
  const running = run(
    (_target, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          resolve({ outcome: 'unknown', cause: 'aborted', detail: 'told to end' })
        })
        controller.abort()
      }),
    controller.signal,
  )
  expect((await running).result).toMatchObject({ cause: 'aborted', detail: 'told to end' })
})

test('a signal that is shared by a whole round keeps no listener', async () => {
  const { signal } = new AbortController()
  const added = vi.spyOn(signal, 'addEventListener')
  const removed = vi.spyOn(signal, 'removeEventListener')
  await Promise.all(Array.from({ length: 50 }, () => run(() => Promise.resolve(up), signal)))
  expect(added).toHaveBeenCalledTimes(50)
  expect(removed).toHaveBeenCalledTimes(50)
})

test('what the target said is cleaned in detail and phases', async () => {
  const said = `\u202e${'x'.repeat(300)}\u0007`
  const { result } = await run(() =>
    Promise.resolve({
      outcome: 'down',
      reason: 'reset',
      detail: said,
      phases: [{ name: 'connect', ms: 1, detail: said }],
    }),
  )
  const clean = `${'x'.repeat(199)}…`
  expect(result).toEqual({
    outcome: 'down',
    reason: 'reset',
    detail: clean,
    phases: [{ name: 'connect', ms: 1, detail: clean }],
  })
})

test.each([0, -1, NaN, Infinity, 1e9])('the timeout %d is an invalid target', async (timeoutMs) => {
  const runProbe = createRunProbe(
    withTcp(() => Promise.resolve(up)),
    () => 1,
  )
  expect((await runProbe({ ...target, timeoutMs })).result).toMatchObject({
    outcome: 'unknown',
    cause: 'invalid_target',
  })
})
