/** Dated facts: from when each holds, and that an edit never reaches into the past. */
import { describe, expect, it } from 'vitest'
import { toChangedFacts, toFirstFacts } from '../../../server/domain/inventory/facts.ts'
import { blankHotspot } from '../../../server/domain/inventory/hotspot-record.ts'
import type { HotspotRecord } from '../../../server/domain/inventory/hotspot-record.ts'

const today = Date.UTC(2025, 5, 1, 17)
const now = today + 10 * 3_600_000
const past = today - 30 * 86_400_000
const future = today + 30 * 86_400_000
const time = { now, today }

const active: HotspotRecord = {
  ...blankHotspot,
  id: 'a',
  kind: 'rw',
  kecamatan: 'Tapos',
  lifecycle: 'active',
  slaTarget: 0.995,
}

const lifecycleOf = (facts: ReturnType<typeof toFirstFacts>): [number, string | null][] =>
  facts.filter(({ field }) => field === 'lifecycle').map((fact) => [fact.validFrom, fact.value])

describe('a new hotspot', () => {
  it('has its facts from ever, and its lifecycle from today', () => {
    expect(toFirstFacts({ ...active, contractNumber: 'K-1', monthlyFee: 5 }, time)).toEqual([
      { field: 'kind', validFrom: 0, value: 'rw' },
      { field: 'kecamatan', validFrom: 0, value: 'Tapos' },
      { field: 'sla_target', validFrom: 0, value: '0.995' },
      { field: 'contract', validFrom: 0, value: '{"number":"K-1","monthlyFee":5}' },
      { field: 'lifecycle', validFrom: today, value: 'active' },
    ])
  })

  it('is active from the stated day, past or to come', () => {
    expect(lifecycleOf(toFirstFacts({ ...active, activeFrom: past }, time))).toEqual([
      [past, 'active'],
    ])
    expect(lifecycleOf(toFirstFacts({ ...active, activeFrom: future }, time))).toEqual([
      [future, 'active'],
    ])
  })

  it('that is entered as ended was active until today', () => {
    expect(
      lifecycleOf(toFirstFacts({ ...active, lifecycle: 'retired', activeFrom: past }, time)),
    ).toEqual([
      [past, 'active'],
      [today, 'retired'],
    ])
    expect(lifecycleOf(toFirstFacts({ ...active, lifecycle: 'suspended' }, time))).toEqual([
      [today, 'suspended'],
    ])
    expect(
      lifecycleOf(toFirstFacts({ ...active, lifecycle: 'planned', activeFrom: past }, time)),
    ).toEqual([[today, 'planned']])
  })
})

describe('a changed hotspot', () => {
  it('has the new facts from now on, and no others', () => {
    const after = { ...active, name: 'Baru', provider: 'Contoh', slaTarget: null }
    expect(toChangedFacts(active, after, time)).toEqual([
      { field: 'provider', validFrom: now, value: 'Contoh' },
      { field: 'sla_target', validFrom: now, value: null },
    ])
  })

  it('is suspended, retired or active from now, whatever day is stated in the past', () => {
    for (const lifecycle of ['suspended', 'retired', 'planned'] as const) {
      expect(toChangedFacts(active, { ...active, lifecycle }, time)).toEqual([
        { field: 'lifecycle', validFrom: now, value: lifecycle },
      ])
    }
    const planned = { ...active, lifecycle: 'planned' as const }
    expect(toChangedFacts(planned, { ...active, activeFrom: past }, time)).toEqual([
      { field: 'lifecycle', validFrom: now, value: 'active' },
    ])
  })

  it('becomes active on the stated day, if that is still to come', () => {
    const planned = { ...active, lifecycle: 'planned' as const }
    expect(lifecycleOf(toChangedFacts(planned, { ...active, activeFrom: future }, time))).toEqual([
      [future, 'active'],
    ])
  })

  it('keeps its past when only its first day is corrected', () => {
    expect(toChangedFacts(active, { ...active, activeFrom: past }, time)).toEqual([])
  })

  it('that has not begun may begin earlier, or one that has may be put off', () => {
    const waiting = { ...active, activeFrom: future }
    expect(lifecycleOf(toChangedFacts(waiting, { ...active, activeFrom: past }, time))).toEqual([
      [now, 'active'],
    ])
    expect(lifecycleOf(toChangedFacts(active, waiting, time))).toEqual([
      [now, 'planned'],
      [future, 'active'],
    ])
  })
})
