import { describe, expect, it } from 'vitest'
import type { BlindInterval, HotspotStatus } from '../../server/domain/hotspot.ts'
import {
  computePresentHotspot as computePresent,
  computeSummary,
  isSameToReader,
  presentStates,
  toPresentState,
  type PresentPlace,
} from '../../server/domain/present-status.ts'
import { createStatus, noon } from '../http/fixture.ts'

const blindOf = (tier: BlindInterval['tier'], startedAt: number): BlindInterval => ({
  tier,
  cause: 'witnesses',
  startedAt,
  endedAt: null,
})

const noPlace: PresentPlace = { openNow: null, maintenance: null }

const computePresentHotspot = (
  status: HotspotStatus,
  blind: readonly BlindInterval[],
  now: number,
  place = noPlace,
) => computePresent(status, blind, now, place)

describe('a hotspot as it reads now', () => {
  it('keeps its health until the very instant at which its last sample stops speaking', () => {
    const status = createStatus('a', { staleAt: noon + 180_000 })
    expect(computePresentHotspot(status, [], noon + 179_999).health).toBe('up')
    expect(computePresentHotspot(status, [], noon + 180_000)).toMatchObject({
      health: 'unknown',
      healthReason: 'stale',
      healthSince: noon + 180_000,
      checkedAt: noon,
      layers: [{ layer: 'link', health: 'unknown', reason: 'stale', checkedAt: noon }],
    })
  })

  it('is never up without a sample', () => {
    const status = createStatus('a', { staleAt: null, checkedAt: null })
    expect(computePresentHotspot(status, [], noon)).toMatchObject({ health: 'unknown' })
  })

  it('reads unknown while all its tiers are blind, since the last of them went blind', () => {
    const status = createStatus('a', { tiers: ['near', 'far'], health: 'down' })
    const near = blindOf('near', noon - 5000)
    const far = blindOf('far', noon - 3000)
    expect(computePresentHotspot(status, [near], noon).health).toBe('down')
    expect(computePresentHotspot(status, [near, far], noon)).toMatchObject({
      health: 'unknown',
      healthReason: 'blind',
      healthSince: noon - 3000,
    })
  })

  it('reads unknown while the whole monitor is blind, and not after it ended', () => {
    const status = createStatus('a', { tiers: ['far'] })
    const all = blindOf('all', noon - 5000)
    expect(computePresentHotspot(status, [all], noon).healthReason).toBe('blind')
    expect(computePresentHotspot(status, [{ ...all, endedAt: noon - 1 }], noon).health).toBe('up')
  })

  it('without a required check is unmonitored, blind or not', () => {
    const status = createStatus('a', { monitored: false, tiers: [], staleAt: null })
    const row = computePresentHotspot(status, [blindOf('all', 0)], noon)
    expect(row).toMatchObject({ health: 'unknown', healthReason: 'unmonitored' })
    expect(toPresentState(row)).toBe('unmonitored')
  })

  it('shows no field that is for staff only', () => {
    const row = computePresentHotspot(createStatus('a'), [], noon)
    expect(Object.keys(row).sort()).toEqual(
      'areaCode,checkedAt,coordinateBasis,health,healthReason,healthSince,id,kecamatan,kelurahan,kind,lat,layers,lifecycle,lon,maintenance,name,openNow'.split(
        ',',
      ),
    )
  })
})

describe('two rows', () => {
  it('read the same when only the instants of their samples differ', () => {
    const before = computePresentHotspot(createStatus('a'), [], noon)
    const later = { ...before, checkedAt: noon + 60_000 }
    expect(isSameToReader(before, later)).toBe(true)
    expect(isSameToReader(before, { ...later, health: 'degraded' })).toBe(false)
    expect(isSameToReader(before, { ...later, name: 'Baru' })).toBe(false)
    const layers = before.layers.map((one) => ({ ...one, reason: 'slow' }))
    expect(isSameToReader(before, { ...later, layers })).toBe(false)
    expect(isSameToReader(before, { ...later, layers: [] })).toBe(false)
  })
})

describe('summary', () => {
  const none = { blind: [], witnesses: [], lastRound: null, faults: [] }

  it('counts every hotspot but the retired exactly once, lifecycle first', () => {
    const rows = [
      createStatus('up'),
      createStatus('planned', { monitored: false }, { lifecycle: 'planned' }),
      createStatus('suspended', { health: 'down' }, { lifecycle: 'suspended' }),
      createStatus('retired', {}, { lifecycle: 'retired' }),
      createStatus('unmonitored', { monitored: false }),
      createStatus('down', { health: 'down' }, { kind: 'rw', kecamatan: null }),
      createStatus('stale', { staleAt: noon }),
    ].map((status) => computePresentHotspot(status, [], noon))
    const { counts, byKind, byKecamatan } = computeSummary({ ...none, rows }, noon)
    expect(counts).toEqual({
      up: 1,
      degraded: 0,
      down: 1,
      unknown: 1,
      maintenance: 0,
      unmonitored: 1,
      suspended: 1,
      planned: 1,
    })
    expect(byKind['rw']).toMatchObject({ down: 1, up: 0 })
    expect(byKecamatan['unknown']).toMatchObject({ down: 1 })
    for (const state of presentStates) {
      const sum = Object.values(byKecamatan).reduce((total, one) => total + one[state], 0)
      expect(sum).toBe(counts[state])
    }
  })

  it('survives a kecamatan with the name of an object property', () => {
    const row = computePresentHotspot(createStatus('a', {}, { kecamatan: '__proto__' }), [], noon)
    const { byKecamatan } = computeSummary({ ...none, rows: [row] }, noon)
    expect(JSON.stringify(byKecamatan)).toMatch(/^\{"__proto__":\{"up":1,/)
  })

  it('says since when which tiers are blind, and faults without their details', () => {
    const blind = [blindOf('far', noon - 1000), blindOf('near', noon - 2000)]
    const faults = [{ code: 'resolver' as const, detail: '10.0.0.53 is silent', since: noon }]
    const summary = computeSummary({ ...none, rows: [], blind, faults }, noon)
    expect(summary.blind).toEqual({ since: noon - 2000, tiers: ['far', 'near'] })
    expect(summary.faults).toEqual([{ code: 'resolver', since: noon }])
  })
})
