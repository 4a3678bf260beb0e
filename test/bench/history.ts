/** A full retention period of raw samples: what the file weighs, and whether pages notice it. */
import { statSync } from 'node:fs'
import { toSampleCode } from '../../server/domain/result-code.ts'
import { openDatabase, type Db } from '../../server/store/database.ts'
import type { LoadAnswer, LoadQuestion } from './api-load.ts'
import { startHelper, type Running } from './helper.ts'
import { createCity, startProgram, waitForAnswer, type City, type Program } from './live-program.ts'
import { median } from './measure.ts'
import type { PartContext } from './part.ts'

const hotspots = 132
const checksPerHotspot = 3
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const idleRound = '0 0 0 1 1 *'
const connections = 2
const secondsPerRun = 1

const routes = (id: string): readonly string[] => [
  '/api/v1/hotspots.geojson',
  '/api/v1/summary',
  `/api/v1/hotspots/${id}/ledger`,
  `/api/v1/hotspots/${id}/latency`,
]

/** One minute after the other, check by check: what 35 days of rounds leave behind. */
const fillSamples = (db: Db, days: number, now: number): number => {
  const sample = db.prepare('INSERT INTO sample (check_key, at, result) VALUES (?, ?, ?)')
  const hour = db.prepare(
    `INSERT INTO check_hour (check_key, hour, up, down, unknown, sent, lost, sum_us, min_us, max_us)
     VALUES (?, ?, 60, 0, 0, 60, 0, 720000, 9000, 21000) ON CONFLICT DO NOTHING`,
  )
  const until = now - (now % hourMs)
  const from = until - days * 24 * hourMs
  const checks = hotspots * checksPerHotspot
  let rows = 0
  for (let key = 1; key <= checks; key += 1) {
    db.transaction(() => {
      for (let at = from; at < until; at += minuteMs) {
        const latencyMs = 9 + ((at / minuteMs + key) % 120) / 10
        sample.run(key, at + key, toSampleCode({ outcome: 'up', latencyMs }))
        rows += 1
      }
    }).immediate()
  }
  db.transaction(() => {
    for (let at = from; at < until; at += hourMs) {
      for (let key = 1; key <= checks; key += 1) hour.run(key, at)
    }
  }).immediate()
  return rows
}

interface Contestant {
  readonly city: City
  readonly program: Program
  readonly p95: Map<string, number[]>
}

const fill = (path: string, days: number): { rows: number; megabytes: number } => {
  const db = openDatabase(path)
  db.pragma('synchronous = OFF')
  const rows = fillSamples(db, days, Date.now())
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  return { rows, megabytes: statSync(path).size / 1e6 }
}

const start = async (city: City): Promise<Contestant> => {
  const program = await startProgram(city)
  await waitForAnswer(`${city.url}/readyz`, 20_000)
  await program.nextRound()
  return { city, program, p95: new Map() }
}

const loadOnce = async (load: Running, one: Contestant, path: string): Promise<void> => {
  const answer = await load.ask<LoadAnswer>({
    url: `${one.city.url}${path}`,
    connections,
    seconds: secondsPerRun,
    headers: {},
    expectedStatus: 200,
  } satisfies LoadQuestion)
  one.p95.set(path, [...(one.p95.get(path) ?? []), answer.p95Ms])
}

const findHotspotId = async ({ city }: Contestant): Promise<string> => {
  const answer = await fetch(`${city.url}/api/v1/hotspots?limit=1`)
  const { items } = (await answer.json()) as { items: { id: string }[] }
  return items[0]?.id ?? ''
}

const compareRoutes = async (
  load: Running,
  [empty, full]: readonly [Contestant, Contestant],
  context: PartContext,
): Promise<void> => {
  for (const path of routes(await findHotspotId(full))) {
    for (const one of [empty, full]) await loadOnce(load, one, path)
    for (const one of [empty, full]) one.p95.clear()
    for (let run = 0; run < context.runs; run += 1) {
      for (const one of run % 2 === 0 ? [empty, full] : [full, empty]) {
        await loadOnce(load, one, path)
      }
    }
    context.emit({
      case: path.replace(/hotspots\/[^/]+\//, 'hotspots/{id}/'),
      measure: 'p95 ms',
      ours: median(full.p95.get(path) ?? []),
      reference: median(empty.p95.get(path) ?? []),
      referenceName: 'the same program, empty history',
      limit: { atMost: 1.2 },
      runs: context.runs,
      detail: { connections, secondsPerRun },
    })
  }
}

/** 35 days of one-minute samples for 132 hotspots with three checks each. */
export const measureHistory = async (context: PartContext): Promise<void> => {
  const days = context.isQuick ? 2 : 35
  const load = await startHelper({ name: 'api-load' })
  const emptyCity = await createCity(hotspots, idleRound)
  const fullCity = await createCity(hotspots, idleRound)
  context.tell(`filling ${String(days)} days of samples`)
  const { rows, megabytes } = fill(fullCity.environment['TITIK_DATABASE'] ?? '', days)
  context.emit({
    case: `${String(days)} days, ${String(rows)} samples`,
    measure: 'database MB',
    ours: megabytes,
    reference: null,
    referenceName: null,
    limit: { atMost: 450 },
    runs: 1,
    detail: { hotspots, checksPerHotspot, order: 'check by check' },
  })
  const [empty, full] = [await start(emptyCity), await start(fullCity)]
  try {
    await compareRoutes(load, [empty, full], context)
  } finally {
    for (const { program, city } of [empty, full]) {
      await program.stop()
      await city.close()
    }
    await load.end()
  }
}
