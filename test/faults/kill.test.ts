import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createField, type Field } from '../field/field.ts'
import { makeSyntheticInventory, toHotspotsCsv, toUplinksCsv } from '../field/inventory.ts'
import { killRepeatedly } from './kills.ts'
import { countRows, inspect, prepareDatabase, startProgram } from './program.ts'

describe('a killed program', () => {
  it('leaves whole rounds, one open outage a hotspot and blind time, at 8 random moments', async () => {
    await killRepeatedly(8, 20_261)
  })
})

describe('an orderly end', () => {
  let field: Field
  let database: ReturnType<typeof prepareDatabase>
  beforeAll(async () => {
    const inventory = makeSyntheticInventory(6)
    field = await createField({ sites: inventory.sites })
    const lists = { hotspots: toHotspotsCsv(inventory, field), uplinks: toUplinksCsv(field) }
    database = prepareDatabase(lists)
  })
  afterAll(async () => {
    await field.close()
    database.remove()
  })

  it('takes less than five seconds with probes under way, and the next start announces nothing again', async () => {
    const first = await startProgram({ database: database.path })
    await first.waitUntilServing()
    const [silent, dead] = field.hotspots
    if (silent === undefined || dead === undefined) throw new Error('the field is too small')
    await field.apply({ kind: 'cut', id: silent.id, mode: 'silent' })
    await field.apply({ kind: 'cut', id: dead.id, mode: 'refuse' })
    await first.waitForLine((line) => line.msg === 'outage' && line['state'] === 'open')
    const begin = performance.now()
    expect(await first.kill('SIGTERM')).toBe(0)
    expect(performance.now() - begin).toBeLessThan(5000)
    const open = inspect(database.path, (db) =>
      countRows(db, 'SELECT count(*) FROM outage WHERE ended_at IS NULL'),
    )
    const second = await startProgram({ database: database.path })
    await second.waitUntilServing()
    await second.waitForRounds(4)
    const told = second.lines.filter((line) => line.msg === 'outage')
    const again = told.filter((line) => JSON.stringify(line).includes(`"hotspotId":"${dead.id}"`))
    expect(again).toEqual([])
    expect(await second.kill('SIGTERM')).toBe(0)
    inspect(database.path, (db) => {
      expect(open).toBeGreaterThan(0)
      expect(countRows(db, "SELECT count(*) FROM blind_interval WHERE cause = 'stopped'")).toBe(1)
      expect(countRows(db, "SELECT count(*) FROM blind_interval WHERE cause = 'crashed'")).toBe(0)
    })
  })

  it('is not needed twice: a second server on the same database is refused with a remedy', async () => {
    const first = await startProgram({ database: database.path })
    await first.waitUntilServing()
    const second = await startProgram({ database: database.path })
    expect(await second.exited).toBe(1)
    expect(JSON.stringify(second.lines)).toContain('another titik already serves')
    await first.kill('SIGTERM')
  })
})
