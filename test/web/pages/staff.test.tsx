/** The staff's board and the wallboard before any script runs. */
import { describe, expect, test } from 'vitest'
import type { Outage } from '../../../server/domain/hotspot.ts'
import type { Counts } from '../../../server/domain/present-status.ts'
import { StaffPage } from '../../../web/pages/staff.tsx'
import { WallPage, type WallProps } from '../../../web/pages/wall.tsx'
import { createRow, createView, minuteMs, now, toHtml, toText } from './render.ts'

const counts: Counts = {
  up: 7,
  degraded: 0,
  down: 2,
  unknown: 0,
  maintenance: 0,
  unmonitored: 3,
  suspended: 0,
  planned: 0,
}

const createOutage = (changed: Partial<Outage> = {}): Outage => ({
  id: 1,
  hotspotId: 'taman-a',
  uplinkId: null,
  uplinkOutageId: null,
  severity: 'down',
  layer: 'link',
  reason: 'timeout',
  cause: 'unclassified',
  startedAt: now - 12 * minuteMs,
  endedAt: null,
  endReason: null,
  acknowledgedAt: null,
  ...changed,
})

const renderStaff = (tileUrl: string | null, tileAttribution: string | null): string =>
  toHtml(
    <StaffPage
      view={createView({ path: '/staff?q=a' })}
      list={{
        filter: { q: 'a', kecamatan: '', kind: '', state: 'down' },
        choices: { kecamatan: ['Beji'], kinds: ['taman'] },
        rows: [createRow({ health: 'down' })],
        opensAt: new Map(),
        found: 1,
        total: 12,
        page: 1,
        pages: 1,
      }}
      counts={counts}
      map={{ tileUrl, tileAttribution, staleAfterMs: 90_000 }}
    />,
  )

const renderWall = (changed: Partial<WallProps> = {}): string =>
  toHtml(
    <WallPage
      view={createView({
        monitor: {
          blind: null,
          faults: [],
          lastRound: {
            scheduledAt: now - 70_000,
            startedAt: now - 70_000,
            finishedAt: now - 65_000,
            checks: 264,
            skipped: 0,
          },
        },
      })}
      counts={counts}
      outages={[]}
      more={0}
      witnesses={[]}
      staleAfterMs={90_000}
      {...changed}
    />,
  )

describe('the staff board', () => {
  test('without scripts it is a list with plain links, filters and counts', () => {
    const html = renderStaff(null, null)
    expect(html).toContain('href="/hotspots/taman-a"')
    expect(html).toContain('<option value="down" selected="">Mati</option>')
    expect(html).toContain('href="/staff?state=down"')
    expect(toText(html)).toContain('Peta memerlukan JavaScript')
    expect(toText(html)).toContain('1 dari 12 titik')
  })

  test('tiles and their attribution are data and text, never markup', () => {
    const html = renderStaff('https://t.example/{z}/{x}/{y}.png?a="b"', '© <b>OSM</b>')
    expect(html).toContain('data-tile-url="https://t.example/{z}/{x}/{y}.png?a=&quot;b&quot;"')
    expect(html).toContain('© &lt;b&gt;OSM&lt;/b&gt;')
    expect(renderStaff(null, 'nobody')).not.toContain('data-tile-url')
  })

  test('crawlers are asked to stay away', () => {
    expect(renderStaff(null, null)).toContain('<meta name="robots" content="noindex"/>')
  })
})

describe('the wallboard', () => {
  test('the four main counts are always there, others only when something has them', () => {
    const text = toText(renderWall())
    expect(text).toContain('2 Mati 0 Gangguan 0 Belum diketahui 7 Aktif 3 Tidak dipantau')
    expect(text).not.toContain('Ditangguhkan')
  })

  test('an outage says where, why, how long and since when; an uplink says how many it takes along', () => {
    const html = renderWall({
      outages: [
        { outage: createOutage(), name: 'Taman A', place: 'Kukusan, Beji', under: 0 },
        {
          outage: createOutage({ id: 2, hotspotId: null, uplinkId: 'pop-1' }),
          name: 'pop-1',
          place: '',
          under: 40,
        },
      ],
      more: 3,
    })
    const text = toText(html)
    expect(text).toContain(
      'Taman A Kukusan, Beji · Perangkat tidak menjawab Mati 12 menit 09.48 WIB',
    )
    expect(text).toContain('Jalur pop-1 Perangkat tidak menjawab · 40 titik terdampak')
    expect(text).toContain('dan 3 lainnya')
  })

  test('peace is claimed only while the monitor sees', () => {
    expect(toText(renderWall())).toContain('Tidak ada gangguan yang sedang berlangsung')
    const view = createView({
      monitor: { blind: { since: now, tiers: ['all'] }, faults: [], lastRound: null },
    })
    const text = toText(renderWall({ view }))
    expect(text).not.toContain('Tidak ada gangguan yang sedang berlangsung')
    expect(text).not.toContain('bekerja normal')
    expect(text).toContain('Belum ada putaran')
  })

  test('own faults are named to staff', () => {
    const faults = [{ code: 'disk_low', since: now - minuteMs }] as const
    const view = createView({ monitor: { blind: null, faults, lastRound: null } })
    expect(toText(renderWall({ view }))).toContain(
      'Ruang penyimpanan hampir habis (sejak 09.59 WIB)',
    )
  })

  test('the age of the last round and the witnesses are told', () => {
    const witnesses = [
      { name: 'near-1', tier: 'near', state: 'up', checkedAt: now },
      { name: 'far-1', tier: 'far', state: 'down', checkedAt: now },
    ] as const
    const text = toText(renderWall({ witnesses }))
    expect(text).toContain('09.58.55 1 menit lalu, 264 pemeriksaan')
    expect(text).toContain('near-1 menjawab far-1 diam')
    expect(toText(renderWall())).toContain('Tidak ada saksi')
  })
})
