/** What people decide about places, as programs and counts see it: service hours and maintenance. */
import { describe, expect, it } from 'vitest'
import type { PublicHotspot, Summary } from '../../../server/domain/present-status.ts'
import { createMaintenanceStore } from '../../../server/store/maintenance-store.ts'
import { askJson } from '../conform.ts'
import { createApp, createStatus, noon } from '../fixture.ts'

const hour = 3_600_000
const order = { at: noon, who: 'Sari (contoh)', why: 'as agreed' }

const hours = {
  calendar: { zone: 'Asia/Jakarta', holidays: new Map([['2026-01-16', 'Isra Mikraj']]) },
  defaultHours: new Map([['kelurahan', 'Mo-Fr 07:30-16:00; PH off']]),
}

const find = async (fixture: ReturnType<typeof createApp>, id: string) =>
  (await askJson<PublicHotspot>(fixture.app, `/api/v1/hotspots/${id}`)).body

describe('openNow', () => {
  it('follows own hours, else those of the kind, and is null when neither is known', async () => {
    const fixture = createApp({ hours })
    fixture.live.publish({
      hotspots: [
        createStatus('own', {}, { serviceHours: 'Mo-Su 18:00-22:00' }),
        createStatus('kind'),
        createStatus('none', {}, { kind: 'taman' }),
        createStatus('broken', {}, { serviceHours: 'sunrise-sunset' }),
      ],
    })
    const open = async (id: string) => (await find(fixture, id)).openNow
    expect(await Promise.all(['own', 'kind', 'none', 'broken'].map(open))).toEqual([
      false,
      true,
      null,
      null,
    ])
    // The day after, at the same time, is a holiday.
    fixture.clock.now = noon + 24 * hour
    expect(await open('kind')).toBe(false)
    expect((await find(fixture, 'kind')).health).toBe('unknown')
  })

  it('changes in lists at the very instant at which a place opens or closes', async () => {
    const fixture = createApp({ hours })
    fixture.live.publish({
      hotspots: [createStatus('own', {}, { serviceHours: 'Mo-Su 08:00-10:00' })],
    })
    fixture.clock.now = noon - 1
    await fixture.app.settle()
    const listed = async () =>
      (await askJson<{ items: PublicHotspot[] }>(fixture.app, '/api/v1/hotspots')).body.items[0]
        ?.openNow
    expect(await listed()).toBe(true)
    fixture.clock.now = noon
    await expect.poll(listed).toBe(false)
  })
})

describe('maintenance', () => {
  const createCity = () => {
    const fixture = createApp({ hours })
    fixture.live.publish({
      hotspots: [
        createStatus('a', { health: 'down', healthReason: 'timeout' }),
        createStatus('b', {}, { kecamatan: 'Limo' }),
        createStatus('c', { monitored: false, layers: [], checkedAt: null, staleAt: null }),
        createStatus('d', {}, { lifecycle: 'suspended' }),
      ],
    })
    return fixture
  }
  const summary = async (fixture: ReturnType<typeof createApp>) =>
    (await askJson<Summary>(fixture.app, '/api/v1/summary')).body

  it('counts hotspots of a window apart, and tells their health all the same', async () => {
    const fixture = createCity()
    createMaintenanceStore(fixture.deps.db).insert(
      {
        scope: 'kecamatan',
        scopeValue: 'Beji',
        startsAt: noon - hour,
        endsAt: noon + hour,
        recurrence: null,
        title: 'Ganti perangkat',
      },
      order,
    )
    fixture.clock.now = noon + 10_000
    fixture.live.publish({})
    await fixture.app.settle()
    const { counts, byKecamatan, byKind } = await summary(fixture)
    expect(counts).toMatchObject({ maintenance: 1, down: 0, up: 1, unmonitored: 1, suspended: 1 })
    expect(byKecamatan['Beji']).toMatchObject({ maintenance: 1, down: 0 })
    expect(byKind['kelurahan']).toMatchObject({ maintenance: 1 })
    expect(await find(fixture, 'a')).toMatchObject({
      health: 'down',
      maintenance: { title: 'Ganti perangkat', until: noon + hour },
    })
    expect(await find(fixture, 'b')).toMatchObject({ maintenance: null })
  })

  it('begins, recurs and ends by the clock', async () => {
    const fixture = createCity()
    createMaintenanceStore(fixture.deps.db).insert(
      {
        scope: 'all',
        scopeValue: null,
        startsAt: noon - 24 * hour,
        endsAt: null,
        recurrence: 'Mo-Su 10:00-11:00',
        title: 'Rutin',
      },
      order,
    )
    fixture.clock.now = noon - 1
    fixture.live.publish({})
    await fixture.app.settle()
    const count = async () => (await summary(fixture)).counts.maintenance
    expect(await count()).toBe(0)
    fixture.clock.now = noon
    await expect.poll(count).toBe(2)
    expect((await find(fixture, 'b')).maintenance).toEqual({ title: 'Rutin', until: noon + hour })
    fixture.clock.now = noon + hour
    fixture.live.publish({})
    await expect.poll(count).toBe(0)
  })

  it('is noticed though nothing is measured, and gone when it is called off', async () => {
    const fixture = createCity()
    await fixture.app.settle()
    const windows = createMaintenanceStore(fixture.deps.db)
    const { id } = windows.insert(
      {
        scope: 'hotspot',
        scopeValue: 'b',
        startsAt: noon,
        endsAt: null,
        recurrence: null,
        title: 'Mendadak',
      },
      order,
    )
    fixture.clock.now = noon + 10_000
    const count = async () => (await summary(fixture)).counts.maintenance
    await expect.poll(count, { timeout: 20_000 }).toBe(1)
    windows.cancel(id, order)
    fixture.clock.now = noon + 20_000
    await expect.poll(count, { timeout: 20_000 }).toBe(0)
  }, 60_000)
})
