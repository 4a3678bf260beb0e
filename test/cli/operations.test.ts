/** `titik backup`, `titik restore` and `titik rollup` as they are typed: what they say, what they refuse, exit codes. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBackupCommand } from '../../server/cli/backup-command.ts'
import { createRestoreCommand } from '../../server/cli/restore-command.ts'
import { createRollupCommand } from '../../server/cli/rollup-command.ts'
import { lockInstance } from '../../server/store/instance-lock.ts'
import { begin, createRecordedCity, minute } from '../monitor/recorded-city.ts'
import { dumpDatabase } from '../store/dump.ts'
import { runOperationCommand } from './run-operation.ts'

const hour = 60 * minute
const now = begin + 3 * hour

let home: string
let path: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'titik-operations-'))
  path = join(home, 'titik.sqlite')
  const city = createRecordedCity({ hotspots: [{ id: 'a', layers: ['link'] }] }, { path })
  city.startAt(begin)
  city.rounds(begin, 120)
  city.db.close()
})
afterEach(() => {
  rmSync(home, { recursive: true })
})

const run = (
  create: Parameters<typeof runOperationCommand>[0],
  parameters: readonly string[],
  settings: Record<string, string> = {},
) =>
  runOperationCommand(create, parameters, {
    settings: { TITIK_DATABASE: path, TITIK_DISK_LOW_MB: '1', TITIK_TIMEZONE: 'UTC', ...settings },
    now,
  })

describe('titik backup and titik restore', () => {
  it('are one command each, and a dry run in between', async () => {
    const saved = dumpDatabase(path)
    const { out, exitCode } = await run(createBackupCommand, [])
    const [file = '', said = ''] = out.split('\n')
    expect(file).toBe(join(home, 'backups', 'titik-20261001T060000Z.sqlite'))
    expect(said).toMatch(/^\d+\.\d MB, \d+ rows in \d+ tables, checked$/)
    expect(exitCode).toBe(0)
    const db = new Database(path)
    db.exec('DELETE FROM sample')
    db.close()
    const dry = await run(createRestoreCommand, [file])
    expect(dry.exitCode).toBe(1)
    expect(dry.out).toContain('nothing was changed: --yes')
    expect(dumpDatabase(path)).not.toBe(saved)
    const done = await run(createRestoreCommand, [file, '--yes'])
    expect(done.exitCode).toBe(0)
    expect(done.out).toMatch(/1 hotspots, 1 flips, 0 outages, 120 samples/)
    expect(done.out).toMatch(/kept as .*before-restore-20261001T060000Z\nnext: /)
    expect(dumpDatabase(path)).toBe(saved)
  })

  it('print JSON when asked to', async () => {
    const out = join(home, 'elsewhere')
    const backup = JSON.parse((await run(createBackupCommand, ['--out', out, '--json'])).out) as {
      path: string
    }
    expect(backup).toMatchObject({ version: expect.any(Number) as number, removed: [] })
    const restored = await run(createRestoreCommand, [backup.path, '--yes', '--json'])
    expect(JSON.parse(restored.out)).toMatchObject({ restored: true, tables: { sample: 120 } })
  })

  it('need no --yes where there is nothing to replace', async () => {
    const backup = JSON.parse((await run(createBackupCommand, ['--json'])).out) as { path: string }
    rmSync(path)
    expect((await run(createRestoreCommand, [backup.path])).exitCode).toBe(0)
    expect(existsSync(path)).toBe(true)
  })

  it('say in one line what cannot be done', async () => {
    const off = await run(createBackupCommand, [], { TITIK_BACKUPS: 'off' })
    expect(off).toEqual({
      out: '',
      error: 'TITIK_BACKUPS is off: name a folder with --out DIR\n',
      exitCode: 1,
    })
    const missing = await run(createRestoreCommand, [join(home, 'none'), '--yes'])
    expect(missing.error).toMatch(/^there is no file .*none\n$/)
    const unlock = lockInstance(path)
    const { out } = await run(createBackupCommand, ['--json'])
    const file = (JSON.parse(out) as { path: string }).path
    const served = await run(createRestoreCommand, [file, '--yes'])
    expect(served.error).toMatch(/^another titik already serves .*: end it first/)
    expect(served.exitCode).toBe(1)
    unlock()
  })

  it('refuse counts that are none', async () => {
    await expect(run(createBackupCommand, ['--keep-daily', '0'])).rejects.toThrow(/1–10000/)
    await expect(run(createBackupCommand, ['--keep-weekly', '-1'])).rejects.toThrow(/0–10000/)
    expect(readdirSync(home)).not.toContain('backups')
  })
})

describe('titik rollup', () => {
  const damage = (): void => {
    const db = new Database(path)
    db.exec('UPDATE check_hour SET up = up + 1 WHERE hour = (SELECT max(hour) FROM check_hour)')
    db.close()
  }

  it('compares, and repairs with --rebuild', async () => {
    const saved = dumpDatabase(path)
    damage()
    const dry = await run(createRollupCommand, ['2026-10-01', '2026-10-02'])
    expect(dry.out).toBe(
      'hours  1 right, 1 wrong, 0 left alone\ndays   0 right, 1 wrong, 0 left alone\n' +
        'dry run: nothing was written; --rebuild repairs\n',
    )
    const done = await run(createRollupCommand, ['--rebuild', '2026-10-01', '2026-10-02', '--json'])
    expect(JSON.parse(done.out)).toEqual({
      applied: true,
      hours: { same: 1, repaired: 1, beyond: 0 },
      days: { same: 1, repaired: 0, beyond: 0 },
    })
    expect(dumpDatabase(path)).toBe(saved)
  })

  it('touches only hours of the period', async () => {
    damage()
    const { out } = await run(createRollupCommand, [
      '2026-10-01T03:10Z',
      '2026-10-01T03:20Z',
      '--json',
    ])
    expect(JSON.parse(out)).toMatchObject({ hours: { same: 1, repaired: 0 } })
  })

  it.each([
    [['gestern', '2026-10-02'], /"gestern" is no instant/],
    [['2026-10-02', '2026-10-02'], /is not before/],
  ])('refuses %j', async (period, reason) => {
    const { error, exitCode } = await run(createRollupCommand, period)
    expect(error).toMatch(reason)
    expect(exitCode).toBe(1)
  })

  it('finds nothing in a period without samples, however long', async () => {
    const db = new Database(path)
    db.exec('DELETE FROM sample; DELETE FROM check_hour; DELETE FROM check_day')
    db.close()
    const { out } = await run(createRollupCommand, ['1970-01-01', '9999-12-30', '--rebuild'])
    expect(out).toBe(
      'hours  0 right, 0 repaired, 0 left alone\ndays   0 right, 0 repaired, 0 left alone\n',
    )
  })
})
