/** What every prober promises, whatever it measures; a new kind joins `prober-contract.test.ts`. */
import { describe, expect, test } from 'vitest'
import { textLimit } from '../../probes/clean-text.ts'
import type { AddressPolicy } from '../../probes/address-policy.ts'
import type { ProbeResult, ProbeTarget } from '../../probes/result.ts'

export interface ProberCase {
  /** A prober with the given policy; `touches` counts packets, connections or children that it caused. */
  readonly create: (policy: AddressPolicy) => Promise<{
    readonly probe: (target: ProbeTarget, signal: AbortSignal) => Promise<ProbeResult>
    readonly touches: () => number
  }>
  /** A target that answers, at 127.0.0.1, once `create` was called. */
  readonly answering: () => ProbeTarget
  /** A target that takes the question and never answers; its timeout is far off. */
  readonly silent: () => ProbeTarget
  readonly withHost: (host: string) => ProbeTarget
  /** Answers of any kind that are hostile: garbage, floods, long texts. */
  readonly hostile: () => readonly ProbeTarget[]
}

const allowAll: AddressPolicy = { isAllowed: () => true }
const allowNone: AddressPolicy = { isAllowed: () => false }

const textsOf = (result: ProbeResult): string[] => [
  result.detail ?? '',
  ...(result.phases ?? []).map(({ detail = '' }) => detail),
]

const expectWellFormed = (result: ProbeResult): void => {
  expect(['up', 'down', 'unknown']).toContain(result.outcome)
  if (result.outcome === 'up') expect(result.latencyMs).toBeGreaterThanOrEqual(0)
  for (const { ms } of result.phases ?? []) expect(ms).toBeGreaterThanOrEqual(0)
  for (const text of textsOf(result)) {
    expect(text.length).toBeLessThanOrEqual(textLimit)
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  }
}

/** No addresses and no names: nothing of these may be dialled, asked for or handed to a program. */
const badHosts = ['', ' ', '-h', '127.1', '0x7f.1', 'a b', 'a\nb', 'a\u0000b', '$(id)', 'bücher.id']

export const describeProber = (name: string, prober: ProberCase): void => {
  const never = new AbortController().signal

  describe(`the ${name} prober`, () => {
    test('calls a target that answers up', async () => {
      const { probe } = await prober.create(allowAll)
      const result = await probe(prober.answering(), never)
      expect(result.outcome).toBe('up')
      expectWellFormed(result)
    })

    test('ends soon after its signal aborts, as unknown', async () => {
      const { probe } = await prober.create(allowAll)
      const controller = new AbortController()
      const running = probe(prober.silent(), controller.signal)
      const timer = setTimeout(() => {
        controller.abort()
      }, 50)
      const startedAt = performance.now()
      const result = await running
      clearTimeout(timer)
      expect(performance.now() - startedAt).toBeLessThan(550)
      expect(result).toMatchObject({ outcome: 'unknown', cause: 'aborted' })
      expectWellFormed(result)
    })

    test('does nothing at all when its signal has aborted before', async () => {
      const { probe, touches } = await prober.create(allowAll)
      const result = await probe(prober.answering(), AbortSignal.abort())
      expect(result).toMatchObject({ outcome: 'unknown', cause: 'aborted' })
      expect(touches()).toBe(0)
    })

    test('leaves forbidden addresses alone', async () => {
      const { probe, touches } = await prober.create(allowNone)
      const result = await probe(prober.answering(), never)
      expect(result).toMatchObject({ outcome: 'unknown', cause: 'blocked' })
      expectWellFormed(result)
      expect(touches()).toBe(0)
    })

    test.each(badHosts)('takes %j for no target', async (host) => {
      const { probe, touches } = await prober.create(allowAll)
      const result = await probe(prober.withHost(host), never)
      expect(result).toMatchObject({ outcome: 'unknown' })
      expectWellFormed(result)
      expect(touches()).toBe(0)
    })

    test('gives short clean texts whatever is answered', async () => {
      const { probe } = await prober.create(allowAll)
      const targets = prober.hostile()
      expect(targets.length).toBeGreaterThan(0)
      for (const target of targets) expectWellFormed(await probe(target, never))
    })
  })
}
