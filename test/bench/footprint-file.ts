/** Bytes for each sample in a file that days of rounds have filled, with indexes, rollups and states. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase, type Db } from '../../server/store/database.ts'
import { createRandom } from '../field/random.ts'
import { createInventory, createRound, saveInventory } from './city.ts'
import { openRecorder } from './ingest-recorder.ts'
import type { PartContext } from './part.ts'

interface TableSize {
  readonly name: string
  readonly bytes: number
  readonly unused: number
}

/** What each table takes and how full its pages are. */
const describeTables = (db: Db, samples: number): string => {
  const rows = db
    .prepare<[], TableSize>(
      `SELECT name, sum(pgsize) AS bytes, sum(unused) AS unused FROM dbstat
       GROUP BY name ORDER BY bytes DESC LIMIT 5`,
    )
    .all()
  return rows
    .map(({ name, bytes, unused }) => {
      const perSample = (bytes / samples).toFixed(2)
      const fill = (100 * (1 - unused / bytes)).toFixed(0)
      return `${name} ${perSample} B/sample, pages ${fill} % full`
    })
    .join('; ')
}

export const measureBytes = (context: PartContext): void => {
  const folder = mkdtempSync(join(tmpdir(), 'titik-bench-'))
  const path = join(folder, 'titik.sqlite')
  const hotspots = 132
  const rounds = context.isQuick ? 120 : 3 * 1440
  try {
    const db = openDatabase(path)
    const inventory = createInventory(hotspots)
    saveInventory(db, inventory)
    // The bytes are the same; the disk is not what is measured.
    db.pragma('synchronous = OFF')
    const recorder = openRecorder(db, inventory)
    const random = createRandom(1)
    for (let index = 0; index < rounds; index += 1) {
      recorder.recordRound(createRound(inventory, index, random))
    }
    db.pragma('wal_checkpoint(TRUNCATE)')
    const samples = rounds * inventory.checks.length
    const tables = describeTables(db, samples)
    db.close()
    context.emit({
      case: `${String(hotspots)} hotspots × 2 checks × ${String(rounds)} one-minute rounds`,
      measure: 'bytes per sample',
      ours: statSync(path).size / samples,
      reference: null,
      referenceName: null,
      limit: { atMost: 18 },
      runs: 1,
      detail: { samples, megabytes: statSync(path).size / 1e6, tables },
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
