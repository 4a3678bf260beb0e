/** The one state that is shown, the orders of both lists, and what a search finds. */
import { describe, expect, test } from 'vitest'
import type { PublicHotspot } from '../../../server/domain/present-status.ts'
import {
  matchesFilter,
  toSearchText,
  toSearchWords,
  type HotspotFilter,
} from '../../../web/state/hotspot-filter.ts'
import {
  compareForResidents,
  compareForStaff,
  findShownState,
  isApproximate,
  toResidentState,
  toShownState,
} from '../../../web/state/shown-state.ts'

const createRow = (facts: Partial<PublicHotspot> = {}): PublicHotspot => ({
  id: 'a',
  name: 'Taman A',
  kind: 'taman',
  kecamatan: 'Beji',
  kelurahan: 'Kukusan',
  areaCode: null,
  lat: -6.3,
  lon: 106.8,
  coordinateBasis: 'office',
  lifecycle: 'active',
  health: 'up',
  healthSince: 1000,
  healthReason: null,
  checkedAt: 2000,
  openNow: null,
  maintenance: null,
  layers: [],
  ...facts,
})

const noFilter: HotspotFilter = { q: '', kecamatan: '', kind: '', state: undefined }

describe('shown state', () => {
  test('lifecycle speaks before health: what is retired or planned is never down', () => {
    for (const lifecycle of ['planned', 'suspended', 'retired'] as const) {
      expect(toShownState(createRow({ lifecycle, health: 'down' }))).toBe(lifecycle)
    }
  })

  test('nobody looking is unmonitored, never green', () => {
    const row = createRow({ health: 'unknown', healthReason: 'unmonitored' })
    expect(toShownState(row)).toBe('unmonitored')
  })

  test('outside its hours a place is closed, unless it is known to be down', () => {
    expect(toResidentState(createRow({ openNow: false }))).toBe('closed')
    expect(toResidentState(createRow({ openNow: false, health: 'unknown' }))).toBe('closed')
    expect(toResidentState(createRow({ openNow: false, health: 'down' }))).toBe('down')
    expect(toResidentState(createRow({ openNow: null }))).toBe('up')
  })

  test('staff see the health of a closed place too', () => {
    expect(toShownState(createRow({ openNow: false }))).toBe('up')
    expect(toShownState(createRow({ openNow: false, health: 'unknown' }))).toBe('unknown')
  })

  test('maintenance stands in the place of health, not of a decision, and not where nobody looks', () => {
    const maintenance = { title: 'Ganti perangkat', until: null }
    for (const toState of [toShownState, toResidentState]) {
      const read = (facts: Partial<PublicHotspot>) => toState(createRow({ maintenance, ...facts }))
      expect(read({ health: 'down' })).toBe('maintenance')
      expect(read({ openNow: false })).toBe('maintenance')
      expect(read({ lifecycle: 'suspended' })).toBe('suspended')
      expect(read({ health: 'unknown', healthReason: 'unmonitored' })).toBe('unmonitored')
    }
  })

  test('only a point at the building is exact, and without a point there is nothing to draw', () => {
    expect(isApproximate(createRow())).toBe(false)
    expect(isApproximate(createRow({ coordinateBasis: 'centroid' }))).toBe(true)
    expect(isApproximate(createRow({ coordinateBasis: 'street' }))).toBe(true)
    expect(isApproximate(createRow({ coordinateBasis: 'unknown', lat: null }))).toBe(false)
  })

  test('an unknown word is no state', () => {
    expect(findShownState('down')).toBe('down')
    expect(findShownState('dead')).toBeUndefined()
    expect(findShownState(null)).toBeUndefined()
  })
})

describe('order', () => {
  const up = createRow({ id: 'up' })
  const degraded = createRow({ id: 'degraded', health: 'degraded' })
  const unknown = createRow({ id: 'unknown', health: 'unknown' })
  const oldDown = createRow({ id: 'old', health: 'down', healthSince: 10 })
  const newDown = createRow({ id: 'new', health: 'down', healthSince: 20 })
  const suspended = createRow({ id: 'suspended', lifecycle: 'suspended' })
  const rows = [suspended, up, oldDown, unknown, newDown, degraded]

  test('staff read failures first, the newest of them on top, and decisions last', () => {
    const ids = rows.toSorted(compareForStaff).map(({ id }) => id)
    expect(ids).toEqual(['new', 'old', 'degraded', 'unknown', 'up', 'suspended'])
  })

  test('residents read what works first', () => {
    const ids = rows.toSorted(compareForResidents).map(({ id }) => id)
    expect(ids).toEqual(['up', 'degraded', 'unknown', 'old', 'new', 'suspended'])
  })
})

describe('search', () => {
  const row = createRow({ name: 'Puskesmas Café Jaya', kecamatan: 'Pancoran Mas' })
  const finds = (q: string, filter: Partial<HotspotFilter> = {}): boolean =>
    matchesFilter(
      row,
      toSearchText(row, 'Jl. Nusantara 7'),
      { ...noFilter, ...filter },
      toSearchWords(q),
    )

  test('every word must appear, in any order, whatever the case and the accents', () => {
    expect(finds('jaya CAFE')).toBe(true)
    expect(finds('pancoran puskes')).toBe(true)
    expect(finds('jaya beji')).toBe(false)
    expect(finds('nusantara')).toBe(true)
    expect(finds('')).toBe(true)
    expect(finds('  --- ')).toBe(true)
  })

  test('filters are exact and join', () => {
    expect(finds('', { kecamatan: 'Pancoran Mas', kind: 'taman', state: 'up' })).toBe(true)
    expect(finds('', { kecamatan: 'Pancoran' })).toBe(false)
    expect(finds('', { state: 'down' })).toBe(false)
  })

  test('an endless search is cut', () => {
    expect(toSearchWords('a '.repeat(5000)).length).toBeLessThanOrEqual(50)
  })
})
