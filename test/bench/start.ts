/** Start: from the command to the first answer, and whether one round has seen every hotspot. */
import {
  builtMain,
  createCity,
  isBuilt,
  startProgram,
  waitForAnswer,
  type City,
  type ProgramCommand,
} from './live-program.ts'
import { median } from './measure.ts'
import type { PartContext } from './part.ts'

interface Start {
  readonly answerMs: number
  readonly unseen: number
}

interface HotspotList {
  readonly items: readonly { readonly checkedAt: number | null }[]
}

const countUnseen = async (city: City): Promise<number> => {
  const answer = await fetch(`${city.url}/api/v1/hotspots`)
  const { items } = (await answer.json()) as HotspotList
  if (items.length === 0) throw new Error('the program serves no hotspots')
  return items.filter((item) => item.checkedAt === null).length
}

/** The snapshot follows a recorded round a moment later. */
const waitUntilSeen = async (city: City): Promise<number> => {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    if ((await countUnseen(city)) === 0) return 0
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return countUnseen(city)
}

const startOnce = async (city: City, command: ProgramCommand): Promise<Start> => {
  const startedAt = performance.now()
  const program = await startProgram(city, command)
  try {
    const firstRound = program.nextRound()
    await waitForAnswer(`${city.url}/readyz`, 20_000)
    const answerMs = performance.now() - startedAt
    await firstRound
    return { answerMs, unseen: await waitUntilSeen(city) }
  } finally {
    await program.stop()
  }
}

const commands: Readonly<Record<string, ProgramCommand>> = {
  'npm start': { program: 'npm', words: ['start'] },
  'node dist/server/main.js': { program: process.execPath, words: [builtMain] },
}

export const measureStart = async (context: PartContext): Promise<void> => {
  if (!isBuilt()) {
    context.miss('there is no built tree: run npm run build first')
    return
  }
  // Far from any full minute nothing but the round of the start itself runs.
  const city = await createCity(132, '0 0 * * * *')
  try {
    for (const [name, command] of Object.entries(commands)) {
      const starts: Start[] = []
      for (let run = 0; run < context.runs; run += 1) starts.push(await startOnce(city, command))
      const base = { case: `132 hotspots, ${name}`, reference: null, referenceName: null }
      context.emit({
        ...base,
        measure: 'ms to the first answer of /readyz',
        ours: median(starts.map((start) => start.answerMs)),
        limit: { atMost: 1500 },
        runs: context.runs,
        detail: { node: process.version },
      })
      context.emit({
        ...base,
        measure: 'hotspots not seen after one round',
        ours: Math.max(...starts.map((start) => start.unseen)),
        limit: { atMost: 0 },
        runs: context.runs,
        detail: {},
      })
    }
  } finally {
    await city.close()
  }
}
