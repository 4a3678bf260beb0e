import { beforeEach, describe, expect, it } from 'vitest'
import type { NewMaintenance } from '../../server/domain/people/maintenance.ts'
import { openDatabase } from '../../server/store/database.ts'
import { createMaintenanceStore } from '../../server/store/maintenance-store.ts'

const order = { at: 1000, who: 'Sari (contoh)', why: 'switch is replaced' }
const window: NewMaintenance = {
  scope: 'kecamatan',
  scopeValue: 'Beji',
  startsAt: 100,
  endsAt: 200,
  recurrence: null,
  title: 'Ganti switch',
}

let store: ReturnType<typeof createMaintenanceStore>

beforeEach(() => {
  store = createMaintenanceStore(openDatabase(':memory:'))
})

describe('a maintenance window', () => {
  it('may be entered afterwards, and its history says by whom and why', () => {
    const { id } = store.insert(window, order)
    expect(store.listAll()).toMatchObject([{ ...window, createdAt: 1000, cancelledAt: null }])
    expect(store.listHistory(id)).toMatchObject([{ action: 'maintenance.create', why: order.why }])
  })

  it('touches a half-open period', () => {
    store.insert(window, order)
    expect(store.listTouching(0, 100)).toEqual([])
    expect(store.listTouching(0, 101)).toHaveLength(1)
    expect(store.listTouching(199, 300)).toHaveLength(1)
    expect(store.listTouching(200, 300)).toEqual([])
  })

  it('without an end touches everything after its beginning until it is ended', () => {
    const { id } = store.insert({ ...window, endsAt: null }, order)
    expect(store.listTouching(1e12, 2e12)).toHaveLength(1)
    store.end(id, 500, order)
    expect(store.listTouching(500, 2e12)).toEqual([])
  })

  it('that is called off counts nowhere and can no longer be changed', () => {
    const { id } = store.insert(window, order)
    store.cancel(id, order)
    expect(store.listTouching(0, 300)).toEqual([])
    expect(store.listAll()).toHaveLength(1)
    expect(() => store.end(id, 150, order)).toThrow('called off')
  })

  it('is refused with every problem named', () => {
    const bad = { ...window, endsAt: 100, recurrence: 'every Sunday', title: '' }
    expect(() => store.insert(bad, order)).toThrow(/title:.*to:.*repeat:/)
    expect(() => store.insert({ ...window, scope: 'all' }, order)).toThrow('scope:')
    expect(store.listAll()).toEqual([])
  })
})
