/** Processes that a part measures, or that make load for it: each answers one question at a time. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Answers what the part asks; the argument and the answer are JSON. */
export type Answer = (question: unknown) => unknown

/** Starts whatever the helper needs, and answers with how it answers. */
export type Helper = (options: unknown) => Promise<Answer> | Answer

/** Helpers by name, loaded in their own process. */
const loaders: Readonly<Record<string, () => Promise<Helper>>> = {
  'api-load': async () => (await import('./api-load.ts')).startLoad,
  'portal-listener': async () => (await import('./portal-listener.ts')).startListener,
  'portal-prober': async () => (await import('./portal-prober.ts')).startProber,
  'live-field': async () => (await import('./live-field.ts')).startField,
  'sweep-prober': async () => (await import('./sweep-prober.ts')).startSweeper,
  'api-server': async () => (await import('./api-server.ts')).startServer,
}

export interface Running {
  readonly pid: number
  /** @throws Error when the helper fails or ends */
  readonly ask: <T>(question: unknown) => Promise<T>
  /** Ends the process; resolves when it is gone. */
  readonly end: () => Promise<void>
}

interface Reply {
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

const reply = (message: Reply): void => {
  process.send?.(message)
}

interface Question {
  readonly question: unknown
}

/** Runs `work` and sends what comes of it. */
const answerWith = async (work: () => unknown): Promise<void> => {
  try {
    reply({ value: (await work()) ?? null })
  } catch (error) {
    reply({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

/** The other side: the first question are the helper's options; runs in this process until its part ends. */
export const runHelper = async (name: string): Promise<void> => {
  const load = loaders[name]
  if (load === undefined) throw new Error(`there is no helper ${name}`)
  const first = once(process, 'message') as Promise<[Question]>
  process.on('disconnect', () => {
    process.exit(0)
  })
  const helper = await load()
  const [{ question: options }] = await first
  await answerWith(async () => {
    const answer = await helper(options)
    process.on('message', ({ question }: Question) => {
      void answerWith(() => answer(question))
    })
  })
}
