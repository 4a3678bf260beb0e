/** Sweep: one ICMP round of many targets through our prober, beside bare fping and the `ping` package. */
import { spawnSync } from 'node:child_process'
import { hotspotAddress, uplinkAddress } from '../field/plan.ts'
import type { Figure } from './figure.ts'
import { startHelper, type Running } from './helper.ts'
import { findPackageVersion, findVersion, median } from './measure.ts'
import type { PartContext } from './part.ts'
import { listFlags, type SweepCost, type SweepQuestion } from './sweep-prober.ts'
import { createSpace } from './sweep-space.ts'

interface Case {
  readonly count: number
  readonly echoes: number
  /** Share of targets that answer nothing, 0–1. */
  readonly deadShare: number
}

const listAddresses = ({ count, deadShare }: Case): string[] => {
  const dead = Math.round(count * deadShare)
  return Array.from({ length: count }, (_, index) =>
    index < dead ? uplinkAddress(index) : hotspotAddress(index),
  )
}

const ask = (prober: Running, question: SweepQuestion): Promise<SweepCost> =>
  prober.ask<SweepCost>(question)

/** A measurement in which our prober saw something else than there is says nothing. */
const assertSeen = ({ count, deadShare }: Case, { up }: SweepCost): void => {
  const expected = count - Math.round(count * deadShare)
  if (up !== expected) throw new Error(`${String(up)} up instead of ${String(expected)}`)
}

const nameOf = ({ count, echoes, deadShare }: Case): string =>
  `${String(count)}×${String(echoes)}, ${String(deadShare * 100)} % dead`

const largest = 10_000

const measureBeside = async (
  prober: Running,
  one: Case,
  version: string,
  context: PartContext,
): Promise<void> => {
  const addresses = listAddresses(one)
  const { echoes } = one
  const ours: SweepCost[] = []
  const bare: SweepCost[] = []
  for (let run = 0; run < context.runs; run += 1) {
    ours.push(await ask(prober, { side: 'titik', addresses, echoes }))
    bare.push(await ask(prober, { side: 'fping', addresses, echoes }))
  }
  for (const cost of ours) assertSeen(one, cost)
  const emit = (measure: 'wallMs' | 'cpuMs', limit: Figure['limit']): void => {
    context.emit({
      case: nameOf(one),
      measure,
      ours: median(ours.map((cost) => cost[measure])),
      reference: median(bare.map((cost) => cost[measure])),
      referenceName: `fping ${listFlags(one.count, echoes).join(' ')}`,
      limit: one.count === largest ? limit : null,
      runs: context.runs,
      detail: { fping: version, oursWithoutChildrenCpuMs: median(ours.map((c) => c.ownCpuMs)) },
    })
  }
  emit('wallMs', { atMost: 1.1 })
  emit('cpuMs', { atMost: 1.5 })
}

/** The package costs seconds of CPU: once is enough to tell a factor of fifteen. */
const measurePackage = async (
  prober: Running,
  count: number,
  context: PartContext,
): Promise<void> => {
  const version = await findVersion('ping', '-V')
  if (version === null) {
    context.miss('ping is not installed')
    return
  }
  for (const echoes of [1, 3]) {
    const addresses = listAddresses({ count, echoes, deadShare: 0 })
    const ours: SweepCost[] = []
    for (let run = 0; run < context.runs; run += 1) {
      ours.push(await ask(prober, { side: 'titik', addresses, echoes }))
    }
    const theirs = await ask(prober, { side: 'ping', addresses, echoes })
    context.emit({
      case: `${String(count)}×${String(echoes)}, beside the ping package`,
      measure: 'cpuMs',
      ours: median(ours.map((cost) => cost.cpuMs)),
      reference: theirs.cpuMs,
      referenceName: `ping package, -n -w 1 -c ${String(echoes)} -i 0.3, 32 at once`,
      limit: { atMost: 1 / 15 },
      runs: context.runs,
      detail: { package: findPackageVersion('ping'), ping: version, packageWallMs: theirs.wallMs },
    })
  }
}

const listCases = (isQuick: boolean, canDie: boolean): Case[] => {
  const counts = isQuick ? [113] : [113, 1000, largest]
  const shares = canDie ? [0, 0.2, 1] : [0]
  return counts.flatMap((count) =>
    [1, 3].flatMap((echoes) => shares.map((deadShare) => ({ count, echoes, deadShare }))),
  )
}

/** Both sides run in the same namespace, one after the other, with the same flags. */
export const measureSweep = async (context: PartContext): Promise<void> => {
  const version = await findVersion('fping', '-v')
  if (version === null) {
    context.miss('fping is not installed')
    return
  }
  if (spawnSync('fping', ['-q', '127.0.0.1'], { stdio: 'ignore' }).status !== 0) {
    context.miss('fping may not send ICMP here')
    return
  }
  const space = createSpace()
  if (space === null) context.miss('dead targets: no right to make a network namespace')
  const prober = await startHelper({ name: 'sweep-prober', wrapper: space?.wrapper ?? [] })
  try {
    const warmUp = listAddresses({ count: 1000, echoes: 1, deadShare: 0 })
    await ask(prober, { side: 'titik', addresses: warmUp, echoes: 1 })
    for (const one of listCases(context.isQuick, space !== null)) {
      await measureBeside(prober, one, version, context)
    }
    await measurePackage(prober, context.isQuick ? 100 : 1000, context)
  } finally {
    await prober.end()
    space?.remove()
  }
}
