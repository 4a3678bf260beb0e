/** Small arithmetic of measuring: medians, and what a process has used. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { packageRoot } from '../../server/package-root.ts'

const run = promisify(execFile)

/** @throws Error for an empty list */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]
  if (upper === undefined || lower === undefined) throw new Error('median of nothing')
  return (upper + lower) / 2
}

/** CPU that this process has used itself, user and system, ms. */
export const readOwnCpuMs = (): number => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage()
  return (userCPUTime + systemCPUTime) / 1000
}

/** Clock ticks a second in /proc (proc(5)): 100 on every Linux that Node runs on. */
const ticksPerSecond = 100

/** Fields of /proc/PID/stat from the third on; the second is a name in parentheses that may hold spaces. */
const readStat = (pid: number): string[] => {
  const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

const sumTicks = (fields: readonly string[], positions: readonly number[]): number =>
  positions.reduce((sum, position) => sum + Number(fields[position - 3]), 0) *
  (1000 / ticksPerSecond)

/** CPU of children of this process that have ended and were waited for, ms; steps of 10 ms. */
export const readChildrenCpuMs = (): number => readWaitedCpuMsOf(process.pid)

/** CPU of another process, without its children, ms; steps of 10 ms. */
export const readCpuMsOf = (pid: number): number => sumTicks(readStat(pid), [14, 15])

/** CPU of another process's children that have ended and were waited for, ms; steps of 10 ms. */
export const readWaitedCpuMsOf = (pid: number): number => sumTicks(readStat(pid), [16, 17])

/** First line of what a program says about its version; null when it is not there. */
export const findVersion = async (program: string, flag = '--version'): Promise<string | null> => {
  try {
    const { stdout, stderr } = await run(program, [flag])
    return `${stdout}${stderr}`.split('\n', 1)[0] ?? null
  } catch {
    return null
  }
}

/** Version of an installed package. */
export const findPackageVersion = (name: string): string => {
  const text = readFileSync(join(packageRoot, 'node_modules', name, 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
