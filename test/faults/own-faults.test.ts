import Database from 'better-sqlite3'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createField, type Field } from '../field/field.ts'
import {
  makeSyntheticInventory,
  toHotspotsCsv,
  toUplinksCsv,
  toWitnessSettings,
} from '../field/inventory.ts'
import { countRows, inspect, prepareDatabase, startProgram, type Program } from './program.ts'

const isRoot = process.getuid?.() === 0
const hotspots = 20

let field: Field
let lists: { hotspots: string; uplinks: string }
let witnesses: Record<string, string>
let database: ReturnType<typeof prepareDatabase>
let program: Program | undefined

beforeAll(async () => {
  const inventory = makeSyntheticInventory(hotspots)
  field = await createField({ sites: inventory.sites })
  lists = { hotspots: toHotspotsCsv(inventory, field), uplinks: toUplinksCsv(field) }
  const { near, far } = toWitnessSettings(field)
  witnesses = { TITIK_WITNESSES_NEAR: near, TITIK_WITNESSES_FAR: far }
})

afterAll(async () => {
  await field.close()
})

afterEach(async () => {
  await program?.kill('SIGKILL')
  program = undefined
  database.remove()
})

const start = async (
  options: Omit<Parameters<typeof startProgram>[0], 'database'> = {},
  hotspotsCsv = lists.hotspots,
): Promise<Program> => {
  database = prepareDatabase({ ...lists, hotspots: hotspotsCsv })
  const environment = { ...witnesses, ...options.environment }
  program = await startProgram({ ...options, database: database.path, environment })
  await program.waitUntilServing()
  return program
}

/** What a person or a machine reads: the log, `/readyz` and the database. */
const readFaults = async (running: Program) => {
  const ready = (await running.fetchJson('/readyz')) as { faults: { code: string }[] }
  const logged = running.lines
    .filter((line) => line.msg === 'own fault')
    .map((line) => line['fault'])
  return { codes: ready.faults.map((fault) => fault.code), logged }
}

const countUp = async (running: Program): Promise<number> => {
  const summary = (await running.fetchJson('/api/v1/summary')) as { counts: { up: number } }
  return summary.counts.up
}

const countDown = (path: string): number =>
  inspect(path, (db) =>
    countRows(
      db,
      `SELECT (SELECT count(*) FROM outage WHERE severity = 'down') +
              (SELECT count(*) FROM flip WHERE health = 'down') +
              (SELECT count(*) FROM sample WHERE result BETWEEN -99 AND -1)`,
    ),
  )

const withIcmp = (csv: string): string => csv.replaceAll(/,no(?=\r?\n|$)/g, ',yes')

/** Programs that are found but cannot be run, as after a package was half removed. */
const withoutPing = `for name in fping ping; do
  file=$(command -v "$name") && mount --bind /dev/null "$file"
done;`

describe('a fault of our own', () => {
  it.runIf(isRoot)(
    'no ping program that runs: ICMP is unknown and named, other checks go on (needs root)',
    async () => {
      const unshared = { wrapper: ['unshare', '-m'], prelude: withoutPing }
      const running = await start(unshared, withIcmp(lists.hotspots))
      await running.waitForRounds(4)
      const faults = await readFaults(running)
      expect(faults.codes).toContain('icmp_unavailable')
      expect(faults.logged).toContain('icmp_unavailable')
      // A busy machine may need some rounds more until everything is confirmed.
      await expect.poll(() => countUp(running), { timeout: 30_000 }).toBe(hotspots)
      await running.kill('SIGTERM')
      expect(countDown(database.path)).toBe(0)
    },
  )

  it('no file descriptors left: unknown and named, never down', async () => {
    const running = await start()
    await running.waitForRounds(2)
    const pid = String(running.child.pid)
    const limit = String(readdirSync(`/proc/${pid}/fd`).length + 3)
    execFileSync('prlimit', ['--pid', pid, `--nofile=${limit}:${limit}`])
    await running.waitForLine((line) => line['fault'] === 'no_resources')
    await running.waitForRounds(3)
    await running.kill('SIGTERM')
    expect(countDown(database.path)).toBe(0)
  })

  it('a database that somebody locks: rounds wait, are named, and are all there afterwards', async () => {
    const running = await start()
    await running.waitForRounds(3)
    const other = new Database(database.path, { timeout: 5000 })
    other.exec('BEGIN IMMEDIATE')
    await running.waitForLine((line) => line['fault'] === 'database_locked')
    const ready = await readFaults(running)
    expect(ready.codes).toContain('database_locked')
    const lockedAt = Date.now()
    await new Promise((resolve) => setTimeout(resolve, 3000))
    other.exec('ROLLBACK')
    other.close()
    await running.waitForLine((line) => line.msg === 'own fault is over')
    await running.waitForRounds(2)
    await running.kill('SIGTERM')
    inspect(database.path, (db) => {
      const rounds = db
        .prepare('SELECT scheduled_at FROM round ORDER BY scheduled_at')
        .pluck()
        .all()
      const meanwhile = rounds.filter((at) => Number(at) > lockedAt && Number(at) < lockedAt + 3000)
      expect(meanwhile.length).toBeGreaterThanOrEqual(2)
    })
    expect(countDown(database.path)).toBe(0)
  })

  it.runIf(isRoot)(
    'a dead resolver: portals with names are unknown and named (needs root)',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'titik-resolver-'))
      writeFileSync(
        join(folder, 'resolv.conf'),
        'nameserver 127.67.9.9\noptions timeout:1 attempts:1\n',
      )
      const csv = lists.hotspots.replaceAll(
        /http:\/\/127\.64\.0\.3(?=:)/g,
        'http://portal.contoh.test',
      )
      expect(csv).toContain('portal.contoh.test')
      const running = await start(
        {
          wrapper: ['unshare', '-m'],
          prelude: `mount --bind "${join(folder, 'resolv.conf')}" /etc/resolv.conf &&`,
        },
        csv,
      )
      await running.waitForLine((line) => line['fault'] === 'resolver')
      await running.waitForRounds(3)
      expect((await readFaults(running)).codes).toContain('resolver')
      await running.kill('SIGTERM')
      rmSync(folder, { recursive: true })
      expect(countDown(database.path)).toBe(0)
    },
  )

  it.runIf(isRoot)(
    'a full disk: rounds wait and are named, and the program goes on (needs root)',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'titik-disk-'))
      database = prepareDatabase(lists)
      program = await startProgram({
        database: join(folder, 'titik.sqlite'),
        environment: { ...witnesses, TITIK_DISK_LOW_MB: '0' },
        wrapper: ['unshare', '-m'],
        prelude: `mount -t tmpfs -o size=700k tmpfs "${folder}" && cp "${database.path}" "${folder}/titik.sqlite" &&`,
      })
      const running = program
      await running.waitUntilServing()
      await running.waitForLine((line) => line['fault'] === 'database_write')
      expect((await readFaults(running)).codes).toContain('database_write')
      const outages = (await running.fetchJson('/api/v1/outages?state=all')) as { items: unknown[] }
      expect(outages.items).toEqual([])
      await running.kill('SIGTERM')
      rmSync(folder, { recursive: true })
    },
  )
})
