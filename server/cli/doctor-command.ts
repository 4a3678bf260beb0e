/** `titik doctor`: looks at everything that Titik stands on, and names a remedy for what is not right. */
import { Command } from 'commander'
import { ConfigError, type Config } from '../config.ts'
import { createClockWatch } from '../monitor/clock-watch.ts'
import { intervalOfSchedule } from '../monitor/scheduler.ts'
import { InstanceLockError, lockInstance } from '../store/instance-lock.ts'
import type { InspectionStore } from '../store/inspection-store.ts'
import { checkDatabase } from './doctor/database.ts'
import { fine, wrong, type Finding } from './doctor/finding.ts'
import { checkBackups, checkLastRound } from './doctor/history.ts'
import {
  checkClock,
  checkDisk,
  checkFileModes,
  checkNode,
  checkOpenFiles,
} from './doctor/machine.ts'
import { checkIcmp, checkWitnesses } from './doctor/network.ts'
import { runOperation, type OperationDeps } from './operation-deps.ts'

interface DoctorOptions {
  readonly full?: boolean
  readonly json?: boolean
  readonly envFile?: string
}

const isServing = (databasePath: string): boolean => {
  try {
    lockInstance(databasePath)()
    return false
  } catch (error) {
    if (error instanceof InstanceLockError) return true
    throw error
  }
}

const checkAll = async (config: Config, isFull: boolean, now: () => number): Promise<Finding[]> => {
  const watchClock = createClockWatch(now, () => performance.now())
  const { round, timezone, witnesses } = config
  let icmpNeeded = witnesses.some(({ target }) => target.kind === 'icmp')
  const look = (store: InspectionStore): Finding[] => {
    if (store.countIcmpChecks() > 0) icmpNeeded = true
    const intervalMs = intervalOfSchedule(round, timezone)
    const present = { isServing: isServing(config.databasePath), intervalMs, now: now() }
    return [checkLastRound(store, round, present)]
  }
  const database = checkDatabase(config.databasePath, isFull, look)
  const network = [await checkIcmp(icmpNeeded, now), ...(await checkWitnesses(config, now))]
  return [
    fine('settings', `zone ${timezone}, rounds "${round}"`),
    ...database,
    checkFileModes(config),
    ...checkDisk(config),
    checkBackups(config, now()),
    ...network,
    checkClock(watchClock()),
    checkOpenFiles(),
    checkNode(),
  ]
}

const readSettings = (deps: OperationDeps, envFile: string | undefined): Config | Finding[] => {
  try {
    return deps.readConfig(envFile)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const remedy = 'correct the environment or the file of settings; README lists them'
    return error.problems.map((problem) => wrong('settings', 'error', problem, remedy))
  }
}

const toText = (findings: readonly Finding[]): string =>
  findings
    .map(({ check, level, message, remedy }) => {
      const line = `${level.padEnd(8)} ${check.padEnd(18)} ${message}\n`
      return remedy === null ? line : `${line}${' '.repeat(9)}${'→'.padStart(18)} ${remedy}\n`
    })
    .join('')

const runDoctor = async (options: DoctorOptions, deps: OperationDeps): Promise<void> => {
  const config = readSettings(deps, options.envFile)
  const findings = Array.isArray(config)
    ? config
    : await checkAll(config, options.full === true, deps.now)
  const count = (level: Finding['level']): number =>
    findings.filter((finding) => finding.level === level).length
  const isHealthy = count('error') === 0
  if (!isHealthy) deps.setExitCode(1)
  if (options.json === true) {
    deps.writeOut(`${JSON.stringify({ generatedAt: deps.now(), healthy: isHealthy, findings })}\n`)
    return
  }
  const verdict = isHealthy ? 'healthy' : 'not healthy'
  const sum = `${String(count('error'))} errors, ${String(count('warning'))} warnings`
  deps.writeOut(`${toText(findings)}${verdict}: ${sum}\n`)
}

export const createDoctorCommand = (deps: OperationDeps): Command =>
  new Command('doctor')
    .description('look at database, disk, network, clock and backups; a remedy for each finding')
    .option('--full', 'compare every index with its table too, which takes longer')
    .option('--json', 'print the findings as JSON')
    .option('--env-file <file>', 'read settings from this file too')
    .addHelpText('after', '\nExit code: 0 healthy (warnings allowed), 1 not.')
    .action((options: DoctorOptions) => runOperation(deps, () => runDoctor(options, deps)))
