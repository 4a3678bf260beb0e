/** Which addresses answer ICMP echo (RFC 792, RFC 4443), one or a whole round of them at once. */
import { existsSync } from 'node:fs'
import { isIPv6 } from 'node:net'
import { join } from 'node:path'
import type { Resolution, Resolve } from '../resolve.ts'
import type { IcmpTarget, Prober, ProbeResult } from '../result.ts'
import { toUnknown } from '../verdict.ts'
import {
  defaultEchoes,
  defaultTimeoutMs,
  toEchoResult,
  type EchoAnswer,
  type Engine,
  type Family,
} from './echo.ts'
import { createFping } from './fping.ts'
import { createPing } from './ping.ts'

export type EngineName = 'fping' | 'ping' | 'none'

export interface IcmpOptions {
  readonly resolve: Resolve
  /** Folders in which fping and ping are looked for; default the usual ones. */
  readonly searchPath?: string | undefined
}

export interface Icmp {
  readonly probeOne: Prober<IcmpTarget>
  /**
   * One result per target, in their order; doubles are asked once. One process per address family and number of
   * echoes. Never rejects; after an abort all results are `unknown`.
   */
  readonly probeBatch: (
    targets: readonly IcmpTarget[],
    signal: AbortSignal,
  ) => Promise<ProbeResult[]>
  /** The program that would be used now. */
  readonly engine: () => EngineName
}

const usualFolders = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
/** Names that are not resolved by then do not hold up the batch. */
const resolveLimitMs = 2000
const echoLimit = 10
const timeoutLimitMs = 60_000

const findProgram = (name: string, searchPath: string): string | null =>
  searchPath
    .split(':')
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file)) ?? null

interface Asked {
  readonly index: number
  readonly address: string
  readonly echoes: number
  readonly timeoutMs: number
}

const isValid = ({ echoes = defaultEchoes, timeoutMs = defaultTimeoutMs }: IcmpTarget): boolean =>
  Number.isInteger(echoes) &&
  echoes >= 1 &&
  echoes <= echoLimit &&
  Number.isInteger(timeoutMs) &&
  timeoutMs >= 1 &&
  timeoutMs <= timeoutLimitMs

/** One answer for all names that are still waited for when the time is up or the batch is given up. */
const createLateAnswer = (signal: AbortSignal) => {
  let release = (): void => undefined
  const late = new Promise<Resolution>((settle) => {
    const settleAs = (verdict: ProbeResult) => (): void => {
      settle({ address: null, verdict })
    }
    const onTime = settleAs(toUnknown('resolver', 'the name was not resolved in time'))
    const onAbort = settleAs(toUnknown('aborted', 'given up'))
    const timer = setTimeout(onTime, resolveLimitMs)
    signal.addEventListener('abort', onAbort, { once: true })
    release = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    }
  })
  return { late, release }
}

/** Targets that can be asked; the others get their result at once. */
const resolveTargets = async (
  resolve: Resolve,
  targets: readonly IcmpTarget[],
  results: ProbeResult[],
  signal: AbortSignal,
): Promise<Asked[]> => {
  const asked: Asked[] = []
  const take = (target: IcmpTarget, index: number, resolution: Resolution): void => {
    if (resolution.address === null) {
      results[index] = resolution.verdict
      return
    }
    const { echoes = defaultEchoes, timeoutMs = defaultTimeoutMs } = target
    asked.push({ index, address: resolution.address, echoes, timeoutMs })
  }
  const names: Promise<void>[] = []
  const wait = createLateAnswer(signal)
  for (const [index, target] of targets.entries()) {
    if (!isValid(target)) {
      results[index] = toUnknown('invalid_target', 'echoes must be 1–10, timeout 1–60000 ms')
      continue
    }
    const resolution = resolve(target.host)
    if (resolution instanceof Promise) {
      names.push(
        Promise.race([resolution, wait.late]).then((late) => {
          take(target, index, late)
        }),
      )
    } else take(target, index, resolution)
  }
  await Promise.all(names)
  wait.release()
  return asked
}

const familyOf = (address: string): Family => (isIPv6(address) ? 6 : 4)

/** One process each: fping knows one family and one number of echoes at a time. */
const groupTargets = (asked: readonly Asked[]): Asked[][] => {
  const groups = new Map<string, Asked[]>()
  for (const one of asked) {
    const key = `${String(familyOf(one.address))}/${String(one.echoes)}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one])
    else group.push(one)
  }
  return [...groups.values()]
}

const askGroup = (
  engine: Engine,
  group: readonly Asked[],
  signal: AbortSignal,
): Promise<EchoAnswer> => {
  const first = group[0]
  return engine(
    {
      family: familyOf(first?.address ?? ''),
      echoes: first?.echoes ?? defaultEchoes,
      addresses: [...new Set(group.map(({ address }) => address))],
      // The longest; shorter ones are judged by their own when the times are known.
      timeoutMs: group.reduce((longest, { timeoutMs }) => Math.max(longest, timeoutMs), 0),
    },
    signal,
  )
}

const isUnable = (answer: EchoAnswer): boolean =>
  answer.times === null &&
  answer.verdict.outcome === 'unknown' &&
  (answer.verdict.cause === 'no_program' || answer.verdict.cause === 'no_permission')

const createEngines = (searchPath: string) => {
  const missing: Engine = () =>
    Promise.resolve({
      times: null,
      verdict: toUnknown('no_program', 'neither fping nor ping is installed'),
    })
  const findFping = (): string | null => findProgram('fping', searchPath)
  const findPing = (): string | null => findProgram('ping', searchPath)
  const pingEngine = (): Engine => {
    const program = findPing()
    return program === null ? missing : createPing({ program, searchPath })
  }
  const ask: Engine = async (batch, signal) => {
    const program = findFping()
    if (program === null) return pingEngine()(batch, signal)
    const answer = await createFping({ program, searchPath })(batch, signal)
    if (!isUnable(answer) || findPing() === null) return answer
    // fping lost its right to send, for instance its file capability; ping may have kept its own.
    const second = await pingEngine()(batch, signal)
    return isUnable(second) ? answer : second
  }
  const name = (): EngineName => {
    if (findFping() !== null) return 'fping'
    return findPing() === null ? 'none' : 'ping'
  }
  return { ask, name }
}

/** Looks for the programs anew with every batch, so that installing one helps at once. */
export const createIcmp = ({ resolve, searchPath = usualFolders }: IcmpOptions): Icmp => {
  const engines = createEngines(searchPath)

  const probeBatch: Icmp['probeBatch'] = async (targets, signal) => {
    const results = targets.map((): ProbeResult => toUnknown('aborted', 'given up'))
    if (signal.aborted) return results
    const asked = await resolveTargets(resolve, targets, results, signal)
    await Promise.all(
      groupTargets(asked).map(async (group) => {
        const answer = await askGroup(engines.ask, group, signal)
        for (const { index, address, timeoutMs } of group) {
          results[index] =
            answer.times === null
              ? answer.verdict
              : toEchoResult(answer.times.get(address), timeoutMs)
        }
      }),
    )
    return results
  }

  return {
    probeBatch,
    probeOne: async (target, signal) => {
      const [result] = await probeBatch([target], signal)
      return result ?? toUnknown('internal', 'no result')
    },
    engine: engines.name,
  }
}
