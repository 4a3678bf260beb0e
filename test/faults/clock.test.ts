import { describe, expect, it } from 'vitest'
import { createField } from '../field/field.ts'
import {
  makeSyntheticInventory,
  toHotspotsCsv,
  toUplinksCsv,
  toWitnessSettings,
} from '../field/inventory.ts'
import { countRows, inspect, prepareDatabase, startProgram } from './program.ts'
import { stepClock } from './stepped-clock.ts'

const hour = 3_600_000

describe('a clock that is set', () => {
  it.each([
    ['1 h back', -hour],
    ['6 h ahead, as after a sleep', 6 * hour],
  ])(
    'by %s: the next round comes within an interval, and nothing is down',
    async (_name, stepMs) => {
      await stepClock(stepMs)
    },
  )
})

describe('a program that is stopped and goes on', () => {
  it('was blind meanwhile: no hotspot is down, and rounds come again', async () => {
    const inventory = makeSyntheticInventory(8)
    const field = await createField({ sites: inventory.sites })
    const lists = { hotspots: toHotspotsCsv(inventory, field), uplinks: toUplinksCsv(field) }
    const database = prepareDatabase(lists)
    const { near, far } = toWitnessSettings(field)
    const environment = { TITIK_WITNESSES_NEAR: near, TITIK_WITNESSES_FAR: far }
    const program = await startProgram({ database: database.path, environment })
    try {
      await program.waitUntilServing()
      await program.waitForRounds(3)
      program.child.kill('SIGSTOP')
      const stoppedAt = Date.now()
      await new Promise((resolve) => setTimeout(resolve, 5000))
      const goesOnAt = Date.now()
      program.child.kill('SIGCONT')
      await program.waitForRounds(4)
      expect(await program.kill('SIGTERM')).toBe(0)
      inspect(database.path, (db) => {
        expect(countRows(db, 'SELECT count(*) FROM outage')).toBe(0)
        expect(countRows(db, "SELECT count(*) FROM flip WHERE health = 'down'")).toBe(0)
        // Near its end nothing speaks for any hotspot: a blind interval, or a sample that ran out.
        const at = String(goesOnAt - 500)
        const seeing = `SELECT count(*) FROM hotspot h WHERE
          (SELECT health FROM flip f WHERE f.hotspot_key = h.key AND f.at <= ${at} ORDER BY f.at DESC LIMIT 1) <> 'unknown'
          AND NOT EXISTS (SELECT 1 FROM blind_interval b WHERE b.tier = 'all' AND b.started_at <= ${at} AND b.ended_at > ${at})`
        expect(countRows(db, seeing)).toBe(0)
        const before = seeing.replaceAll(at, String(stoppedAt))
        expect(countRows(db, before)).toBe(8)
      })
    } finally {
      await program.kill('SIGKILL')
      await field.close()
      database.remove()
    }
  })
})
