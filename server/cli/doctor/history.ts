/** The doctor on what was done lately: the last round, and the last backup. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../config.ts'
import { listBackups } from '../../store/backup/files.ts'
import type { InspectionStore } from '../../store/inspection-store.ts'
import { fine, toDuration, wrong, type Finding } from './finding.ts'

/** A round that is older than so many intervals speaks for nothing any more. */
const intervalsSpoken = 3
const dayMs = 86_400_000
const staleBackupMs = 2 * dayMs
const lostBackupMs = 8 * dayMs
/** Clocks of one machine agree to this, ms. */
const toleranceMs = 1000

export interface Present {
  readonly isServing: boolean
  /** Interval of the default schedule, ms. */
  readonly intervalMs: number
  /** Epoch ms. */
  readonly now: number
}

export const checkLastRound = (
  store: InspectionStore,
  schedule: string,
  { isServing, intervalMs, now }: Present,
): Finding => {
  const check = 'last_round'
  // A stopped server may have had another schedule than this environment.
  const last = store.findLastRound(schedule) ?? store.findLastRound()
  const startRemedy = 'start it: systemctl start titik, or npm start'
  if (last === undefined) {
    return isServing
      ? wrong(check, 'warning', 'the server runs, no round has ended yet', 'look again in a minute')
      : wrong(check, 'warning', 'no server runs, and none ever did', startRemedy)
  }
  const ageMs = now - last.finishedAt
  const said = `the last round ended ${toDuration(ageMs)} ago`
  if (ageMs < -toleranceMs) {
    const remedy = 'set the clock right; what was recorded ahead of time stays'
    return wrong(check, 'error', `the last round ends ${toDuration(-ageMs)} in the future`, remedy)
  }
  if (!isServing) return wrong(check, 'warning', `no server runs; ${said}`, startRemedy)
  if (ageMs <= intervalsSpoken * intervalMs) return fine(check, said)
  return wrong(check, 'error', said, 'see /readyz and the log of the server for what holds it up')
}

export const checkBackups = ({ backupFolder }: Config, now: number): Finding => {
  const check = 'backups'
  if (backupFolder === null) {
    const remedy = 'unset TITIK_BACKUPS, unless something else copies the database'
    return wrong(check, 'warning', 'nightly backups are off', remedy)
  }
  const backups = listBackups(backupFolder)
  const newest = backups.at(-1)
  const makeRemedy = 'make one and see what it says: titik backup'
  if (newest === undefined) return wrong(check, 'warning', `none in ${backupFolder}`, makeRemedy)
  const ageMs = now - newest.at
  const said = `${String(backups.length)} in ${backupFolder}, the newest ${toDuration(ageMs)} old`
  if (statSync(join(backupFolder, newest.name)).size === 0) {
    return wrong(check, 'error', `${newest.name} is empty`, makeRemedy)
  }
  if (ageMs > lostBackupMs) return wrong(check, 'error', said, makeRemedy)
  return ageMs > staleBackupMs ? wrong(check, 'warning', said, makeRemedy) : fine(check, said)
}
