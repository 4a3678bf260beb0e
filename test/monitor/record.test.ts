import { describe, expect, it } from 'vitest'
import { begin, createRecordedCity, down, flawed, minute, unknown, up } from './recorded-city.ts'

const oneLink = { hotspots: [{ id: 'taman-a', layers: ['link'] }] } as const
const linkAndPortal = { hotspots: [{ id: 'taman-a', layers: ['link', 'portal'] }] } as const

const startedCity = (spec: Parameters<typeof createRecordedCity>[0]) => {
  const city = createRecordedCity(spec)
  city.startAt(begin - 1000)
  return city
}

describe('a hotspot that fails', () => {
  it('is down after the third failing sample, dated at the first', () => {
    const city = startedCity(oneLink)
    const t = city.rounds(begin, 3)
    city.pass({ at: t, answers: { 'taman-a': down } })
    city.pass({ at: t + 5000, answers: { 'taman-a': down }, kind: 'confirmation' })
    expect(city.healthOf('taman-a')).toBe('up')
    city.pass({ at: t + 10_000, answers: { 'taman-a': down }, kind: 'confirmation' })
    expect(city.healthOf('taman-a')).toBe('down')
    expect(city.flips()).toEqual([
      { at: begin, health: 'up' },
      { at: t, health: 'down' },
    ])
    expect(city.outages()).toMatchObject([
      { severity: 'down', layer: 'link', reason: 'timeout', started_at: t, ended_at: null },
    ])
  })

  it('asks to be confirmed after the first failing sample, and no longer once decided', () => {
    const city = startedCity(oneLink)
    const t = city.rounds(begin, 3)
    expect(city.pass({ at: t, answers: { 'taman-a': down } }).deviating).toEqual([1])
    expect(city.pass({ at: t + 5000, answers: { 'taman-a': down } }).deviating).toEqual([1])
    expect(city.pass({ at: t + 10_000, answers: { 'taman-a': down } }).deviating).toEqual([])
  })

  it('leaves no flip after a blip of two samples', () => {
    const city = startedCity(oneLink)
    const t = city.rounds(begin, 3)
    city.pass({ at: t, answers: { 'taman-a': down } })
    city.pass({ at: t + 5000, answers: { 'taman-a': down } })
    city.pass({ at: t + 10_000 })
    city.pass({ at: t + 15_000 })
    expect(city.flips()).toHaveLength(1)
    expect(city.outages()).toEqual([])
  })

  it('ends its outage at the first good sample', () => {
    const city = startedCity(oneLink)
    let t = city.rounds(begin, 3)
    t = city.rounds(t, 3, { answers: { 'taman-a': down } })
    city.pass({ at: t })
    expect(city.healthOf('taman-a')).toBe('down')
    city.pass({ at: t + 5000 })
    expect(city.healthOf('taman-a')).toBe('up')
    expect(city.outages()).toMatchObject([{ ended_at: t, end_reason: 'recovered' }])
  })

  it('is down by its portal although the router answers', () => {
    const city = startedCity(linkAndPortal)
    const t = city.rounds(begin, 3)
    city.rounds(t, 3, { answers: { 'taman-a/portal': down } })
    expect(city.healthOf('taman-a')).toBe('down')
    expect(city.outages()).toMatchObject([{ layer: 'portal', started_at: t + 1 }])
  })

  it('is up again only when its last layer is, dated at that layer', () => {
    const city = startedCity(linkAndPortal)
    let t = city.rounds(begin, 3)
    t = city.rounds(t, 3, { answers: { 'taman-a': down } })
    t = city.rounds(t, 3, { answers: { 'taman-a/portal': down } })
    expect(city.healthOf('taman-a')).toBe('down')
    city.rounds(t, 2)
    expect(city.healthOf('taman-a')).toBe('up')
    expect(city.outages()).toMatchObject([{ layer: 'link', ended_at: t + 1 }])
    expect(city.outages()).toHaveLength(1)
  })

  it('closes the degraded row and opens another when it gets worse', () => {
    const city = startedCity(linkAndPortal)
    const t = city.rounds(begin, 3)
    const worse = city.rounds(t, 3, { answers: { 'taman-a/portal': flawed } })
    expect(city.healthOf('taman-a')).toBe('degraded')
    city.rounds(worse, 3, { answers: { 'taman-a/portal': down } })
    expect(city.outages()).toMatchObject([
      { severity: 'degraded', reason: 'text_missing', ended_at: worse + 1, end_reason: 'changed' },
      { severity: 'down', started_at: worse + 1, ended_at: null },
    ])
  })
})

describe('what we cannot see', () => {
  it('is unknown before the first confirmed health', () => {
    const city = startedCity(oneLink)
    city.pass({ at: begin })
    expect(city.healthOf('taman-a')).toBe('unknown')
    expect(city.flips()).toEqual([])
  })

  it('is unknown from the first sample that failed by our own fault, and as before afterwards', () => {
    const city = startedCity(oneLink)
    const t = city.rounds(begin, 3)
    const back = city.rounds(t, 4, { answers: { 'taman-a': unknown } })
    expect(city.healthOf('taman-a')).toBe('unknown')
    city.pass({ at: back })
    expect(city.healthOf('taman-a')).toBe('up')
    expect(city.flips()).toEqual([
      { at: begin, health: 'up' },
      { at: t, health: 'unknown' },
      { at: back, health: 'up' },
    ])
    expect(city.outages()).toEqual([])
  })

  it('keeps an outage open through unknown samples, and stops counting it after three intervals', () => {
    const city = startedCity(oneLink)
    let t = city.rounds(begin, 3)
    const outageAt = t
    t = city.rounds(t, 3, { answers: { 'taman-a': down } })
    const lastKnown = t - minute
    city.pass({ at: t, answers: { 'taman-a': unknown } })
    expect(city.healthOf('taman-a')).toBe('down')
    t = city.rounds(t + minute, 5, { answers: { 'taman-a': unknown } })
    expect(city.healthOf('taman-a')).toBe('unknown')
    t = city.rounds(t, 1, { answers: { 'taman-a': down } })
    expect(city.healthOf('taman-a')).toBe('down')
    expect(city.flips().slice(1)).toEqual([
      { at: outageAt, health: 'down' },
      { at: lastKnown + 3 * minute, health: 'unknown' },
      { at: t - minute, health: 'down' },
    ])
    expect(city.outages()).toMatchObject([{ started_at: outageAt, ended_at: null }])
    expect(city.outages()).toHaveLength(1)
  })

  it('speaks for three intervals and not one millisecond more', () => {
    const city = startedCity(oneLink)
    const last = city.rounds(begin, 3) - minute
    city.pass({ at: last + 3 * minute })
    expect(city.flips()).toHaveLength(1)
    city.pass({ at: last + 6 * minute + 1 })
    expect(city.flips().slice(1)).toEqual([
      { at: last + 6 * minute, health: 'unknown' },
      { at: last + 6 * minute + 1, health: 'up' },
    ])
  })
})

describe('witnesses', () => {
  const near = (result = up) => ({ witnesses: { near: result } })

  it('turn failures into unknown and open one blind interval instead of outages', () => {
    const city = startedCity(oneLink)
    const t = city.rounds(begin, 3, near())
    const back = city.rounds(t, 5, { ...near(down), answers: { 'taman-a': down } })
    expect(city.outages()).toEqual([])
    expect(city.live.blind).toMatchObject([{ tier: 'near', cause: 'witnesses', startedAt: t }])
    city.rounds(back, 1, near())
    expect(city.healthOf('taman-a')).toBe('up')
    expect(city.flips()).toEqual([{ at: begin, health: 'up' }])
    expect(city.blind()).toMatchObject([{ started_at: t, ended_at: back }])
  })

  it('of the far tier do not blind checks of the near tier', () => {
    const city = startedCity(oneLink)
    const t = city.rounds(begin, 3)
    city.rounds(t, 3, { witnesses: { near: up, far: down }, answers: { 'taman-a': down } })
    expect(city.healthOf('taman-a')).toBe('down')
  })

  it('that do not answer do not silence a hotspot that does', () => {
    const city = startedCity(oneLink)
    const t = city.rounds(begin, 3, near())
    city.rounds(t, 1, near(down))
    expect(city.outages()).toEqual([])
    const codes = city.db.prepare('SELECT result FROM sample ORDER BY at').pluck().all()
    expect(codes.every((code) => Number(code) >= 0)).toBe(true)
  })

  it('keep an outage open over a blind interval: down before and after is one outage', () => {
    const city = startedCity(oneLink)
    let t = city.rounds(begin, 3, near())
    t = city.rounds(t, 3, { ...near(), answers: { 'taman-a': down } })
    t = city.rounds(t, 5, { ...near(down), answers: { 'taman-a': down } })
    city.rounds(t, 3, { ...near(), answers: { 'taman-a': down } })
    expect(city.outages()).toHaveLength(1)
    expect(city.outages()[0]?.ended_at).toBeNull()
  })
})

describe('an uplink', () => {
  const shared = {
    uplinks: ['pop-1'],
    hotspots: [
      { id: 'a', layers: ['link'], uplink: 'pop-1' },
      { id: 'b', layers: ['link'], uplink: 'pop-1' },
      { id: 'c', layers: ['link'] },
    ],
  } as const
  const cut = { answers: { a: down, b: down, 'pop-1': down } }

  it('that is down has one outage, and the hotspots under it hang on it', () => {
    const city = startedCity(shared)
    const t = city.rounds(begin, 3)
    city.rounds(t, 3, cut)
    const outages = city.outages()
    const own = outages.find((outage) => outage.hotspot_key === null)
    expect(own).toMatchObject({ uplink_key: 1, ended_at: null })
    const under = outages.filter((outage) => outage.hotspot_key !== null)
    expect(under).toHaveLength(2)
    expect(under.every((outage) => outage.uplink_key === 1)).toBe(true)
    expect(new Set(under.map((outage) => outage.uplink_outage_id)).size).toBe(1)
    expect(under[0]?.uplink_outage_id).not.toBeNull()
  })

  it('takes in an outage that began up to two rounds before its own, and leaves older ones alone', () => {
    const city = startedCity(shared)
    let t = city.rounds(begin, 3)
    t = city.rounds(t, 3, { answers: { a: down } })
    t = city.rounds(t, 1, { answers: { a: down, b: down } })
    city.rounds(t, 3, cut)
    const [a, b] = [1, 2].map((key) => city.outages().find((one) => one.hotspot_key === key))
    expect(a?.uplink_outage_id).toBeNull()
    expect(b?.uplink_outage_id).not.toBeNull()
  })

  it('lets a hotspot go that stays down more than two rounds longer', () => {
    const city = startedCity(shared)
    let t = city.rounds(begin, 3)
    t = city.rounds(t, 4, cut)
    const uplinkBack = t + 3
    city.rounds(t, 6, { answers: { a: down } })
    const rows = city.outages().filter((outage) => outage.hotspot_key === 1)
    expect(rows).toMatchObject([
      { end_reason: 'split', ended_at: uplinkBack },
      { started_at: uplinkBack, ended_at: null, uplink_outage_id: null, uplink_key: null },
    ])
    const other = city.outages().filter((outage) => outage.hotspot_key === 2)
    expect(other).toMatchObject([{ end_reason: 'recovered' }])
  })

  it('keeps one outage of a hotspot that returns within two rounds after it', () => {
    const city = startedCity(shared)
    let t = city.rounds(begin, 3)
    t = city.rounds(t, 4, cut)
    t = city.rounds(t, 2, { answers: { a: down } })
    city.rounds(t, 2)
    const rows = city.outages().filter((outage) => outage.hotspot_key === 1)
    expect(rows).toMatchObject([{ end_reason: 'recovered', ended_at: t }])
  })
})

describe('a restart', () => {
  it('opens nothing again and keeps the outage that is open', () => {
    const city = startedCity(oneLink)
    let t = city.rounds(begin, 3)
    t = city.rounds(t, 3, { answers: { 'taman-a': down } })
    city.restart(t + 30_000)
    const told: number[] = []
    city.live.subscribe((change) => told.push(change.outages?.length ?? 0))
    city.rounds(t + minute, 3, { answers: { 'taman-a': down } })
    expect(told.every((count) => count === 0)).toBe(true)
    expect(city.outages()).toHaveLength(1)
    expect(city.flips()).toHaveLength(2)
  })

  it('after an orderly stop is blind from the stop to the first round', () => {
    const city = startedCity(oneLink)
    const t = city.rounds(begin, 3)
    city.recorder.stop(t + 1234)
    city.restart(t + 50 * minute)
    city.rounds(t + 51 * minute, 2)
    expect(city.blind()).toEqual([
      { tier: 'all', cause: 'stopped', started_at: t + 1234, ended_at: t + 51 * minute },
    ])
    expect(city.flips()).toEqual([{ at: begin, health: 'up' }])
  })

  it('after a crash is blind from one interval after the last round', () => {
    const city = startedCity(oneLink)
    const t = city.rounds(begin, 3)
    city.restart(t + 50 * minute)
    city.rounds(t + 51 * minute, 1)
    expect(city.blind()).toEqual([
      { tier: 'all', cause: 'crashed', started_at: t, ended_at: t + 51 * minute },
    ])
  })

  it('forgets a pending run: the third failing sample after the time off does not count as third', () => {
    const city = startedCity(oneLink)
    const t = city.rounds(begin, 3)
    city.rounds(t, 2, { answers: { 'taman-a': down } })
    city.restart(t + 10 * minute)
    city.pass({ at: t + 11 * minute, answers: { 'taman-a': down } })
    expect(city.outages()).toEqual([])
  })
})

describe('a clock that is set back', () => {
  it('gives no sample, flip or outage an earlier instant than the one before it', () => {
    const city = startedCity(oneLink)
    const t = city.rounds(begin, 5)
    city.rounds(t - 60 * minute, 3, { answers: { 'taman-a': down } })
    expect(city.healthOf('taman-a')).toBe('down')
    const flips = city.flips().map((flip) => flip.at)
    expect(flips).toEqual([...flips].sort((a, b) => a - b))
    expect(city.outages()[0]?.started_at).toBe(t - minute + 1)
  })
})

describe('one round', () => {
  it('is written wholly or not at all', () => {
    const city = startedCity(oneLink)
    const t = city.rounds(begin, 3)
    city.db.exec(
      `CREATE TRIGGER refuse BEFORE INSERT ON round BEGIN SELECT raise(ABORT, 'refused'); END`,
    )
    expect(() => city.pass({ at: t })).toThrow('refused')
    expect(city.db.prepare('SELECT count(*) FROM sample').pluck().get()).toBe(3)
    city.db.exec('DROP TRIGGER refuse')
    city.pass({ at: t })
    expect(city.db.prepare('SELECT count(*) FROM sample').pluck().get()).toBe(4)
    expect(city.db.prepare('SELECT up FROM check_day').pluck().get()).toBe(4)
  })

  it('keeps rollups that equal the samples', () => {
    const city = startedCity(linkAndPortal)
    let t = city.rounds(begin, 70)
    t = city.rounds(t, 5, { answers: { 'taman-a/portal': down } })
    city.rounds(t, 3, { answers: { 'taman-a/portal': unknown } })
    const sums = city.db
      .prepare(
        'SELECT check_key, sum(up) up, sum(down) down, sum(unknown) unknown FROM check_hour GROUP BY check_key',
      )
      .all()
    expect(sums).toEqual([
      { check_key: 1, up: 78, down: 0, unknown: 0 },
      { check_key: 2, up: 70, down: 5, unknown: 3 },
    ])
    expect(city.db.prepare('SELECT sum(up) FROM check_day').pluck().get()).toBe(148)
    const hour = city.db.prepare('SELECT min_us, max_us, sum_us, up FROM check_hour').get()
    expect(hour).toEqual({ min_us: 12_500, max_us: 12_500, sum_us: 60 * 12_500, up: 60 })
  })
})
