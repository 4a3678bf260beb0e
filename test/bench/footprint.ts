/** Footprint: memory of the whole program, CPU for each check, and bytes in the file for each sample. */
import { readFileSync } from 'node:fs'
import { measureBytes } from './footprint-file.ts'
import { createCity, startProgram, waitForAnswer, type RoundLine } from './live-program.ts'
import { median, readCpuMsOf, readWaitedCpuMsOf } from './measure.ts'
import type { PartContext } from './part.ts'

const readMemory = (pid: number, field: 'VmRSS' | 'VmHWM'): number => {
  const text = readFileSync(`/proc/${String(pid)}/status`, 'utf8')
  const kib = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]
  return (Number(kib) * 1024) / 1e6
}

/** Pages that make the program load and fill what it would in a day's use. */
const openPages = async (origin: string): Promise<void> => {
  for (const path of ['/', '/staff', '/wall', '/api/v1/hotspots.geojson', '/api/v1/summary']) {
    const answer = await fetch(`${origin}${path}`)
    await answer.arrayBuffer()
  }
}

const loaded =
  'node main.js: probes (TCP and HTTP over real sockets, fping), recorder, SQLite file, API, pages, cron'

const measureMemory = async (context: PartContext): Promise<void> => {
  const hotspots = context.isQuick ? 50 : 1000
  const rounds = context.isQuick ? 3 : 100
  const city = await createCity(hotspots, '* * * * * *')
  const program = await startProgram(city)
  try {
    await waitForAnswer(`${city.url}/readyz`, 20_000)
    const last: number[] = []
    let checks = 0
    for (let round = 0; round < rounds; round += 1) {
      checks = (await program.nextRound()).checks
      if (round % 10 === 0) await openPages(city.url)
      if (round >= rounds - 5) last.push(readMemory(program.pid, 'VmRSS'))
    }
    context.emit({
      case: `${String(hotspots)} hotspots, ${String(rounds)} rounds`,
      measure: 'resident MB',
      ours: median(last),
      reference: null,
      referenceName: null,
      limit: { atMost: 120 },
      runs: last.length,
      detail: { loaded, checksPerRound: checks, peakMb: readMemory(program.pid, 'VmHWM') },
    })
  } finally {
    await program.stop()
    await city.close()
  }
}

const measureCpu = async (context: PartContext): Promise<void> => {
  const [schedule, every] = context.isQuick ? ['*/2 * * * * *', '2 s'] : ['*/20 * * * * *', '20 s']
  const city = await createCity(132, schedule)
  const program = await startProgram(city)
  const readCpu = (): number => readCpuMsOf(program.pid) + readWaitedCpuMsOf(program.pid)
  try {
    // The round right after the start pays for what is loaded once.
    await program.nextRound()
    await program.nextRound()
    const perCheck: number[] = []
    let line: RoundLine = { checks: 0, tookMs: 0, up: 0 }
    for (let round = 0; round < context.runs; round += 1) {
      const before = readCpu()
      line = await program.nextRound()
      perCheck.push((readCpu() - before) / line.checks)
    }
    context.emit({
      case: `132 hotspots every ${every}`,
      measure: 'cpuMs per check, whole program with its children',
      ours: median(perCheck),
      reference: null,
      referenceName: null,
      limit: { atMost: 0.25 },
      runs: perCheck.length,
      detail: { loaded, checksPerRound: line.checks, up: line.up, tookMs: line.tookMs },
    })
  } finally {
    await program.stop()
    await city.close()
  }
}

export const measureFootprint = async (context: PartContext): Promise<void> => {
  measureBytes(context)
  await measureCpu(context)
  await measureMemory(context)
}
