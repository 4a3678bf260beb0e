/** The doctor on the database: is it there, whole, of the right version, and opened with the right settings? */
import { accessSync, constants, existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { findNewestVersion, openWithoutMigrating, type Db } from '../../store/database.ts'
import {
  createInspectionStore,
  leastBusyTimeoutMs,
  wantedSettings,
  type InspectionStore,
} from '../../store/inspection-store.ts'
import { fine, messageOf, wrong, type Finding } from './finding.ts'

const restoreRemedy = 'stop the server and put a backup in its place: titik restore FILE --yes'

const checkSettings = (store: InspectionStore): Finding => {
  const found = store.readSettings()
  const differing = Object.entries(wantedSettings)
    .filter(([name, value]) => found[name] !== value)
    .map(([name, value]) => `${name} is ${String(found[name])}, not ${String(value)}`)
  if (Number(found['busy_timeout']) < leastBusyTimeoutMs) {
    differing.push(`busy_timeout is ${String(found['busy_timeout'])} ms`)
  }
  const said = Object.entries(found).map(([name, value]) => `${name} ${String(value)}`)
  if (differing.length === 0) return fine('database_settings', said.join(', '))
  const remedy =
    'the file system may not support write-ahead logging: keep the database on a local disk'
  return wrong('database_settings', 'error', differing.join(', '), remedy)
}

const checkVersion = (version: number): Finding => {
  const newest = findNewestVersion()
  const check = 'schema_version'
  if (version === newest) return fine(check, `version ${String(version)}`)
  const said = `version ${String(version)}, this program knows ${String(newest)}`
  return version > newest
    ? wrong(check, 'error', said, 'install the newer program, or restore a backup of this one')
    : wrong(check, 'warning', said, 'it is brought up to date when the server starts')
}

const checkIntegrity = (store: InspectionStore, isFull: boolean): Finding => {
  const damages = store.listDamages(isFull)
  if (damages.length === 0) {
    return fine('integrity', isFull ? 'integrity_check found nothing' : 'quick_check found nothing')
  }
  return wrong('integrity', 'error', damages.join('; '), restoreRemedy)
}

const checkForeignKeys = (store: InspectionStore): Finding => {
  const tables = store.listOrphanedTables()
  if (tables.length === 0) return fine('foreign_keys', 'every row refers to one that is there')
  const said = `rows of ${tables.join(', ')} refer to nothing`
  return wrong('foreign_keys', 'error', said, restoreRemedy)
}

/** Works also on an older schema; a newer one is not looked into. */
const checkOpen = (db: Db, isFull: boolean): Finding[] => {
  const store = createInspectionStore(db)
  const version = store.findSchemaVersion()
  return [
    fine('sqlite_version', `SQLite ${store.findSqliteVersion()}`),
    checkSettings(store),
    checkVersion(version),
    checkIntegrity(store, isFull),
    checkForeignKeys(store),
  ]
}

const canWrite = (path: string): boolean => {
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
    return true
  } catch {
    return false
  }
}

const checkAccess = (path: string): Finding | null => {
  if (!existsSync(path)) {
    const remedy = 'check TITIK_DATABASE, or make one: titik import FILE --apply'
    return wrong('database_file', 'error', `there is no ${path}`, remedy)
  }
  if (canWrite(path) && canWrite(dirname(path))) return null
  const said = `${path} or its folder cannot be written by this user`
  return wrong(
    'database_file',
    'error',
    said,
    'run as the user of the service, or give it the file',
  )
}

/**
 * Findings on the database, and what `look` finds in it, if it can be read.
 *
 * @param look is given the open database of a schema that this program knows
 */
export const checkDatabase = (
  path: string,
  isFull: boolean,
  look: (store: InspectionStore) => Finding[],
): Finding[] => {
  const refusal = checkAccess(path)
  if (refusal !== null) return [refusal]
  let db: Db | undefined
  try {
    db = openWithoutMigrating(path)
    const findings = [fine('database_file', path), ...checkOpen(db, isFull)]
    const isKnown = findings.every(
      ({ check, level }) => check !== 'schema_version' || level !== 'error',
    )
    return isKnown ? [...findings, ...look(createInspectionStore(db))] : findings
  } catch (error) {
    return [wrong('integrity', 'error', `${path}: ${messageOf(error)}`, restoreRemedy)]
  } finally {
    db?.close()
  }
}
