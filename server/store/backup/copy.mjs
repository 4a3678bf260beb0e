// A process of its own that copies a database while others write to it, or checks a copy. VACUUM INTO holds its thread for
// seconds and cannot be broken off inside a process; this one may be killed at any moment. Plain JavaScript, because it
// is started by its path, from the sources as from the built tree.
//
//   copy.mjs copy SOURCE TARGET    makes TARGET, which must not exist, and checks it
//   copy.mjs check FILE            checks a copy that nobody else has open
//
// The last line of standard output is JSON: { version, tables } or { error }.
import Database from 'better-sqlite3'
import { closeSync, fsyncSync, openSync } from 'node:fs'
import { setPriority } from 'node:os'
import process from 'node:process'

const busyTimeoutMs = 30_000
/** Rounds and pages come first. */
const patience = 10

const listTables = (db) =>
  db
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name",
    )
    .pluck()
    .all()

const listFilledTables = (db) =>
  listTables(db).filter((name) => db.prepare(`SELECT 1 FROM "${name}" LIMIT 1`).get() !== undefined)

const check = (file) => {
  const db = new Database(file, { fileMustExist: true, timeout: busyTimeoutMs })
  try {
    db.pragma('mmap_size = 0')
    const damage = db.pragma('integrity_check(3)').map((row) => row.integrity_check)
    if (damage.join() !== 'ok') throw new Error(`integrity_check: ${damage.join('; ')}`)
    const [orphan] = db.pragma('foreign_key_check')
    if (orphan !== undefined) throw new Error(`a row of ${orphan.table} refers to nothing`)
    const version = db.pragma('user_version', { simple: true })
    const names = listTables(db)
    if (version === 0 || !names.includes('hotspot')) throw new Error('this is no Titik database')
    const count = (name) => db.prepare(`SELECT count(*) FROM "${name}"`).pluck().get()
    return { version, tables: Object.fromEntries(names.map((name) => [name, count(name)])) }
  } finally {
    db.close()
  }
}

const copy = (source, target) => {
  const db = new Database(source, { fileMustExist: true, timeout: busyTimeoutMs })
  let before
  let after
  let version
  try {
    db.pragma('mmap_size = 0')
    version = db.pragma('user_version', { simple: true })
    before = listFilledTables(db)
    db.prepare('VACUUM INTO ?').run(target)
    after = listFilledTables(db)
  } finally {
    db.close()
  }
  const report = check(target)
  if (report.version !== version) throw new Error('the copy has another version')
  const lost = before.filter((name) => after.includes(name) && !(report.tables[name] > 0))
  if (lost.length > 0) throw new Error(`the copy lacks the rows of ${lost.join(', ')}`)
  const file = openSync(target, 'r+')
  fsyncSync(file)
  closeSync(file)
  return report
}

process.umask(0o077)
try {
  setPriority(patience)
} catch {
  // A system that does not let go first lets run all the same.
}
const [order, first, second] = process.argv.slice(2)
let answer
try {
  answer = order === 'copy' ? copy(first, second) : check(first)
} catch (error) {
  answer = { error: String(error?.message ?? error) }
  process.exitCode = 1
}
process.stdout.write(`${JSON.stringify(answer)}\n`)
