/** Ingest: rounds through the real recorder beside the same statements typed straight into better-sqlite3. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../server/store/database.ts'
import { createRandom } from '../field/random.ts'
import { createInventory, createRound, saveInventory } from './city.ts'
import { measureGrowth } from './ingest-growth.ts'
import { createBareWriter, toBareRound, type BareRound } from './ingest-bare.ts'
import { openRecorder } from './ingest-recorder.ts'
import { median } from './measure.ts'
import type { PartContext } from './part.ts'

interface Batch {
  readonly size: number
  readonly rounds: number
}

const timeOf = (work: () => void): number => {
  const from = performance.now()
  work()
  return performance.now() - from
}

/** Both sides write the same rounds, batch by batch in turn; the first batch warms up both and is not counted. */
const measureSize = (folder: string, { size, rounds }: Batch, context: PartContext): void => {
  const inventory = createInventory(size)
  const random = createRandom(size)
  const ours = openDatabase(join(folder, `ours-${String(size)}.sqlite`))
  const bare = openDatabase(join(folder, `bare-${String(size)}.sqlite`))
  for (const db of [ours, bare]) saveInventory(db, inventory)
  const recorder = openRecorder(ours, inventory)
  const writeBare = createBareWriter(bare)
  const oursMs: number[] = []
  const bareMs: number[] = []
  for (let run = 0; run <= context.runs; run += 1) {
    const inputs = Array.from({ length: rounds }, (_, index) =>
      createRound(inventory, run * rounds + index, random),
    )
    const bareRounds: BareRound[] = inputs.map(toBareRound)
    const a = timeOf(() => {
      for (const input of inputs) recorder.recordRound(input)
    })
    const b = timeOf(() => {
      for (const round of bareRounds) writeBare(round)
    })
    if (run === 0) continue
    oursMs.push(a)
    bareMs.push(b)
  }
  const toRate = (ms: readonly number[]): number => (rounds * 1000) / median(ms)
  context.emit({
    case: `${String(size)} hotspots × 2 checks`,
    measure: 'rounds per second',
    ours: toRate(oursMs),
    reference: toRate(bareMs),
    referenceName: 'better-sqlite3, the same statements in one immediate FULL commit',
    limit: { atLeast: 0.5 },
    runs: context.runs,
    detail: {
      roundsPerRun: rounds,
      oursMsPerRound: median(oursMs) / rounds,
      bareMsPerRound: median(bareMs) / rounds,
      sqlite: ours.prepare('SELECT sqlite_version()').pluck().get() as string,
      journal: ours.pragma('journal_mode', { simple: true }) as string,
      synchronous: ours.pragma('synchronous', { simple: true }) as number,
    },
  })
  ours.close()
  bare.close()
}

/** Rounds of 132 and 2,000 hotspots, and whether a round costs the same in a large file as in an empty one. */
export const measureIngest = (context: PartContext): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'titik-bench-'))
  try {
    const share = context.isQuick ? 10 : 1
    measureSize(folder, { size: 132, rounds: 100 / share }, context)
    measureSize(folder, { size: 2000, rounds: 20 / share }, context)
    measureGrowth(folder, context)
    return Promise.resolve()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
