/** Processes that a part measures, or that make load for it: each answers one question at a time. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Answers what the part asks; the argument and the answer are JSON. */
export type Answer = (question: unknown) => unknown

/** Starts whatever the helper needs, and answers with how it answers. */
export type Helper = (options: unknown) => Promise<Answer> | Answer

export interface Running {
  readonly pid: number
  /** @throws Error when the helper fails or ends */
  readonly ask: <T>(question: unknown) => Promise<T>
  /** Ends the process; resolves when it is gone. */
  readonly end: () => Promise<void>
}

/** What comes of one question. */
export interface Reply {
  readonly value?: unknown
  readonly error?: string
}

const benchFile = fileURLToPath(new URL('./bench.js', import.meta.url))

const nextReply = async (child: ChildProcess): Promise<unknown> => {
  const abort = new AbortController()
  const { signal } = abort
  const reply = once(child, 'message', { signal }).then(([message]) => message as Reply)
  const exit = once(child, 'exit', { signal }).then(([code]): Reply => {
    return { error: `helper ended with ${String(code)}` }
  })
  try {
    const { value, error } = await Promise.race([reply, exit])
    if (error !== undefined) throw new Error(error)
    return value
  } finally {
    reply.catch(() => undefined)
    exit.catch(() => undefined)
    abort.abort()
  }
}

export interface HelperLaunch {
  readonly name: string
  readonly options?: unknown
  /** Program and arguments put before node, e.g. `ip netns exec NAME`. */
  readonly wrapper?: readonly string[]
  readonly execArgv?: readonly string[]
}

/** Starts a helper; resolves when it is ready to be asked. */
export const startHelper = async (launch: HelperLaunch): Promise<Running> => {
  const { name, options = null, wrapper = [], execArgv = [] } = launch
  const [program, ...before] = wrapper
  const child = fork(benchFile, ['helper', name], {
    execPath: program ?? process.execPath,
    execArgv: program === undefined ? [...execArgv] : [...before, process.execPath, ...execArgv],
    serialization: 'json',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ready = nextReply(child)
  child.send({ question: options })
  await ready
  return {
    pid: child.pid ?? 0,
    ask: async <T>(question: unknown): Promise<T> => {
      const reply = nextReply(child)
      child.send({ question })
      return (await reply) as T
    },
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}
