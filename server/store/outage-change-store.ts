/** What people say about outages: causes, parts, notes, acknowledgement; each change with its audit row. */
import { DomainError } from '../domain/error.ts'
import type { Cause, Severity } from '../domain/hotspot.ts'
import type { OutagePart } from '../domain/ledger/facts.ts'
import { assertOrder, type ChangeOrder } from '../domain/people/order.ts'
import {
  parseNote,
  setCause,
  splitCause,
  type OutageCauses,
  type OutageSpan,
} from '../domain/people/outage-change.ts'
import { createAuditStore, type AuditRow } from './audit-store.ts'
import type { Db } from './database.ts'

export interface OutageRecord extends OutageSpan, OutageCauses {
  readonly id: number
  readonly hotspotId: string | null
  readonly uplinkId: string | null
  readonly uplinkOutageId: number | null
  readonly severity: Severity
  readonly layer: string
  readonly reason: string
  readonly endReason: string | null
  readonly acknowledgedAt: number | null
}

export interface OutageNote {
  readonly at: number
  readonly who: string
  readonly text: string
}

const subjectOf = (id: number): string => `outage/${String(id)}`

const prepare = (db: Db) => ({
  find: db.prepare<[number], Omit<OutageRecord, 'parts'>>(
    `SELECT o.id, h.id AS hotspotId, u.id AS uplinkId, o.uplink_outage_id AS uplinkOutageId, o.severity, o.layer,
       o.reason, o.cause, o.started_at AS startedAt, o.ended_at AS endedAt, o.end_reason AS endReason,
       o.acknowledged_at AS acknowledgedAt
     FROM outage o LEFT JOIN hotspot h ON h.key = o.hotspot_key LEFT JOIN uplink u ON u.key = o.uplink_key
     WHERE o.id = ?`,
  ),
  parts: db.prepare<[number], OutagePart>(
    'SELECT from_at AS "from", cause FROM outage_part WHERE outage_id = ? ORDER BY from_at',
  ),
  setCause: db.prepare<[Cause, number]>('UPDATE outage SET cause = ? WHERE id = ?'),
  dropParts: db.prepare<[number]>('DELETE FROM outage_part WHERE outage_id = ?'),
  insertPart: db.prepare<[number, number, Cause]>(
    'INSERT INTO outage_part (outage_id, from_at, cause) VALUES (?, ?, ?)',
  ),
  insertNote: db.prepare<[number, number, string, string]>(
    'INSERT INTO outage_note (outage_id, at, who, text) VALUES (?, ?, ?, ?)',
  ),
  notes: db.prepare<[number], OutageNote>(
    'SELECT at, who, text FROM outage_note WHERE outage_id = ? ORDER BY id',
  ),
  acknowledge: db.prepare<[number, number]>('UPDATE outage SET acknowledged_at = ? WHERE id = ?'),
})

type Statements = ReturnType<typeof prepare>

const getOutage = (sql: Statements, id: number): OutageRecord => {
  const row = sql.find.get(id)
  if (row === undefined) throw new DomainError('not_found', `there is no outage ${String(id)}`)
  return { ...row, parts: sql.parts.all(id) }
}

interface CauseChange {
  readonly id: number
  readonly action: string
  readonly compute: (outage: OutageRecord) => OutageCauses
}

const createCauseChanger =
  (db: Db, sql: Statements) =>
  (order: ChangeOrder, { id, action, compute }: CauseChange): OutageRecord => {
    assertOrder(order)
    const audit = createAuditStore(db)
    return db
      .transaction(() => {
        const outage = getOutage(sql, id)
        const after = compute(outage)
        const before = { cause: outage.cause, parts: outage.parts }
        sql.setCause.run(after.cause, id)
        sql.dropParts.run(id)
        for (const part of after.parts) sql.insertPart.run(id, part.from, part.cause)
        audit.append(order, { action, subject: subjectOf(id), before, after })
        return getOutage(sql, id)
      })
      .immediate()
  }

type Saying = Pick<ChangeOrder, 'at' | 'who'>

const createSayings = (db: Db, sql: Statements) => {
  const audit = createAuditStore(db)
  const say = (id: number, saying: Saying, action: string, write: () => object): void => {
    const order = { ...saying, why: action }
    assertOrder(order)
    db.transaction(() => {
      getOutage(sql, id)
      audit.append(order, { action, subject: subjectOf(id), before: null, after: write() })
    }).immediate()
  }
  return {
    addNote: (id: number, text: string, saying: Saying): void => {
      const note = parseNote(text)
      say(id, saying, 'outage.note', () => {
        sql.insertNote.run(id, saying.at, saying.who, note)
        return { note }
      })
    },
    /** Keeps the first acknowledgement. */
    acknowledge: (id: number, saying: Saying): OutageRecord => {
      if (getOutage(sql, id).acknowledgedAt === null) {
        say(id, saying, 'outage.acknowledge', () => {
          sql.acknowledge.run(saying.at, id)
          return { acknowledgedAt: saying.at }
        })
      }
      return getOutage(sql, id)
    },
  }
}

/** Every change runs in one immediate transaction and throws DomainError `not_found` for an unknown outage. */
export const createOutageChangeStore = (db: Db) => {
  const sql = prepare(db)
  const changeCauses = createCauseChanger(db, sql)
  return {
    ...createSayings(db, sql),
    getOutage: (id: number): OutageRecord => getOutage(sql, id),
    /** Sets one cause for all of the outage. The causes before stay in its history. */
    setCause: (id: number, cause: Cause, order: ChangeOrder): OutageRecord =>
      changeCauses(order, { id, action: 'outage.cause', compute: () => setCause(cause) }),
    /** Another cause from `part.from` on. */
    split: (id: number, part: OutagePart, order: ChangeOrder): OutageRecord => {
      const compute = (outage: OutageRecord) => splitCause(outage, outage, part, order.at)
      return changeCauses(order, { id, action: 'outage.split', compute })
    },
    listNotes: (id: number): OutageNote[] => sql.notes.all(id),
    /** Every change of the outage, oldest first: what was there before stays visible. */
    listHistory: (id: number): AuditRow[] => createAuditStore(db).listBySubject(subjectOf(id)),
  }
}
