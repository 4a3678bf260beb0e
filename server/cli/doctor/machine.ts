/** The doctor on the machine: room on the disk, who may read the files, open files, clock, Node.js. */
import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Config } from '../../config.ts'
import { findConcurrency, readDescriptorLimit } from '../../monitor/resources.ts'
import type { ClockStep } from '../../monitor/clock-watch.ts'
import { toMegabytes } from '../operation-deps.ts'
import { fine, wrong, type Finding } from './finding.ts'

/** Room that is twice the mark, or takes the next backup, is enough. */
const comfort = 2

const readFreeBytes = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

export const checkDisk = ({ databasePath, diskLowBytes, backupFolder }: Config): Finding[] => {
  const folder = dirname(databasePath)
  if (!existsSync(folder)) return []
  const findings: Finding[] = []
  const free = readFreeBytes(folder)
  const said = `${toMegabytes(free)} free for ${folder}, low-water mark ${toMegabytes(diskLowBytes)}`
  const remedy =
    'make room, or move the database to a larger disk; below the mark nothing is recorded'
  if (free < diskLowBytes) findings.push(wrong('disk', 'error', said, remedy))
  else if (free < comfort * diskLowBytes) findings.push(wrong('disk', 'warning', said, remedy))
  else findings.push(fine('disk', said))
  if (backupFolder !== null && existsSync(backupFolder)) {
    const needed = sizeOf(databasePath) + sizeOf(`${databasePath}-wal`) + diskLowBytes
    const room = readFreeBytes(backupFolder)
    const word = `${toMegabytes(room)} free in ${backupFolder}, a backup needs ${toMegabytes(needed)}`
    findings.push(
      room < needed
        ? wrong('backup_room', 'warning', word, 'make room, or set TITIK_BACKUPS to another disk')
        : fine('backup_room', word),
    )
  }
  return findings
}

/** The database with its companions and its backups. */
const listPrivateFiles = ({ databasePath, backupFolder }: Config): string[] => {
  const listIn = (folder: string | null, fits: (name: string) => boolean): string[] =>
    folder !== null && existsSync(folder)
      ? readdirSync(folder)
          .filter(fits)
          .map((name) => join(folder, name))
      : []
  return [
    ...listIn(dirname(databasePath), (name) => name.startsWith(basename(databasePath))),
    ...listIn(backupFolder, (name) => name.endsWith('.sqlite')),
  ].filter(
    (path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true && sizeOf(path) > 0,
  )
}

/** Contacts, fees and management addresses are for the staff alone. */
export const checkFileModes = (config: Config): Finding => {
  const files = listPrivateFiles(config)
  const open = files.filter((path) => (statSync(path).mode & 0o077) !== 0)
  if (open.length === 0) return fine('file_modes', `${String(files.length)} files, mode 0600`)
  const isPublic = open.some((path) => (statSync(path).mode & 0o007) !== 0)
  return wrong(
    'file_modes',
    isPublic ? 'error' : 'warning',
    `others may read ${open.join(', ')}`,
    `chmod 600 ${open.join(' ')}`,
  )
}

/** So many descriptors leave no probe waiting for another one, up to a few hundred at once. */
const enoughDescriptors = 512
const leastDescriptors = 160

export const checkOpenFiles = (limit: number | null = readDescriptorLimit()): Finding => {
  const check = 'open_files'
  if (limit === null) return fine(check, 'the limit cannot be read on this system')
  const said = `${String(limit)} descriptors, ${String(findConcurrency(limit))} probes at once`
  const remedy = 'raise it: LimitNOFILE=65536 in the service, or ulimit -n 65536'
  if (limit < leastDescriptors) return wrong(check, 'error', said, remedy)
  return limit < enoughDescriptors ? wrong(check, 'warning', said, remedy) : fine(check, said)
}

export const checkNode = (version: string = process.versions.node): Finding => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return fine('node_version', `Node.js ${version}`)
  return wrong(
    'node_version',
    'error',
    `Node.js ${version}`,
    'install 20.19 or newer; 24 is recommended',
  )
}

/** What time services leave behind while they keep the clock right. */
const timeServiceFiles = [
  '/run/systemd/timesync/synchronized',
  '/run/chrony/chronyd.pid',
  '/run/chronyd.pid',
  '/run/ntpd.pid',
  '/run/openntpd.pid',
]

/** @param step what both clocks of the machine disagreed about while the doctor worked */
export const checkClock = (
  step: ClockStep | null,
  serviceFiles: readonly string[] = timeServiceFiles,
): Finding => {
  const check = 'clock'
  const remedy =
    'keep the clock with systemd-timesyncd or chrony; "timedatectl" tells whether it is'
  if (step !== null) {
    return wrong(
      check,
      'error',
      `the clock moved by ${String(Math.round(step.stepMs))} ms just now`,
      remedy,
    )
  }
  const service = serviceFiles.find((path) => existsSync(path))
  if (service !== undefined) return fine(check, `kept by a time service (${service})`)
  return wrong(
    check,
    'warning',
    'no time service is seen: nothing tells that the clock is right',
    remedy,
  )
}
