/** Who changed what, when and why: rows that are only ever added. */
import type { ChangeOrder } from '../domain/people/order.ts'
import type { Db } from './database.ts'

export interface AuditRow {
  readonly id: number
  /** Epoch ms. */
  readonly at: number
  readonly who: string
  /** `noun.verb`, e.g. `outage.cause`. */
  readonly action: string
  /** What was changed, e.g. `outage/12`. */
  readonly subject: string
  /** JSON of the values that were there; null when nothing was. */
  readonly before: string | null
  readonly after: string | null
  readonly why: string | null
}

export interface AuditEntry {
  readonly action: string
  readonly subject: string
  readonly before: object | null
  readonly after: object | null
}

const toJson = (value: object | null): string | null =>
  value === null ? null : JSON.stringify(value)

export const createAuditStore = (db: Db) => {
  const insert = db.prepare<[number, string, string, string, string | null, string | null, string]>(
    'INSERT INTO audit (at, who, action, subject, before, after, why) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const bySubject = db.prepare<[string], AuditRow>(
    'SELECT id, at, who, action, subject, before, after, why FROM audit WHERE subject = ? ORDER BY id',
  )
  const lastId = db.prepare<[], number | null>('SELECT max(id) FROM audit').pluck()
  return {
    /** Call inside the transaction of the change itself. */
    append: ({ at, who, why }: ChangeOrder, entry: AuditEntry): void => {
      const { action, subject, before, after } = entry
      insert.run(at, who, action, subject, toJson(before), toJson(after), why)
    },
    /** Grows with every change that people make; 0 before the first. */
    findLastId: (): number => lastId.get() ?? 0,
    /** History of one subject, oldest first. */
    listBySubject: (subject: string): AuditRow[] => bySubject.all(subject),
  }
}
