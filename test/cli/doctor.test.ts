/** `titik doctor`: healthy instances exit 0, every ailment is named with its remedy. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { createServer, type Server } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDoctorCommand } from '../../server/cli/doctor-command.ts'
import type { Finding } from '../../server/cli/doctor/finding.ts'
import { checkClock, checkNode, checkOpenFiles } from '../../server/cli/doctor/machine.ts'
import { lockInstance } from '../../server/store/instance-lock.ts'
import { toBackupName } from '../../server/store/backup/files.ts'
import { createRecordedCity, minute } from '../monitor/recorded-city.ts'
import { runOperationCommand } from './run-operation.ts'

const begin = Date.parse('2026-10-09T07:00:00Z')
const rounds = 5
/** The last round began one minute earlier. */
const now = begin + rounds * minute
const day = 86_400_000

let home: string
let path: string
let witness: Server
let settings: Record<string, string>

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'titik-doctor-'))
  path = join(home, 'titik.sqlite')
  const city = createRecordedCity({ hotspots: [{ id: 'a', layers: ['link'] }] }, { path })
  city.startAt(begin)
  city.rounds(begin, rounds)
  city.db.close()
  mkdirSync(join(home, 'backups'))
  writeFileSync(join(home, 'backups', toBackupName(now - day)), 'a backup', { mode: 0o600 })
  witness = createServer((socket) => socket.destroy())
  witness.listen(0, '127.0.0.1')
  await once(witness, 'listening')
  const address = witness.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const target = `tcp:127.0.0.1:${String(address.port)}`
  settings = {
    TITIK_DATABASE: path,
    TITIK_DISK_LOW_MB: '1',
    TITIK_ALLOWED_TARGETS: '127.0.0.0/8',
    TITIK_WITNESSES_NEAR: target,
    TITIK_WITNESSES_FAR: target,
  }
})
afterEach(() => {
  witness.close()
  rmSync(home, { recursive: true })
})

const examine = async (changes: Record<string, string> = {}, ...parameters: string[]) => {
  const { out, exitCode } = await runOperationCommand(
    createDoctorCommand,
    ['--json', ...parameters],
    { settings: { ...settings, ...changes }, now },
  )
  const { healthy, findings } = JSON.parse(out) as { healthy: boolean; findings: Finding[] }
  expect(healthy).toBe(exitCode === 0)
  const find = (check: string): Finding | undefined =>
    findings.find((finding) => finding.check === check)
  for (const { level, remedy } of findings) expect(remedy === null).toBe(level === 'ok')
  return { findings, exitCode, find, levelOf: (check: string) => find(check)?.level }
}

const damage = (sql: string): void => {
  const db = new Database(path)
  db.unsafeMode(true)
  db.pragma('foreign_keys = OFF')
  db.exec(sql)
  db.close()
}

describe('titik doctor', () => {
  it('finds a served instance with backups and witnesses healthy', async () => {
    const unlock = lockInstance(path)
    const { findings, exitCode } = await examine({}, '--full')
    unlock()
    // Whether a time service runs and ICMP may be sent is a matter of the machine.
    const ailing = findings.filter(
      ({ check, level }) => level !== 'ok' && !['clock', 'icmp', 'open_files'].includes(check),
    )
    expect(ailing).toEqual([])
    expect(exitCode).toBe(0)
    expect(findings.map(({ check }) => check)).toEqual([
      'settings',
      'database_file',
      'sqlite_version',
      'database_settings',
      'schema_version',
      'integrity',
      'foreign_keys',
      'last_round',
      'file_modes',
      'disk',
      'backup_room',
      'backups',
      'icmp',
      'witnesses_near',
      'witnesses_far',
      'clock',
      'open_files',
      'node_version',
    ])
  })

  it('prints a line a finding, its remedy below it, and a verdict', async () => {
    const { out } = await runOperationCommand(createDoctorCommand, [], { settings, now })
    expect(out).toMatch(/^ok {7}settings {11}zone Asia\/Jakarta/)
    expect(out).toMatch(/\nwarning {2}last_round {9}no server runs; .* ago\n +→ start it: /)
    expect(out).toMatch(/\nhealthy: 0 errors, \d+ warnings\n$/)
  })

  it('names every setting that cannot be used', async () => {
    const { findings, exitCode } = await examine({ TITIK_ROUND: 'often', TITIK_PORT: 'x' })
    expect(findings.map(({ check, level }) => `${check} ${level}`)).toEqual([
      'settings error',
      'settings error',
    ])
    expect(exitCode).toBe(1)
  })

  it('misses a database that is not there', async () => {
    const { exitCode, levelOf } = await examine({ TITIK_DATABASE: join(home, 'none.sqlite') })
    expect(levelOf('database_file')).toBe('error')
    expect(exitCode).toBe(1)
  })

  it('sees damage, and says what to do', async () => {
    const bytes = readFileSync(path)
    bytes.fill(0, 8192, 16_384)
    writeFileSync(path, bytes)
    const { find, exitCode } = await examine()
    expect(find('integrity')).toMatchObject({ level: 'error' })
    expect(find('integrity')?.remedy).toContain('titik restore')
    expect(exitCode).toBe(1)
  })

  it('sees an index that differs from its table only with --full', async () => {
    damage(`PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET sql = replace(sql, '(started_at)', '(ended_at)') WHERE name = 'outage_by_start';
      PRAGMA writable_schema = OFF;`)
    damage(`INSERT INTO outage (hotspot_key, severity, layer, reason, started_at, ended_at)
      VALUES (1, 'down', 'link', 'timeout', 5, 9)`)
    damage(`PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET sql = replace(sql, '(ended_at)', '(started_at)') WHERE name = 'outage_by_start';
      PRAGMA writable_schema = OFF;`)
    expect((await examine()).levelOf('integrity')).toBe('ok')
    expect((await examine({}, '--full')).levelOf('integrity')).toBe('error')
  })

  it('sees rows that refer to nothing', async () => {
    damage('DELETE FROM hotspot')
    const { find } = await examine()
    expect(find('foreign_keys')).toMatchObject({ level: 'error' })
    expect(find('foreign_keys')?.message).toContain('flip')
  })

  it('tells an older database from a newer one, and looks into neither wrongly', async () => {
    damage('PRAGMA user_version = 999')
    expect((await examine()).levelOf('schema_version')).toBe('error')
    damage('PRAGMA user_version = 1')
    expect((await examine()).levelOf('schema_version')).toBe('warning')
    const db = new Database(path)
    expect(db.pragma('user_version', { simple: true })).toBe(1)
    db.close()
  })

  it('sees rounds that stopped, and a clock that was set back behind them', async () => {
    const unlock = lockInstance(path)
    try {
      damage('UPDATE round SET finished_at = finished_at - 3 * 60000')
      expect((await examine()).levelOf('last_round')).toBe('error')
      damage('UPDATE round SET finished_at = finished_at + 3 * 60000')
      expect((await examine()).levelOf('last_round')).toBe('ok')
      damage('UPDATE round SET finished_at = finished_at + 5 * 60000')
      expect((await examine()).find('last_round')?.message).toMatch(/in the future/)
    } finally {
      unlock()
    }
  })

  it('sees files that others may read', async () => {
    chmodSync(path, 0o640)
    expect((await examine()).find('file_modes')).toMatchObject({
      level: 'warning',
      remedy: `chmod 600 ${path}`,
    })
    chmodSync(path, 0o644)
    expect((await examine()).levelOf('file_modes')).toBe('error')
  })

  it('sees a disk below its mark', async () => {
    const { find } = await examine({ TITIK_DISK_LOW_MB: String(2 ** 40) })
    expect(find('disk')).toMatchObject({ level: 'error' })
    expect(find('backup_room')).toMatchObject({ level: 'warning' })
  })

  it('sees backups that are off, missing, old or empty', async () => {
    const at = (age: number): string => join(home, 'backups', toBackupName(now - age))
    expect((await examine({ TITIK_BACKUPS: 'off' })).levelOf('backups')).toBe('warning')
    expect((await examine({ TITIK_BACKUPS: join(home, 'none') })).levelOf('backups')).toBe(
      'warning',
    )
    rmSync(at(day))
    writeFileSync(at(3 * day), 'a backup', { mode: 0o600 })
    expect((await examine()).levelOf('backups')).toBe('warning')
    rmSync(at(3 * day))
    writeFileSync(at(9 * day), 'a backup', { mode: 0o600 })
    expect((await examine()).levelOf('backups')).toBe('error')
    writeFileSync(at(minute), '', { mode: 0o600 })
    expect((await examine()).find('backups')?.message).toMatch(/is empty/)
  })

  it('sees witnesses that do not answer: one is a warning, a whole tier an error', async () => {
    const near = settings['TITIK_WITNESSES_NEAR'] ?? ''
    const some = await examine({ TITIK_WITNESSES_NEAR: `${near},tcp:127.0.0.1:1` })
    expect(some.find('witnesses_near')).toMatchObject({ level: 'warning' })
    expect(some.find('witnesses_near')?.message).toMatch(/^1 of 2 answer: near-2 /)
    const none = await examine({ TITIK_WITNESSES_NEAR: 'tcp:127.0.0.1:1' })
    expect(none.find('witnesses_near')).toMatchObject({ level: 'error' })
    expect((await examine({ TITIK_WITNESSES_FAR: '' })).levelOf('witnesses_far')).toBe('warning')
  })
})

describe('limits of the machine', () => {
  it.each([
    [159, 'error'],
    [160, 'warning'],
    [511, 'warning'],
    [512, 'ok'],
    [null, 'ok'],
  ] as const)('%j open files: %s', (limit, level) => {
    expect(checkOpenFiles(limit).level).toBe(level)
  })

  it.each([
    ['20.18.9', 'error'],
    ['20.19.0', 'ok'],
    ['18.99.0', 'error'],
    ['24.1.0', 'ok'],
  ])('Node.js %s: %s', (version, level) => {
    expect(checkNode(version).level).toBe(level)
  })

  it('a clock that moves is an error, one that nobody keeps a warning', () => {
    expect(checkClock({ stepMs: 3000, seenAt: 0 }, ['/']).level).toBe('error')
    expect(checkClock(null, ['/']).level).toBe('ok')
    expect(checkClock(null, ['/nowhere/at/all']).level).toBe('warning')
  })
})
