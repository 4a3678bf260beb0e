/** Ends the program at random moments while it writes rounds, and looks at what is left each time. */
import { expect } from 'vitest'
import { createField } from '../field/field.ts'
import {
  makeSyntheticInventory,
  toHotspotsCsv,
  toUplinksCsv,
  toWitnessSettings,
} from '../field/inventory.ts'
import { createRandom } from '../field/random.ts'
import { countRows, inspect, prepareDatabase, startProgram } from './program.ts'

const hotspots = 12
/** Three of them are cut all the while, so that outages are open when the program dies. */
const cut = 3

/** Everything that must hold in a file whose writer was killed. */
export const expectWhole = (path: string): void => {
  inspect(path, (db) => {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(db.pragma('foreign_key_check')).toEqual([])
    const doubled = `SELECT count(*) FROM (SELECT hotspot_key FROM outage WHERE ended_at IS NULL
                     GROUP BY hotspot_key HAVING count(*) > 1)`
    expect(countRows(db, doubled)).toBe(0)
    // A round is there with all its samples and rollups, or not at all.
    const samples = countRows(db, 'SELECT count(*) FROM sample')
    expect(countRows(db, 'SELECT coalesce(sum(up + down + unknown), 0) FROM check_hour')).toBe(
      samples,
    )
    expect(countRows(db, 'SELECT coalesce(sum(up + down + unknown), 0) FROM check_day')).toBe(
      samples,
    )
    expect(samples).toBeGreaterThanOrEqual(
      countRows(db, 'SELECT coalesce(sum(checks), 0) FROM round'),
    )
    const halfRounds = `SELECT count(*) FROM round r WHERE r.checks >
      (SELECT count(*) FROM sample s WHERE s.at BETWEEN r.started_at AND r.finished_at)`
    expect(countRows(db, halfRounds)).toBe(0)
    const states = `SELECT count(*) FROM check_state c
      WHERE c.last_at <> (SELECT max(at) FROM sample s WHERE s.check_key = c.check_key)`
    expect(countRows(db, states)).toBe(0)
  })
}

/** Time in which the program did not run is blind: every pause between rounds beyond three intervals is covered. */
const expectPausesBlind = (path: string): void => {
  inspect(path, (db) => {
    const uncovered = `
      WITH r AS (SELECT started_at AS at, lag(finished_at) OVER (ORDER BY started_at) AS before FROM round)
      SELECT count(*) FROM r WHERE at - before > 3000 AND NOT EXISTS
        (SELECT 1 FROM blind_interval b WHERE b.tier = 'all' AND b.started_at <= before + 2000 AND b.ended_at >= at)`
    expect(countRows(db, uncovered)).toBe(0)
  })
}

/** Starts and kills the program `times` times. */
export const killRepeatedly = async (times: number, seed: number): Promise<void> => {
  const random = createRandom(seed)
  const inventory = makeSyntheticInventory(hotspots)
  const field = await createField({ sites: inventory.sites })
  const lists = { hotspots: toHotspotsCsv(inventory, field), uplinks: toUplinksCsv(field) }
  const { near, far } = toWitnessSettings(field)
  const environment = { TITIK_WITNESSES_NEAR: near, TITIK_WITNESSES_FAR: far }
  const database = prepareDatabase(lists)
  try {
    for (const { id } of field.hotspots.slice(0, cut)) {
      await field.apply({ kind: 'cut', id, mode: 'refuse' })
    }
    for (let index = 0; index < times; index += 1) {
      const program = await startProgram({ database: database.path, environment })
      await program.waitUntilServing()
      await new Promise((resolve) => setTimeout(resolve, 50 + random() * 1500))
      await program.kill('SIGKILL')
      expectWhole(database.path)
    }
    expectPausesBlind(database.path)
    inspect(database.path, (db) => {
      expect(countRows(db, 'SELECT count(*) FROM outage')).toBe(cut)
      expect(countRows(db, 'SELECT count(*) FROM outage WHERE ended_at IS NULL')).toBe(cut)
    })
  } finally {
    await field.close()
    database.remove()
  }
}
