/** From when on raw samples are complete: pruning moves it, a repair of rollups stays behind it. */
import type { Db } from './database.ts'

const name = 'samples_from'

/** Reads and writes that instant (epoch ms; 0 before the first pruning). Callers bring the transaction. */
export const createSamplesFrom = (db: Db) => {
  const read = db.prepare<[string], string>('SELECT value FROM monitor_fact WHERE name = ?').pluck()
  const write = db.prepare<[string, string]>(
    'INSERT INTO monitor_fact (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  )
  return {
    get: (): number => Number(read.get(name) ?? 0),
    set: (at: number): void => {
      write.run(name, String(at))
    },
  }
}
