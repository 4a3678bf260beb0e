/** `titik import` and `titik export` as they are typed: dry runs, refusals, exit codes, round trips, time. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createExportCommand } from '../../server/cli/export-command.ts'
import { createImportCommand } from '../../server/cli/import-command.ts'
import { readCity } from '../../server/cli/inventory-city.ts'
import type { InventoryDeps } from '../../server/cli/inventory-deps.ts'
import { packageRoot } from '../../server/package-root.ts'
import { openDatabase } from '../../server/store/database.ts'
import { minimumNames, toCsv } from '../domain/inventory/files.ts'

const depokList = join(packageRoot, 'data/depok/hotspots.csv')
const now = Date.UTC(2025, 9, 9, 8, 53)

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'titik-import-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const at = (name: string): string => join(folder, name)

const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(at(name), content)
  return at(name)
}

/** Runs a command on the test's own database. */
const run = (command: 'import' | 'export', ...parameters: string[]) => {
  let out = ''
  let error = ''
  let exitCode = 0
  const deps: InventoryDeps = {
    open: () => ({ ...readCity(null), db: openDatabase(at('t.sqlite')), timeZone: 'Asia/Jakarta' }),
    now: () => now,
    writeOut: (text) => (out += text),
    writeError: (text) => (error += text),
    setExitCode: (code) => (exitCode = code),
  }
  const create = command === 'import' ? createImportCommand : createExportCommand
  create(deps).parse(parameters, { from: 'user' })
  return { out, error, exitCode, lines: out.trimEnd().split('\n') }
}

const exported = (): string => run('export').out

describe('titik import', () => {
  it('shows what it would do, and writes nothing without --apply', () => {
    const { out, exitCode } = run('import', depokList)
    expect(out).toMatch(/created +132\n.*changed +0\n.*unchanged +0\n.*rejected +0\n/)
    expect(out).toContain('132 of these have no check')
    expect(out).toContain('dry run: nothing was written')
    expect(exitCode).toBe(0)
    expect(exported().split('\n')).toHaveLength(2)
  })

  it('writes with --apply, and then the same file is unchanged', () => {
    expect(run('import', depokList, '--apply', '--by', 'sari').out).toContain('\napplied\n')
    expect(run('import', depokList).out).toMatch(/unchanged +132\n/)
    const db = openDatabase(at('t.sqlite'))
    expect(db.prepare('SELECT DISTINCT who, why FROM audit').all()).toEqual([
      { who: 'sari', why: 'import hotspots.csv' },
    ])
    db.close()
  })

  it('tells each rejected row by line, column and reason, and then applies nothing', () => {
    const content = toCsv([
      { id: 'a' },
      { id: 'b', lat: 'x' },
      { id: 'a' },
      { id: 'c', kelurahan: 'Tapos' },
    ])
    const { lines, exitCode } = run('import', write('list.csv', content), '--apply')
    expect(lines).toContain('3 lat rejected not a number: x')
    expect(lines).toContain('4 id rejected duplicate: a')
    expect(lines).toContain('5 kelurahan rejected not a kelurahan of kecamatan Cimanggis: Tapos')
    expect(lines.at(-1)).toContain('refused: nothing was written')
    expect(exitCode).toBe(1)
    expect(exported().split('\n')).toHaveLength(2)
  })

  it('names a column that it does not know, and then applies nothing', () => {
    const content = toCsv([{ id: 'a' }], { names: [...minimumNames, 'wachtwoord'] })
    const { lines, exitCode } = run('import', write('list.csv', content), '--apply')
    expect(lines).toContain('1 wachtwoord rejected unknown column')
    expect(exitCode).toBe(1)
    expect(exported().split('\n')).toHaveLength(2)
  })

  it('applies the good rows with --partial', () => {
    const content = toCsv([{ id: 'a' }, { id: 'b', lat: 'x' }])
    const { lines, exitCode } = run('import', write('list.csv', content), '--apply', '--partial')
    expect(lines).toContain('3 lat rejected not a number: x')
    expect(exitCode).toBe(0)
    expect(exported().split('\n')).toHaveLength(3)
  })

  it('refuses a file without a minimum column even with --partial', () => {
    const content = toCsv([{}], { names: minimumNames.filter((name) => name !== 'lifecycle') })
    const { lines, exitCode } = run('import', write('list.csv', content), '--apply', '--partial')
    expect(lines).toContain('1 lifecycle rejected missing column')
    expect(lines.at(-1)).toContain('cannot be used')
    expect(exitCode).toBe(1)
  })

  it('shows changes field by field', () => {
    run('import', write('one.csv', toCsv([{ id: 'a' }])), '--apply')
    const { lines } = run(
      'import',
      write('two.csv', toCsv([{ id: 'a', name: 'Baru', gateway: '10.9.9.9' }])),
    )
    expect(lines).toContain('2 name changed a: "Puskesmas Tugu" -> "Baru"')
    expect(lines).toContain('2 gateway changed a: "10.1.2.3" -> "10.9.9.9"')
  })

  it('takes uplinks alone, with the list, or after it', () => {
    const uplinks = write(
      'uplinks.csv',
      'id,name,provider,gateway,link_tcp_port\npop-1,POP,,10.0.0.1,22\n',
    )
    const list = write('list.csv', toCsv([{ id: 'a', uplink: 'pop-1' }]))
    expect(run('import', list, '--apply').out).toContain(
      '2 uplink warning new uplink without an address',
    )
    expect(run('import', '--uplinks', uplinks, '--apply').out).toMatch(
      /uplinks\n +created +0\n +changed +1\n/,
    )
    expect(run('import', list, '--uplinks', uplinks).out).toMatch(
      /unchanged +1\n(.*\n)+.*unchanged +1\n/,
    )
  })

  it('speaks JSON', () => {
    const content = toCsv([
      { id: 'a', uplink: 'pop-1' },
      { id: 'b', lat: 'x' },
    ])
    const { out, exitCode } = run('import', write('list.csv', content), '--json')
    expect(exitCode).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      outcome: 'refused',
      hotspots: {
        counts: { created: 1, changed: 0, unchanged: 0, rejected: 1 },
        rejected: [
          { line: 3, column: 'lat', status: 'rejected', reason: 'not a number', value: 'x' },
        ],
      },
      uplinks: null,
      namedUplinks: ['pop-1'],
    })
  })

  it.each([
    ['no file', [], 'nothing to import'],
    ['a file that is not there', ['nowhere.csv'], 'nowhere.csv: there is no such file'],
  ])('says so and fails: %s', (_, parameters, message) => {
    const { error, exitCode } = run('import', ...parameters)
    expect(error).toContain(message)
    expect(exitCode).toBe(1)
  })

  it('refuses what is not UTF-8 rather than storing broken names', () => {
    const bytes = Buffer.from(toCsv([{ name: 'Café' }]), 'latin1')
    const { error, exitCode } = run('import', write('list.csv', bytes), '--apply', '--partial')
    expect(error).toContain('is not UTF-8 text')
    expect(exitCode).toBe(1)
  })

  it('never prints a control or direction character of a file', () => {
    const content = toCsv([{ id: 'a\u001b[2J', name: 'x\u202ey' }], {
      names: [...minimumNames, 'ev\u001bil'],
    })
    const { out } = run('import', write('list.csv', content))
    expect(out).not.toMatch(/[\p{Cf}]|(?!\n)\p{Cc}/u)
    expect(out).toContain('\\u{001B}')
  })

  it.each([132, 2000])('compares %d rows within two seconds of processor time', (size) => {
    const rows = Array.from({ length: size }, (_, index) => ({
      id: `h-${String(index)}`,
      lat: (-6.3615 - (index % 100) / 1e6).toFixed(6),
    }))
    const file = write('list.csv', toCsv(rows))
    run('import', file, '--apply')
    // Processor time: the suite's other tests share the machine.
    const before = process.cpuUsage()
    expect(run('import', file).out).toMatch(new RegExp(`unchanged +${String(size)}\n`))
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1000).toBeLessThan(2000)
  })
})

describe('titik export', () => {
  it('of the list of Depok is that list, byte for byte', () => {
    run('import', depokList, '--apply')
    expect(exported()).toBe(readFileSync(depokList, 'utf8'))
  })

  it.each([[], ['--semicolon']])('imported again changes nothing (%j)', (...flags) => {
    run('import', depokList, '--apply')
    run('export', at('out.csv'), ...flags)
    expect(run('import', at('out.csv')).out).toMatch(/created +0\n.*changed +0\n.*unchanged +132\n/)
  })

  it('chooses by kecamatan and kind, and refuses ones that do not exist', () => {
    run('import', depokList, '--apply')
    expect(run('export', '--kecamatan', 'bojongsari', '--kind', 'kelurahan').lines).toHaveLength(
      1 + 7,
    )
    expect(run('export', '--kecamatan', 'Menteng')).toMatchObject({
      error: 'unknown kecamatan: Menteng\n',
      exitCode: 1,
    })
    expect(run('export', '--kind', 'warnet').exitCode).toBe(1)
  })

  it('writes uplinks too, and files that only their owner reads', () => {
    const content = 'id,name,provider,gateway,link_tcp_port\npop-1,POP,Contoh,10.0.0.1,22\n'
    run('import', '--uplinks', write('uplinks.csv', content), '--apply')
    run('export', at('out.csv'), '--uplinks', at('out-uplinks.csv'))
    expect(readFileSync(at('out-uplinks.csv'), 'utf8')).toBe(content)
    expect(statSync(at('out.csv')).mode & 0o777).toBe(0o600)
  })

  it('speaks JSON', () => {
    run('import', write('list.csv', toCsv([{ id: 'a' }])), '--apply')
    expect(JSON.parse(run('export', '--json').out)).toMatchObject([
      { id: 'a', gateway: '10.1.2.3' },
    ])
  })
})
