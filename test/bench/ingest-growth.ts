/** Growth: what a round costs in an empty file and in files of up to ten million samples, measured in turn. */
import { copyFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Inventory } from '../../server/monitor/city.ts'
import type { Recorder } from '../../server/monitor/record.ts'
import { openDatabase, type Db } from '../../server/store/database.ts'
import { createRandom } from '../field/random.ts'
import { begin, createInventory, createRound, minuteMs, saveInventory } from './city.ts'
import { openRecorder } from './ingest-recorder.ts'
import { median } from './measure.ts'
import type { PartContext } from './part.ts'

/** Rounds of each file that are not counted: pages come into the cache. */
const warmRounds = 3

/** Samples of `rounds` one-minute rounds, check by check as time brings them. */
const fillSamples = (db: Db, inventory: Inventory, firstRound: number, rounds: number): void => {
  const insert = db.prepare<[number, number, number]>(
    'INSERT INTO sample (check_key, at, result) VALUES (?, ?, ?)',
  )
  db.transaction(() => {
    for (const [position, { key }] of inventory.checks.entries()) {
      for (let index = firstRound; index < firstRound + rounds; index += 1) {
        const us = 2000 + ((key * 7919 + index * 104_729) % 40_000)
        insert.run(key, begin + index * minuteMs + (position % 3000), us * 8)
      }
    }
  }).immediate()
  db.pragma('wal_checkpoint(TRUNCATE)')
}

interface Grown {
  readonly path: string
  readonly rows: number
  readonly recorder: Recorder
  readonly db: Db
  readonly times: number[]
  nextRound: number
}

interface Plan {
  readonly folder: string
  readonly inventory: Inventory
  /** Rounds that each file holds more than the one before. */
  readonly step: number
  readonly files: number
}

/** Files that one city's database becomes while it grows, each a copy of the one that keeps growing. */
const growFiles = ({ folder, inventory, step, files }: Plan): string[] => {
  const growing = join(folder, 'growing.sqlite')
  const db = openDatabase(growing)
  saveInventory(db, inventory)
  // Only what is measured afterwards has to wait for the disk.
  db.pragma('synchronous = OFF')
  const paths: string[] = []
  for (let level = 0; level < files; level += 1) {
    if (level > 0) fillSamples(db, inventory, (level - 1) * step, step)
    db.pragma('wal_checkpoint(TRUNCATE)')
    const path = join(folder, `grown-${String(level)}.sqlite`)
    copyFileSync(growing, path)
    paths.push(path)
  }
  db.close()
  return paths
}

const openGrown = (path: string, inventory: Inventory, firstRound: number): Grown => {
  const db = openDatabase(path)
  const rows = firstRound * inventory.checks.length
  return { path, rows, db, recorder: openRecorder(db, inventory), times: [], nextRound: firstRound }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** Second half of the growth against the first. */
export const measureGrowth = (folder: string, context: PartContext): void => {
  const inventory = createInventory(2000)
  const files = 6
  const rows = context.isQuick ? 400_000 : 10_000_000
  const step = rows / inventory.checks.length / (files - 1)
  const grown = growFiles({ folder, inventory, step, files }).map((path, level) =>
    openGrown(path, inventory, level * step),
  )
  const random = createRandom(1)
  const rounds = 2 * context.runs
  // In turn, so that whatever else this machine does meanwhile meets all files alike.
  for (let turn = 0; turn < warmRounds + rounds; turn += 1) {
    for (const file of grown) {
      const input = createRound(inventory, file.nextRound, random)
      file.nextRound += 1
      const from = performance.now()
      file.recorder.recordRound(input)
      if (turn >= warmRounds) file.times.push(performance.now() - from)
    }
  }
  const costs = grown.map((file) => median(file.times))
  for (const file of grown) file.db.close()
  context.emit({
    case: '2000 hotspots, empty → 10 million samples',
    measure: 'ms per round, second half ÷ first half',
    ours: mean(costs.slice(files / 2)),
    reference: mean(costs.slice(0, files / 2)),
    referenceName: 'the first half of the same growth',
    limit: { atMost: 1.2 },
    runs: rounds,
    detail: {
      rows: grown.map((file) => file.rows).join(' '),
      msPerRound: costs.map((ms) => ms.toFixed(1)).join(' '),
      megabytes: grown.map((file) => (statSync(file.path).size / 1e6).toFixed(0)).join(' '),
    },
  })
}
