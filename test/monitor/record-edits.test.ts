import { describe, expect, it } from 'vitest'
import type { Lifecycle } from '../../server/domain/hotspot.ts'
import type { Inventory } from '../../server/monitor/city.ts'
import {
  begin,
  createRecordedCity,
  down,
  minute,
  unknown,
  up,
  type CitySpec,
} from './recorded-city.ts'

const started = (spec: CitySpec) => {
  const city = createRecordedCity(spec)
  city.startAt(begin - 1000)
  return city
}

const linkAndPortal: CitySpec = { hotspots: [{ id: 'a', layers: ['link', 'portal'] }] }
const oneLink: CitySpec = { hotspots: [{ id: 'a', layers: ['link'] }] }

const withoutChecks =
  (isGone: (check: Inventory['checks'][number]) => boolean) =>
  (inventory: Inventory): Inventory => ({
    ...inventory,
    checks: inventory.checks.filter((check) => !isGone(check)),
  })

const withLifecycle =
  (lifecycle: Lifecycle) =>
  (inventory: Inventory): Inventory => ({
    ...inventory,
    hotspots: inventory.hotspots.map((hotspot) => ({ ...hotspot, lifecycle })),
  })

describe('an edit of the inventory', () => {
  it('that takes away the failing check ends the outage now and leaves the past as it was', () => {
    const city = started(linkAndPortal)
    const t = city.rounds(begin, 10)
    const edited = city.rounds(t, 20, { answers: { 'a/portal': down } })
    city.edit(
      edited,
      withoutChecks((check) => check.layer === 'portal'),
    )
    city.rounds(edited, 2)
    expect(city.flips()).toEqual([
      { at: begin + 1, health: 'up' },
      { at: t + 1, health: 'down' },
      { at: edited, health: 'up' },
    ])
    expect(city.outages()).toMatchObject([
      { started_at: t + 1, ended_at: edited, end_reason: 'unmonitored' },
    ])
  })

  it('that adds a check makes the hotspot unknown until it was seen, and keeps what was before', () => {
    const city = createRecordedCity(linkAndPortal)
    city.recorder.start(begin - 1000, minute)
    city.edit(
      begin - 1000,
      withoutChecks((check) => check.layer === 'portal'),
    )
    const t = city.rounds(begin, 30)
    city.pass({ at: t, answers: { 'a/link': down } })
    city.edit(t + 1000, (inventory) => inventory)
    city.pass({ at: t + 5000, kind: 'confirmation', only: ['a'] })
    city.rounds(t + minute, 3)
    const [first, ...later] = city.flips()
    expect(first).toEqual({ at: begin, health: 'up' })
    expect(later.every((flip) => flip.at >= t)).toBe(true)
    expect(city.healthOf('a')).toBe('up')
  })

  it('that takes away the check of a dead uplink ends its outage, and nothing hangs on it later', () => {
    const city = started({
      uplinks: ['pop-1'],
      hotspots: [{ id: 'a', layers: ['link'], uplink: 'pop-1' }],
    })
    const t = city.rounds(begin, 3)
    const edited = city.rounds(t, 4, { answers: { a: down, 'pop-1': down } })
    city.edit(
      edited,
      withoutChecks((check) => check.uplinkKey !== null),
    )
    const back = city.rounds(edited, 5)
    city.rounds(back, 4, { answers: { a: down } })
    const own = city.outages().filter((outage) => outage.hotspot_key === null)
    expect(own).toMatchObject([{ ended_at: edited, end_reason: 'unmonitored' }])
    expect(city.outages().at(-1)).toMatchObject({ hotspot_key: 1, uplink_outage_id: null })
  })
})

describe('a hotspot that is suspended while it is down', () => {
  const suspend = () => {
    const city = started(oneLink)
    const t = city.rounds(begin, 5)
    const suspendedAt = city.rounds(t, 5, { answers: { a: down } })
    city.edit(suspendedAt, withLifecycle('suspended'))
    return { city, t, suspendedAt }
  }

  it('has its outage ended by that, and is unknown', () => {
    const { city, t, suspendedAt } = suspend()
    expect(city.outages()).toMatchObject([
      { started_at: t, ended_at: suspendedAt, end_reason: 'suspended' },
    ])
    expect(city.flips().at(-1)).toEqual({ at: suspendedAt, health: 'unknown' })
  })

  it.each([10_000, 60 * minute])(
    'opens a new outage at the instant of its return, %i ms later',
    (later) => {
      const { city, t, suspendedAt } = suspend()
      const resumedAt = suspendedAt + later
      city.edit(resumedAt, withLifecycle('active'))
      city.rounds(resumedAt + 20_000, 4, { answers: { a: down } })
      expect(city.outages()).toMatchObject([
        { started_at: t, ended_at: suspendedAt, end_reason: 'suspended' },
        { started_at: resumedAt, ended_at: null },
      ])
    },
  )

  it('and repaired meanwhile is up without a new outage', () => {
    const { city, suspendedAt } = suspend()
    const resumedAt = suspendedAt + 60 * minute
    city.edit(resumedAt, withLifecycle('active'))
    city.pass({ at: resumedAt + 20_000 })
    expect(city.healthOf('a')).toBe('unknown')
    city.pass({ at: resumedAt + 25_000 })
    expect(city.healthOf('a')).toBe('up')
    expect(city.outages()).toHaveLength(1)
    expect(city.flips().at(-1)).toEqual({ at: resumedAt + 20_000, health: 'up' })
  })
})

describe('a check that falls silent by our own fault', () => {
  it('does not turn confirmed degraded time into up time, and leaves no empty outage', () => {
    const city = started({ hotspots: [{ id: 'a', layers: ['link', 'link'] }] })
    const passOf = (at: number, second: typeof up): void => {
      city.recorder.recordRound({
        kind: 'round',
        schedule: '0 * * * * *',
        scheduledAt: at,
        startedAt: at,
        finishedAt: at + 100,
        measurements: [
          { checkKey: 1, at, result: up },
          { checkKey: 2, at: at + 1, result: second },
        ],
        witnesses: [],
        skipped: 0,
      })
    }
    const play = (from: number, count: number, second: typeof up): number => {
      for (let index = 0; index < count; index += 1) passOf(from + index * minute, second)
      return from + count * minute
    }
    const degradedAt = play(begin, 10, up)
    const silentAt = play(degradedAt, 4, down)
    const goodAt = play(silentAt, 4, unknown)
    play(goodAt, 4, up)
    expect(city.flips().slice(1)).toEqual([
      { at: degradedAt + 1, health: 'degraded' },
      { at: silentAt, health: 'up' },
    ])
    expect(city.outages()).toMatchObject([
      { severity: 'degraded', started_at: degradedAt + 1, ended_at: silentAt },
    ])
  })
})

describe('the name of an outage', () => {
  it('is the link when it fails with the portal, whichever is confirmed first', () => {
    const city = started(linkAndPortal)
    const t = city.rounds(begin, 3)
    const pass = (at: number, checkKey: number): void => {
      const measurements = [{ checkKey, at, result: down }]
      city.recorder.recordRound({
        kind: 'confirmation',
        schedule: '0 * * * * *',
        scheduledAt: at,
        startedAt: at,
        finishedAt: at + 10,
        measurements,
        witnesses: [],
        skipped: 0,
      })
    }
    city.pass({ at: t, answers: { a: down } })
    for (const at of [t + 5000, t + 10_000]) pass(at, 2)
    expect(city.outages()).toMatchObject([{ layer: 'portal' }])
    for (const at of [t + 5150, t + 10_150]) pass(at, 1)
    expect(city.outages()).toMatchObject([{ layer: 'link', started_at: t + 1, ended_at: null }])
  })

  it('stays the portal when the link fails much later', () => {
    const city = started(linkAndPortal)
    const t = city.rounds(begin, 3)
    const later = city.rounds(t, 10, { answers: { 'a/portal': down } })
    city.rounds(later, 4, { answers: { a: down } })
    expect(city.outages()).toMatchObject([{ layer: 'portal', started_at: t + 1 }])
    expect(city.live.hotspots.get('a')?.healthLayer).toBe('link')
  })
})

describe('an uplink that was down for a moment', () => {
  it('does not get back the outage that outlasted it', () => {
    const city = started({
      uplinks: ['pop-1'],
      hotspots: [{ id: 'a', layers: ['link'], uplink: 'pop-1' }],
    })
    const t = city.rounds(begin, 3)
    const uplinkBack = city.rounds(t, 3, { answers: { a: down, 'pop-1': down } })
    city.rounds(uplinkBack, 8, { answers: { a: down } })
    const rows = city.outages().filter((outage) => outage.hotspot_key === 1)
    expect(rows).toMatchObject([
      { end_reason: 'split', ended_at: uplinkBack + 1 },
      { started_at: uplinkBack + 1, uplink_outage_id: null, ended_at: null },
    ])
  })
})
