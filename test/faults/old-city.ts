/** A database with forty days of a small city's rounds in it: older ones are there to be pruned. */
import { computeCutoffs } from '../../server/domain/retention.ts'
import { createRandom } from '../field/random.ts'
import { createRecordedCity, down, unknown } from '../monitor/recorded-city.ts'

const hourMs = 3_600_000
const days = 40
/** End of the history, in UTC days. */
export const endOfCity = Date.UTC(2026, 9, 9, 12)
export const { rawFrom } = computeCutoffs('UTC', endOfCity)

/** Makes it at `path`: eight hotspots, a round every half hour, failures from the seed. */
export const makeOldCity = (path: string, seed: number): void => {
  const random = createRandom(seed)
  const hotspots = Array.from({ length: 8 }, (_, index) => ({
    id: `h${String(index)}`,
    layers: ['link'] as const,
  }))
  const city = createRecordedCity({ hotspots }, { path })
  // What is made for a test need not survive a power cut while it is made.
  city.db.pragma('synchronous = OFF')
  const from = endOfCity - days * 24 * hourMs
  city.startAt(from)
  for (let at = from; at < endOfCity; at += hourMs / 2) {
    const answers = Object.fromEntries(
      hotspots.flatMap(({ id }) => {
        const chance = random()
        if (chance > 0.2) return []
        return [[id, chance < 0.15 ? down : unknown]]
      }),
    )
    city.pass({ at, answers })
  }
  city.recorder.stop(endOfCity)
  city.db.close()
}
