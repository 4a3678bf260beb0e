import { describe, expect, it } from 'vitest'
import { computeMaintenanceNow } from '../../../server/domain/people/maintenance-now.ts'
import type { Maintenance } from '../../../server/domain/people/maintenance.ts'

const hour = 3_600_000
const day = 24 * hour
/** Thursday 2026-01-15 00:00 in Jakarta. */
const at = Date.UTC(2026, 0, 14, 17)
const calendar = { zone: 'Asia/Jakarta', holidays: new Map<string, string>() }

const createWindow = (changed: Partial<Maintenance> = {}): Maintenance => ({
  id: 1,
  scope: 'all',
  scopeValue: null,
  startsAt: at - hour,
  endsAt: at + hour,
  recurrence: null,
  title: 'Ganti perangkat',
  createdAt: 0,
  createdBy: 'Sari (contoh)',
  cancelledAt: null,
  ...changed,
})

const compute = (...windows: Maintenance[]) => computeMaintenanceNow(windows, at, calendar)

describe('maintenance now', () => {
  it('holds from its first instant to its last', () => {
    expect(compute(createWindow({ startsAt: at })).windows).toHaveLength(1)
    expect(compute(createWindow({ endsAt: at + 1 })).windows).toMatchObject([{ until: at + 1 }])
    expect(compute(createWindow({ endsAt: at })).windows).toEqual([])
    expect(compute(createWindow({ startsAt: at + 1 })).windows).toEqual([])
  })

  it('changes when the next window begins or ends', () => {
    expect(compute().changesAt).toBe(Infinity)
    expect(compute(createWindow()).changesAt).toBe(at + hour)
    const next = createWindow({ startsAt: at + 60_000, endsAt: at + 2 * hour })
    expect(compute(createWindow(), next).changesAt).toBe(at + 60_000)
  })

  it('has no end to tell when it is open, or ends later than eight days from now', () => {
    for (const endsAt of [null, at + 9 * day]) {
      expect(compute(createWindow({ endsAt })).windows).toMatchObject([{ until: null }])
    }
  })

  it('recurs within its span', () => {
    const weekly = (recurrence: string) =>
      compute(createWindow({ startsAt: 0, endsAt: null, recurrence }))
    expect(weekly('Th 00:00-02:00').windows).toMatchObject([{ until: at + 2 * hour }])
    expect(weekly('Fr 00:00-02:00')).toEqual({ windows: [], changesAt: at + day })
    // The night in which it begins belongs to it.
    expect(weekly('We 22:00-01:00').windows).toMatchObject([{ until: at + hour }])
  })

  it('holds nowhere once it was called off', () => {
    expect(compute(createWindow({ cancelledAt: at - 1 })).windows).toEqual([])
  })
})
