/** The other side of a helper: the process that answers. */
import { once } from 'node:events'
import type { Helper, Reply } from './helper.ts'

/** Helpers by name, loaded in their own process. */
const loaders: Readonly<Record<string, () => Promise<Helper>>> = {
  'api-load': async () => (await import('./api-load.ts')).startLoad,
  'portal-listener': async () => (await import('./portal-listener.ts')).startListener,
  'portal-prober': async () => (await import('./portal-prober.ts')).startProber,
  'live-field': async () => (await import('./live-field.ts')).startField,
  'sweep-prober': async () => (await import('./sweep-prober.ts')).startSweeper,
  'api-server': async () => (await import('./api-server.ts')).startServer,
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
