import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { begin, createRecordedCity } from '../monitor/recorded-city.ts'
import { inspect, startProgram } from './program.ts'
import { tearRepeatedly } from './tear.ts'

describe('a torn or flipped write-ahead log', () => {
  it('leaves whole rounds, all that came before the damage, in 45 copies', () => {
    tearRepeatedly(45, 20_263)
  })
})

describe('a database file that is cut short', () => {
  it('is refused at start, by name and with the remedy, after an end that was not orderly', async () => {
    const home = mkdtempSync(join(tmpdir(), 'titik-cut-'))
    const path = join(home, 'titik.sqlite')
    const city = createRecordedCity({ hotspots: [{ id: 'a', layers: ['link'] }] }, { path })
    city.startAt(begin)
    city.rounds(begin, 400)
    city.db.close()
    inspect(path, (db) => {
      expect(db.pragma('quick_check', { simple: true })).toBe('ok')
    })
    const handle = openSync(path, 'r+')
    ftruncateSync(handle, Math.floor(statSync(path).size * 0.8))
    closeSync(handle)
    const program = await startProgram({ database: path })
    expect(await program.exited).toBe(1)
    expect(JSON.stringify(program.lines)).toMatch(/is damaged .*titik restore FILE --yes/)
    rmSync(home, { recursive: true })
  })
})
