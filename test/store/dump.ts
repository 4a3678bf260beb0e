/** Everything that a database holds, as text: two dumps are equal exactly when all rows of all tables are. */
import Database from 'better-sqlite3'

const listTables = (db: Database.Database): string[] =>
  db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name",
    )
    .pluck()
    .all()

const dumpOpen = (db: Database.Database): string => {
  const schema = db
    .prepare<[], string>('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name')
    .pluck()
    .all()
  const version = `user_version ${String(db.pragma('user_version', { simple: true }))}`
  const tables = listTables(db).flatMap((name) => {
    const rows = db.prepare<[], unknown[]>(`SELECT * FROM "${name}"`).raw().all()
    return [`-- ${name}`, ...rows.map((row) => JSON.stringify(row)).sort()]
  })
  return [version, ...schema, ...tables].join('\n')
}

/** Of a file that nobody else writes, or of an open database. */
export const dumpDatabase = (source: string | Database.Database): string => {
  if (typeof source !== 'string') return dumpOpen(source)
  const db = new Database(source, { fileMustExist: true })
  try {
    return dumpOpen(db)
  } finally {
    db.close()
  }
}
