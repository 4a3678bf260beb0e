/** Backups are whole, private and rotated; restoring one gives every row back and loses nothing that was there. */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backupsKept } from '../../server/domain/retention.ts'
import { createBackup, type BackupOrder } from '../../server/store/backup.ts'
import { BackupError } from '../../server/store/backup/copy-process.ts'
import { listBackups, toBackupName } from '../../server/store/backup/files.ts'
import { restoreBackup, type RestoreOrder } from '../../server/store/backup/restore.ts'
import { InstanceLockError, lockInstance } from '../../server/store/instance-lock.ts'
import { begin, createRecordedCity, down } from '../monitor/recorded-city.ts'
import { openDatabase } from '../../server/store/database.ts'
import { dumpDatabase } from './dump.ts'
import { activate, readLedger } from './ledger-of.ts'

const now = Date.parse('2026-10-09T19:30:00Z')
const day = 86_400_000

let home: string
let path: string
let folder: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'titik-backup-'))
  path = join(home, 'titik.sqlite')
  folder = join(home, 'backups')
})
afterEach(() => {
  rmSync(home, { recursive: true })
})

/** A database with an outage, closed. */
const makeDatabase = (): void => {
  const city = createRecordedCity({ hotspots: [{ id: 'a', layers: ['link'] }] }, { path })
  activate(city.db)
  city.startAt(begin)
  const next = city.rounds(begin, 5)
  city.rounds(next, 5, { answers: { a: down } })
  city.recorder.stop(next + day)
  city.db.close()
}

const backUp = (changes: Partial<BackupOrder> = {}) =>
  createBackup({
    databasePath: path,
    folder,
    reserveBytes: 0,
    zone: 'Asia/Jakarta',
    kept: backupsKept,
    now,
    ...changes,
  })

const restore = (file: string, changes: Partial<RestoreOrder> = {}) =>
  restoreBackup({ file, databasePath: path, now: now + 1000, isDryRun: false, ...changes })

describe('a backup', () => {
  it('holds every row, says how many, carries its time in its name and is private', async () => {
    makeDatabase()
    const backup = await backUp()
    expect(backup.path).toBe(join(folder, 'titik-20261009T193000Z.sqlite'))
    expect(backup.tables).toMatchObject({ hotspot: 1, sample: 10, flip: 2, outage: 1, round: 10 })
    expect(dumpDatabase(backup.path)).toBe(dumpDatabase(path))
    expect(statSync(backup.path).mode & 0o777).toBe(0o600)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(readdirSync(folder)).toEqual(['titik-20261009T193000Z.sqlite'])
  })

  it('is one of the last seven days and four weeks; other files are not touched', async () => {
    makeDatabase()
    mkdirSync(folder)
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    for (let nights = 1; nights <= 60; nights += 1) {
      writeFileSync(join(folder, toBackupName(now - nights * day)), 'old')
    }
    const { removed } = await backUp()
    expect(removed).toHaveLength(50)
    expect(listBackups(folder)).toHaveLength(11)
    expect(existsSync(join(folder, 'notes.txt'))).toBe(true)
  })

  it('of a damaged database is refused, and no older one is deleted for it', async () => {
    makeDatabase()
    const bytes = readFileSync(path)
    bytes.fill(0x5a, 4096, 12_000)
    writeFileSync(path, bytes)
    mkdirSync(folder)
    writeFileSync(join(folder, toBackupName(now - 40 * day)), 'old')
    await expect(backUp({ kept: { daily: 1, weekly: 0 } })).rejects.toThrow(BackupError)
    expect(readdirSync(folder)).toEqual([toBackupName(now - 40 * day)])
  })

  it('that would leave too little room is not begun', async () => {
    makeDatabase()
    await expect(backUp({ reserveBytes: 2 ** 60 })).rejects.toThrow(/no room in .* MB free$/)
    expect(readdirSync(folder)).toEqual([])
  })

  it('that is broken off leaves nothing behind', async () => {
    makeDatabase()
    const abort = new AbortController()
    const refusal = expect(backUp({ signal: abort.signal })).rejects.toThrow(BackupError)
    abort.abort()
    await refusal
    expect(readdirSync(folder)).toEqual([])
  })

  it('clears away what killed ones left, once it has not grown for a while', async () => {
    makeDatabase()
    mkdirSync(folder)
    const old = join(folder, `.${toBackupName(now - day)}.77.partial`)
    const fresh = join(folder, `.${toBackupName(now)}.78.partial`)
    for (const file of [old, fresh]) writeFileSync(file, 'half')
    utimesSync(old, now / 1000 - 3600, now / 1000 - 3600)
    utimesSync(fresh, now / 1000 - 60, now / 1000 - 60)
    await backUp()
    expect(existsSync(old)).toBe(false)
    expect(existsSync(fresh)).toBe(true)
  })

  it('of no database is an error, and makes none', async () => {
    await expect(backUp()).rejects.toThrow(BackupError)
    expect(existsSync(path)).toBe(false)
  })
})

describe('restoring', () => {
  it('gives every row back, and keeps what was there', async () => {
    makeDatabase()
    const { path: file } = await backUp()
    const saved = dumpDatabase(path)
    const city = new Database(path)
    city.exec("DELETE FROM flip; UPDATE hotspot SET name = 'spoilt'")
    city.close()
    const spoilt = dumpDatabase(path)
    const { aside } = await restore(file)
    expect(dumpDatabase(path)).toBe(saved)
    expect(dumpDatabase(aside ?? '')).toBe(spoilt)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(dumpDatabase(file)).toBe(saved)
  })

  it('gives the same ledger, byte for byte', async () => {
    const range = { from: begin - day, to: begin + day, now: begin + day }
    const ledgerText = (): string => {
      const db = openDatabase(path)
      const ledger = readLedger(db, 1, range)
      db.close()
      expect(ledger.views.all.classes.down).toBeGreaterThan(0)
      return JSON.stringify(ledger)
    }
    makeDatabase()
    const { path: file } = await backUp()
    const before = ledgerText()
    rmSync(path)
    await restore(file)
    expect(ledgerText()).toBe(before)
  })

  it('takes the log of the database that was there aside with it, also when that is damaged', async () => {
    makeDatabase()
    const { path: file } = await backUp()
    const saved = dumpDatabase(path)
    writeFileSync(path, 'no database at all')
    writeFileSync(`${path}-wal`, 'nor a log')
    const { aside } = await restore(file)
    expect(dumpDatabase(path)).toBe(saved)
    expect(readFileSync(aside ?? '', 'utf8')).toBe('no database at all')
    expect(existsSync(`${path}-wal`)).toBe(false)
  })

  it('also works where there is no database', async () => {
    makeDatabase()
    const { path: file } = await backUp()
    const saved = dumpDatabase(path)
    rmSync(path)
    const { aside } = await restore(file)
    expect(aside).toBeNull()
    expect(dumpDatabase(path)).toBe(saved)
  })

  it('reads a copy made by hand together with its log', async () => {
    const city = createRecordedCity({ hotspots: [{ id: 'a', layers: ['link'] }] }, { path })
    city.startAt(begin)
    city.rounds(begin, 5)
    const copy = join(home, 'copy.sqlite')
    for (const suffix of ['', '-wal']) copyFileSync(`${path}${suffix}`, `${copy}${suffix}`)
    const saved = dumpDatabase(city.db)
    city.db.close()
    await restore(copy)
    expect(dumpDatabase(path)).toBe(saved)
  })

  it('only checks in a dry run', async () => {
    makeDatabase()
    const { path: file } = await backUp()
    const before = readdirSync(home)
    const { tables, aside } = await restore(file, { isDryRun: true })
    expect(tables).toMatchObject({ sample: 10 })
    expect(aside).toBeNull()
    expect(readdirSync(home).filter((name) => name !== 'titik.sqlite.lock')).toEqual(before)
  })

  it('is refused while a server runs', async () => {
    makeDatabase()
    const { path: file } = await backUp()
    const unlock = lockInstance(path)
    await expect(restore(file)).rejects.toThrow(InstanceLockError)
    unlock()
    await restore(file)
  })

  it.each([
    ['that is not there', () => undefined, /there is no file/],
    [
      'that is no database',
      (file: string) => {
        writeFileSync(file, 'x'.repeat(9000))
      },
      /not a database/,
    ],
    [
      'that is somebody else’s database',
      (file: string) => {
        const db = new Database(file)
        db.exec('CREATE TABLE t (a); PRAGMA user_version = 1')
        db.close()
      },
      /no Titik database/,
    ],
    [
      'that is empty',
      (file: string) => {
        writeFileSync(file, '')
      },
      /no Titik database/,
    ],
    [
      'of a newer program',
      (file: string) => {
        copyFileSync(path, file)
        const db = new Database(file)
        db.pragma('user_version = 999')
        db.close()
      },
      /version 999.*install the newer program/,
    ],
    [
      'that is cut short',
      (file: string) => {
        writeFileSync(file, readFileSync(path).subarray(0, 60_000))
      },
      /malformed|integrity_check/,
    ],
  ])('refuses a file %s, and changes nothing', async (_name, make, reason) => {
    makeDatabase()
    const before = dumpDatabase(path)
    const file = join(home, 'given.sqlite')
    make(file)
    await expect(restore(file)).rejects.toThrow(reason)
    expect(dumpDatabase(path)).toBe(before)
    expect(readdirSync(home).filter((name) => name.includes('restor'))).toEqual([])
  })

  it('refuses the database itself', async () => {
    makeDatabase()
    await expect(restore(path)).rejects.toThrow(/the database itself/)
  })

  it('makes a readable file private', async () => {
    makeDatabase()
    const { path: file } = await backUp()
    chmodSync(file, 0o644)
    await restore(file)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })
})
