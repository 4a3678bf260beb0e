/** Maintenance windows: entered before, during or after; never deleted, only ended or called off. */
import { DomainError } from '../domain/error.ts'
import {
  assertMaintenance,
  type Maintenance,
  type NewMaintenance,
} from '../domain/people/maintenance.ts'
import { assertOrder, type ChangeOrder } from '../domain/people/order.ts'
import { createAuditStore, type AuditRow } from './audit-store.ts'
import type { Db } from './database.ts'

const columns = `id, scope, scope_value AS scopeValue, starts_at AS startsAt, ends_at AS endsAt, recurrence, title,
  created_at AS createdAt, created_by AS createdBy, cancelled_at AS cancelledAt`

const subjectOf = (id: number): string => `maintenance/${String(id)}`

const prepare = (db: Db) => ({
  insert: db.prepare<NewMaintenance & { at: number; who: string }, { id: number }>(
    `INSERT INTO maintenance (scope, scope_value, starts_at, ends_at, recurrence, title, created_at, created_by)
     VALUES (@scope, @scopeValue, @startsAt, @endsAt, @recurrence, @title, @at, @who) RETURNING id`,
  ),
  find: db.prepare<[number], Maintenance>(`SELECT ${columns} FROM maintenance WHERE id = ?`),
  touching: db.prepare<[number, number], Maintenance>(
    `SELECT ${columns} FROM maintenance
     WHERE cancelled_at IS NULL AND starts_at < ? AND coalesce(ends_at, 9e15) > ? ORDER BY starts_at, id`,
  ),
  all: db.prepare<[], Maintenance>(`SELECT ${columns} FROM maintenance ORDER BY starts_at, id`),
  end: db.prepare<[number, number]>('UPDATE maintenance SET ends_at = ? WHERE id = ?'),
  cancel: db.prepare<[number, number]>('UPDATE maintenance SET cancelled_at = ? WHERE id = ?'),
})

/** Every change runs in one immediate transaction with its audit row. */
export const createMaintenanceStore = (db: Db) => {
  const sql = prepare(db)
  const audit = createAuditStore(db)

  const getWindow = (id: number): Maintenance => {
    const found = sql.find.get(id)
    if (found === undefined) {
      throw new DomainError('not_found', `there is no maintenance window ${String(id)}`)
    }
    if (found.cancelledAt !== null) {
      throw new DomainError('conflict', `maintenance window ${String(id)} was called off`)
    }
    return found
  }

  return {
    /** Also afterwards: a window in the past changes the figures of its time. */
    insert: (window: NewMaintenance, order: ChangeOrder): Maintenance => {
      assertOrder(order)
      assertMaintenance(window)
      return db
        .transaction(() => {
          const row = sql.insert.get({ ...window, at: order.at, who: order.who })
          if (row === undefined) throw new Error('maintenance was not inserted')
          const subject = subjectOf(row.id)
          audit.append(order, {
            action: 'maintenance.create',
            subject,
            before: null,
            after: window,
          })
          return getWindow(row.id)
        })
        .immediate()
    },
    /** @throws DomainError `invalid` when it would end before it begins */
    end: (id: number, endsAt: number, order: ChangeOrder): Maintenance => {
      assertOrder(order)
      return db
        .transaction(() => {
          const before = getWindow(id)
          assertMaintenance({ ...before, endsAt })
          sql.end.run(endsAt, id)
          const entry = { before: { endsAt: before.endsAt }, after: { endsAt } }
          audit.append(order, { action: 'maintenance.end', subject: subjectOf(id), ...entry })
          return getWindow(id)
        })
        .immediate()
    },
    /** Called off: it counts nowhere from now on, also not in the past. */
    cancel: (id: number, order: ChangeOrder): void => {
      assertOrder(order)
      db.transaction(() => {
        const before = getWindow(id)
        sql.cancel.run(order.at, id)
        const after = { cancelledAt: order.at }
        const subject = subjectOf(id)
        audit.append(order, { action: 'maintenance.cancel', subject, before, after })
      }).immediate()
    },
    /** Windows in force that touch `[from, to)`, oldest first. */
    listTouching: (from: number, to: number): Maintenance[] => sql.touching.all(to, from),
    /** All windows, also those called off. */
    listAll: (): Maintenance[] => sql.all.all(),
    listHistory: (id: number): AuditRow[] => audit.listBySubject(subjectOf(id)),
  }
}
