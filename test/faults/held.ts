/** The built program while somebody else holds its database: by a lock, or by reading on and on. */
import { statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { createField } from '../field/field.ts'
import {
  makeSyntheticInventory,
  toHotspotsCsv,
  toUplinksCsv,
  toWitnessSettings,
} from '../field/inventory.ts'
import { countRows, inspect, prepareDatabase, startProgram, type Program } from './program.ts'

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const withProgram = async (
  environment: Readonly<Record<string, string>>,
  play: (program: Program, path: string) => Promise<void>,
): Promise<void> => {
  const inventory = makeSyntheticInventory(12)
  const field = await createField({ sites: inventory.sites })
  const lists = { hotspots: toHotspotsCsv(inventory, field), uplinks: toUplinksCsv(field) }
  const database = prepareDatabase(lists)
  const { near, far } = toWitnessSettings(field)
  const program = await startProgram({
    database: database.path,
    environment: { TITIK_WITNESSES_NEAR: near, TITIK_WITNESSES_FAR: far, ...environment },
  })
  try {
    await program.waitUntilServing()
    await program.waitForRounds(2)
    await play(program, database.path)
  } finally {
    await program.kill('SIGKILL')
    await field.close()
    database.remove()
  }
}

const expectNothingDown = (path: string): void => {
  inspect(path, (db) => {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(countRows(db, "SELECT count(*) FROM outage WHERE severity = 'down'")).toBe(0)
    expect(countRows(db, "SELECT count(*) FROM flip WHERE health = 'down'")).toBe(0)
  })
}

/** Another process reads one old state for so long: rounds go on, only the log cannot be folded in. */
export const pinReader = (ms: number): Promise<void> =>
  withProgram({}, async (program, path) => {
    const reader = new Database(path, { readonly: true })
    reader.exec('BEGIN')
    const seen = countRows(reader, 'SELECT count(*) FROM round')
    const walBefore = statSync(`${path}-wal`).size
    const roundsBefore = program.lines.filter((line) => line.msg === 'round').length
    await wait(ms)
    const rounds = program.lines.filter((line) => line.msg === 'round').length - roundsBefore
    const walAfter = statSync(`${path}-wal`).size
    expect(countRows(reader, 'SELECT count(*) FROM round')).toBe(seen)
    console.log(
      `${String(rounds)} rounds beside a reader of ${String(ms)} ms, log ${String(walBefore)} → ${String(walAfter)} bytes`,
    )
    expect(rounds).toBeGreaterThanOrEqual(Math.floor(ms / 1000) - 2)
    expect(walAfter).toBeGreaterThan(walBefore)
    reader.exec('COMMIT')
    reader.close()
    await program.waitForRounds(2)
    expect(program.lines.filter((line) => line.msg === 'own fault')).toEqual([])
    expect(await program.kill('SIGTERM')).toBe(0)
    // The orderly end folds the log in.
    expect(statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0)
    expectNothingDown(path)
  })

/** Another process holds the write lock for five rounds: none of them is lost. */
export const holdLock = (intervalS: number): Promise<void> =>
  withProgram({ TITIK_ROUND: `*/${String(intervalS)} * * * * *` }, async (program, path) => {
    const heldMs = 5 * intervalS * 1000
    const other = new Database(path, { timeout: 5000 })
    other.exec('BEGIN IMMEDIATE')
    const from = Date.now()
    await wait(heldMs)
    const ready = (await program.fetchJson('/readyz')) as { faults: { code: string }[] }
    expect(ready.faults.map(({ code }) => code)).toContain('database_locked')
    other.exec('ROLLBACK')
    other.close()
    await program.waitForLine((line) => line.msg === 'own fault is over')
    await program.waitForRounds(2)
    expect(await program.kill('SIGTERM')).toBe(0)
    inspect(path, (db) => {
      const rounds = db
        .prepare('SELECT scheduled_at FROM round ORDER BY scheduled_at')
        .pluck()
        .all()
      const meanwhile = rounds.filter(
        (at) => Number(at) > from && Number(at) < from + heldMs - 1000,
      )
      expect(meanwhile.length).toBeGreaterThanOrEqual(4)
      const gaps = meanwhile.map((at, index) => Number(at) - Number(meanwhile[index - 1] ?? at))
      expect(Math.max(...gaps)).toBe(intervalS * 1000)
    })
    expectNothingDown(path)
  })
