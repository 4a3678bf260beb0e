/** Portal checks: a round of a thousand pages by our prober, beside Debian's prometheus-blackbox-exporter. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HttpTarget } from '../../probes/result.ts'
import { hotspotAddress } from '../field/plan.ts'
import { portalPath, portalText } from '../field/portal.ts'
import { startHelper, type Running } from './helper.ts'
import { findPackageVersion, findVersion, median, readCpuMsOf } from './measure.ts'
import type { PartContext } from './part.ts'
import { exporterProgram, startExporter } from './portal-exporter.ts'
import type { ListenerOptions } from './portal-listener.ts'
import type { ProberQuestion, RoundCost } from './portal-prober.ts'
import { createRoundOf } from './round-of.ts'

type Exporter = Awaited<ReturnType<typeof startExporter>>

interface Sides {
  readonly ours: Running
  readonly exporter: Exporter
  readonly version: string
}

const createTargets = (count: number, port: number): HttpTarget[] =>
  Array.from({ length: count }, (_, index) => ({
    kind: 'http',
    url: `http://${hotspotAddress(index)}:${String(port)}${portalPath}`,
  }))

const runExporter = async (
  exporter: Exporter,
  targets: readonly HttpTarget[],
): Promise<RoundCost> => {
  // The same round as ours, with another prober behind it: same pacing, same concurrency.
  const run = createRoundOf(targets, {
    probe: (target) => exporter.probe(target),
    probeIcmpBatch: () => Promise.resolve([]),
  })
  const before = readCpuMsOf(exporter.pid)
  const wallMs = await run()
  return { cpuMs: readCpuMsOf(exporter.pid) - before, wallMs }
}

const measureCase = async (
  sides: Sides,
  name: string,
  targets: readonly HttpTarget[],
  context: PartContext,
): Promise<void> => {
  const ours: RoundCost[] = []
  const theirs: RoundCost[] = []
  // The first run warms both up and is not counted.
  for (let run = 0; run <= context.runs; run += 1) {
    const a = await sides.ours.ask<RoundCost>({ targets } satisfies ProberQuestion)
    const b = await runExporter(sides.exporter, targets)
    if (run === 0) continue
    ours.push(a)
    theirs.push(b)
  }
  context.emit({
    case: `${String(targets.length)} targets, ${name}`,
    measure: 'cpuMs',
    ours: median(ours.map((cost) => cost.cpuMs)),
    reference: median(theirs.map((cost) => cost.cpuMs)),
    referenceName: `${exporterProgram} ${sides.exporter.flags}`,
    limit: { atMost: 1 },
    runs: context.runs,
    detail: {
      oursWallMs: median(ours.map((cost) => cost.wallMs)),
      referenceWallMs: median(theirs.map((cost) => cost.wallMs)),
      undici: findPackageVersion('undici'),
      node: process.version,
      exporter: sides.version,
    },
  })
}

/** CPU of a round; ours is the whole process that probes, theirs the exporter's process. */
export const measurePortal = async (context: PartContext): Promise<void> => {
  const version = await findVersion(exporterProgram)
  if (version === null) {
    context.miss(`${exporterProgram} is not installed`)
    return
  }
  const count = context.isQuick ? 100 : 1000
  const folder = mkdtempSync(join(tmpdir(), 'titik-bench-'))
  const options: ListenerOptions = { count }
  const listener = await startHelper({ name: 'portal-listener', options })
  const ours = await startHelper({ name: 'portal-prober' })
  const exporter = await startExporter(folder)
  const sides = { ours, exporter, version }
  try {
    const targets = createTargets(count, await listener.ask<number>(null))
    await measureCase(sides, 'status alone', targets, context)
    const withText = targets.map((target) => ({ ...target, expectText: portalText }))
    await measureCase(sides, 'with expected text', withText, context)
  } finally {
    await exporter.end()
    await ours.end()
    await listener.end()
    rmSync(folder, { recursive: true, force: true })
  }
}
