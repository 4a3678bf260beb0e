import { copyFileSync, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createField, type Field } from '../field/field.ts'
import {
  makeSyntheticInventory,
  toHotspotsCsv,
  toUplinksCsv,
  toWitnessSettings,
} from '../field/inventory.ts'
import { countRows, inspect, prepareDatabase, type Program } from './program.ts'
import { mb, startOnSmallDisk, type SmallDisk } from './small-disk.ts'

const isRoot = process.getuid?.() === 0

let field: Field
let database: ReturnType<typeof prepareDatabase>
let witnesses: Record<string, string>
let disk: SmallDisk | undefined

beforeAll(async () => {
  const inventory = makeSyntheticInventory(12)
  field = await createField({ sites: inventory.sites })
  database = prepareDatabase({
    hotspots: toHotspotsCsv(inventory, field),
    uplinks: toUplinksCsv(field),
  })
  const { near, far } = toWitnessSettings(field)
  witnesses = { TITIK_WITNESSES_NEAR: near, TITIK_WITNESSES_FAR: far, TITIK_BACKUPS: 'off' }
})
afterEach(async () => {
  await disk?.close()
  disk = undefined
})
afterAll(async () => {
  await field.close()
  database.remove()
})

const readCodes = async (program: Program): Promise<string[]> => {
  const ready = (await program.fetchJson('/readyz')) as { faults: { code: string }[] }
  return ready.faults.map(({ code }) => code)
}

const waitForFault = (program: Program, fault: string) =>
  program.waitForLine((line) => line.msg === 'own fault' && line['fault'] === fault)

const waitForEndOf = (program: Program, fault: string) =>
  program.waitForLine((line) => line.msg === 'own fault is over' && line['fault'] === fault)

/** The file as a crash would leave it, taken out of the small disk while the program stands still. */
const takeOut = ({ program, folder }: SmallDisk): string => {
  const copy = join(dirname(database.path), 'taken.sqlite')
  program.child.kill('SIGSTOP')
  for (const suffix of ['', '-wal']) {
    const file = join(folder, `titik.sqlite${suffix}`)
    if (existsSync(file)) copyFileSync(file, `${copy}${suffix}`)
  }
  program.child.kill('SIGCONT')
  return copy
}

const expectNothingDown = (path: string): void => {
  inspect(path, (db) => {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(countRows(db, 'SELECT count(*) FROM outage')).toBe(0)
    expect(countRows(db, "SELECT count(*) FROM flip WHERE health = 'down'")).toBe(0)
  })
}

describe('a disk of 4 MB', () => {
  it.runIf(isRoot)(
    'that falls below the mark: nothing is recorded, it is said everywhere, and it goes on by itself (needs root)',
    async () => {
      disk = await startOnSmallDisk(database.path, { ...witnesses, TITIK_DISK_LOW_MB: '1' })
      const { program } = disk
      await program.waitForRounds(3)
      disk.fillUpTo(mb(0.9))
      await waitForFault(program, 'disk_low')
      const freeThen = disk.readFreeBytes()
      expect(await readCodes(program)).toContain('disk_low')
      await new Promise((resolve) => setTimeout(resolve, 5000))
      // Passes go on, but nothing of them reaches the disk.
      expect(disk.readFreeBytes()).toBe(freeThen)
      const summary = (await program.fetchJson('/api/v1/summary')) as {
        faults: { code: string }[]
        counts: { up: number; down: number; unknown: number }
      }
      // What was seen last speaks for three intervals, and then for nothing.
      expect(summary.counts).toMatchObject({ up: 0, down: 0, unknown: 12 })
      expect(summary.faults.map(({ code }) => code)).toContain('disk_low')
      disk.makeRoom()
      await waitForEndOf(program, 'disk_low')
      await program.waitForRounds(2)
      expect(await readCodes(program)).toEqual([])
      const copy = takeOut(disk)
      expectNothingDown(copy)
      inspect(copy, (db) => {
        // Time that was not recorded is blind, from its first round to the next one that was.
        const blind = `SELECT ended_at - started_at FROM blind_interval WHERE tier = 'all' AND cause = 'database'`
        const lengths = db.prepare(blind).pluck().all()
        expect(lengths).toHaveLength(1)
        expect(Number(lengths[0])).toBeGreaterThan(4000)
        const inside = `SELECT count(*) FROM sample s JOIN blind_interval b ON s.at > b.started_at AND s.at < b.ended_at`
        expect(countRows(db, `${inside} WHERE b.cause = 'database'`)).toBe(0)
      })
    },
  )

  it.runIf(isRoot)(
    'that is full to the last byte: rounds wait and are given up, the file stays whole (needs root)',
    async () => {
      disk = await startOnSmallDisk(database.path, { ...witnesses, TITIK_DISK_LOW_MB: '0' })
      const { program } = disk
      await program.waitForRounds(2)
      disk.fillUpTo(0)
      await waitForFault(program, 'database_write')
      expect(await readCodes(program)).toContain('database_write')
      await program.waitForLine((line) => line.msg.startsWith('round given up'))
      disk.makeRoom()
      await waitForEndOf(program, 'database_write')
      await program.waitForRounds(2)
      expectNothingDown(takeOut(disk))
    },
  )
})
