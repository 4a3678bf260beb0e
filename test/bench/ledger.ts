/** The ledger: one hotspot's month and the whole city's, after 1, 6 and 12 months of history. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { HotspotStatus } from '../../server/domain/hotspot.ts'
import { monthOf } from '../../server/domain/month.ts'
import { parseDefaultHours } from '../../server/domain/service-hours/default-hours.ts'
import { parseHolidays } from '../../server/domain/service-hours/holidays.ts'
import { createLedgerBook, type LedgerBook } from '../../server/http/ledger-book.ts'
import type { Inventory } from '../../server/monitor/city.ts'
import { packageRoot } from '../../server/package-root.ts'
import { openDatabase, type Db } from '../../server/store/database.ts'
import { createLiveState } from '../../server/store/live.ts'
import { createRandom } from '../field/random.ts'
import { createInventory } from './city.ts'
import { saveHistory, type MonthSpan } from './ledger-history.ts'
import { median, readOwnCpuMs } from './measure.ts'
import type { PartContext } from './part.ts'

const zone = 'Asia/Jakarta'

/** 2026-10-01 00:00 in Jakarta: the end of the measured month in every file. */
const end = Date.UTC(2026, 8, 30, 17)

/** The `count` months before `end`, oldest first. */
const listMonths = (count: number): MonthSpan[] => {
  const months: MonthSpan[] = []
  for (let to = end; months.length < count; to = months[0]?.from ?? to) {
    months.unshift(monthOf(zone, to - 1))
  }
  return months
}

const readGiven = (name: string): string =>
  readFileSync(join(packageRoot, 'data/depok', name), 'utf8')

const hours = {
  calendar: { zone, holidays: parseHolidays(readGiven('holidays.csv')) },
  defaultHours: parseDefaultHours(JSON.parse(readGiven('service-hours.json'))),
}

const toStatus = (hotspot: HotspotStatus['hotspot']): HotspotStatus => ({
  hotspot,
  health: 'up',
  healthSince: 0,
  healthLayer: null,
  healthReason: null,
  checkedAt: end,
  staleAt: end + 180_000,
  layers: [],
  monitored: true,
  flapping: false,
  tiers: ['near'],
  openOutageId: null,
})

interface Past {
  readonly months: number
  readonly db: Db
  readonly statuses: readonly HotspotStatus[]
  readonly openBook: () => LedgerBook
  readonly hotspot: Cost[]
  readonly city: Cost[]
}

/** Growth is judged by CPU: it does not depend on what else the machine does. */
interface Cost {
  readonly wallMs: number
  readonly cpuMs: number
}

const costOf = async (work: () => Promise<void> | void, share = 1): Promise<Cost> => {
  const cpu = readOwnCpuMs()
  const wall = performance.now()
  await work()
  return { wallMs: (performance.now() - wall) / share, cpuMs: (readOwnCpuMs() - cpu) / share }
}

const openPast = (folder: string, inventory: Inventory, count: number): Past => {
  const db = openDatabase(join(folder, `ledger-${String(count)}.sqlite`))
  // Only reading is measured.
  db.pragma('synchronous = OFF')
  saveHistory(db, inventory, listMonths(count), createRandom(count))
  const live = createLiveState()
  const statuses = inventory.hotspots.map(toStatus)
  live.publish({ hotspots: statuses })
  return {
    months: count,
    db,
    statuses,
    // A new book has kept no answer.
    openBook: () => createLedgerBook({ db, live, hours, now: () => end }),
    hotspot: [],
    city: [],
  }
}

const measuredMonth = (): MonthSpan => monthOf(zone, end - 1)

/** Mean over many hotspots, so that the figure is that of a usual one. */
const measureHotspots = ({ statuses, openBook }: Past): Promise<Cost> => {
  const book = openBook()
  const step = Math.ceil(statuses.length / 400)
  const asked = statuses.filter((_, index) => index % step === 0)
  return costOf(() => {
    for (const status of asked) book.readHotspot(status, measuredMonth(), end)
  }, asked.length)
}

const measureCity = ({ openBook }: Past): Promise<Cost> => {
  const book = openBook()
  return costOf(async () => {
    await book.readSets(measuredMonth())
  })
}

interface Case {
  readonly name: string
  readonly atMost: number
  readonly detail: Readonly<Record<string, string | number>>
  readonly read: (past: Past) => readonly Cost[]
}

const emitCase = (context: PartContext, pasts: readonly Past[], asked: Case): void => {
  const medianOf = (past: Past, name: keyof Cost): number =>
    median(asked.read(past).map((cost) => cost[name]))
  const wallMs = pasts.map((past) => medianOf(past, 'wallMs'))
  const cpuMs = pasts.map((past) => medianOf(past, 'cpuMs'))
  const detail = {
    ...asked.detail,
    months: pasts.map(({ months }) => months).join(' '),
    wallMs: wallMs.map((ms) => ms.toFixed(2)).join(' '),
    cpuMs: cpuMs.map((ms) => ms.toFixed(2)).join(' '),
  }
  const base = { case: asked.name, runs: context.runs, detail }
  context.emit({
    ...base,
    measure: 'wall ms, 12 months of history',
    ours: wallMs.at(-1) ?? NaN,
    reference: null,
    referenceName: null,
    limit: { atMost: asked.atMost },
  })
  context.emit({
    ...base,
    measure: 'CPU ms, most ÷ one month of history',
    ours: Math.max(...cpuMs),
    reference: cpuMs[0] ?? NaN,
    referenceName: 'the same month without an earlier one',
    limit: { atMost: 1.3 },
  })
}

/** Longest time for which `work` kept every other request waiting, ms. */
const findLongestPause = async (work: () => Promise<void>): Promise<number> => {
  let isRunning = true
  let longestMs = 0
  const watch = async (): Promise<void> => {
    for (let before = performance.now(); isRunning;) {
      await nextTurn()
      const now = performance.now()
      longestMs = Math.max(longestMs, now - before)
      before = now
    }
  }
  const watching = watch()
  await work()
  isRunning = false
  await watching
  return longestMs
}

const measurePasts = async (pasts: readonly Past[], context: PartContext): Promise<void> => {
  const pauses: number[] = []
  // In turn, so that whatever else this machine does meanwhile meets all alike; the first turn warms up.
  for (let turn = 0; turn <= context.runs; turn += 1) {
    for (const past of pasts) {
      const hotspot = await measureHotspots(past)
      const city = await measureCity(past)
      const pause = await findLongestPause(async () => {
        await measureCity(past)
      })
      if (turn === 0) continue
      pauses.push(pause)
      past.hotspot.push(hotspot)
      past.city.push(city)
    }
  }
  const hotspots = pasts[0]?.statuses.length ?? 0
  const detail = { hotspots, flipsPerHotspotMonth: 20, groupings: 'kecamatan kind provider city' }
  const city = `city month, ${String(hotspots)} hotspots`
  emitCase(context, pasts, {
    name: 'hotspot-month',
    atMost: 5,
    detail,
    read: (past) => past.hotspot,
  })
  emitCase(context, pasts, { name: city, atMost: 1000, detail, read: (past) => past.city })
  context.emit({
    case: city,
    measure: 'longest pause of the event loop, ms',
    ours: median(pauses),
    reference: null,
    referenceName: null,
    limit: null,
    runs: context.runs,
    detail: { mostMs: Math.max(...pauses) },
  })
}

/** A month costs what it holds, however many came before it. */
export const measureLedger = async (context: PartContext): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'titik-bench-'))
  const inventory = createInventory(context.isQuick ? 200 : 2000)
  try {
    const pasts = [1, 6, 12].map((count) => {
      context.tell(`ledger: making ${String(count)} months`)
      return openPast(folder, inventory, count)
    })
    await measurePasts(pasts, context)
    for (const { db } of pasts) db.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
