/** API while rounds run: the whole program with a round every two seconds, beside one whose next round is far away. */
import type { LoadAnswer, LoadQuestion } from './api-load.ts'
import { geojsonPath } from './api-server.ts'
import type { Running } from './helper.ts'
import { createCity, startProgram, waitForAnswer, type City, type Program } from './live-program.ts'
import { median } from './measure.ts'
import type { PartContext } from './part.ts'

const hotspots = 132
/** Fewer than in the other cases: what is asked here is what a round adds for people, not the most a server can send. */
const connections = 4
/** As long as the distance of two rounds, so that every run holds one of them. */
const secondsPerRun = 2
const busyRound = '*/2 * * * * *'
const idleRound = '0 0 0 1 1 *'

interface Contestant {
  readonly city: City
  readonly program: Program
  readonly p99: number[]
}

const start = async (round: string): Promise<Contestant> => {
  const city = await createCity(hotspots, round)
  const program = await startProgram(city)
  await waitForAnswer(`${city.url}/readyz`, 20_000)
  // The round right after the start pays for what is loaded once.
  await program.nextRound()
  return { city, program, p99: [] }
}

const loadOnce = async (load: Running, { city, p99 }: Contestant): Promise<void> => {
  const answer = await load.ask<LoadAnswer>({
    url: `${city.url}${geojsonPath}`,
    connections,
    seconds: secondsPerRun,
    headers: { 'accept-encoding': 'gzip, deflate, br' },
    expectedStatus: 200,
  } satisfies LoadQuestion)
  p99.push(answer.p99Ms)
}

/** p99 of the map's GeoJSON while a round of 132 hotspots runs, against the same program when it is idle. */
export const measureApiDuringRounds = async (
  load: Running,
  context: PartContext,
): Promise<void> => {
  const idle = await start(idleRound)
  const busy = await start(busyRound)
  const runs = (context.isQuick ? 1 : 3) * context.runs
  try {
    for (const one of [idle, busy]) {
      await loadOnce(load, one)
      one.p99.length = 0
    }
    for (let run = 0; run < runs; run += 1) {
      for (const one of run % 2 === 0 ? [idle, busy] : [busy, idle]) await loadOnce(load, one)
    }
    context.emit({
      case: `${String(hotspots)} hotspots, a round every 2 s`,
      measure: 'p99 ms',
      ours: median(busy.p99),
      reference: median(idle.p99),
      referenceName: 'the same program, idle',
      limit: { atMost: 2 },
      runs,
      detail: { connections, secondsPerRun, busyRound },
    })
  } finally {
    for (const { program, city } of [idle, busy]) {
      await program.stop()
      await city.close()
    }
  }
}
