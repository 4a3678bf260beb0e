/** The page of one place: the reason in plain words, 90 days, latency and outages as words and tables. */
import { describe, expect, test } from 'vitest'
import type { Outage } from '../../../server/domain/hotspot.ts'
import type { DayCell, DayState } from '../../../web/pages/hotspot-days.tsx'
import { HotspotPage, type HotspotProps } from '../../../web/pages/hotspot.tsx'
import { computeLedger } from '../../../server/domain/ledger/ledger.ts'
import { createFacts } from './month-facts.ts'
import { createRow, createView, minuteMs, now, toHtml, toText } from './render.ts'

const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

const noPlace: HotspotProps['place'] = {
  address: null,
  postalCode: null,
  ssid: null,
  provider: null,
  bandwidthMbps: null,
  serviceHours: null,
}

const render = (changed: Partial<HotspotProps> = {}): string =>
  toHtml(
    <HotspotPage
      view={createView()}
      row={createRow()}
      place={noPlace}
      isFlapping={false}
      opening={null}
      month={{ ledger: computeLedger(createFacts()), isRunning: true, previous: null, next: null }}
      days={[]}
      latency={[]}
      outages={[]}
      {...changed}
    />,
  )

const createOutage = (changed: Partial<Outage> = {}): Outage => ({
  id: 1,
  hotspotId: 'taman-a',
  uplinkId: null,
  uplinkOutageId: null,
  severity: 'down',
  layer: 'link',
  reason: 'timeout',
  cause: 'power',
  startedAt: now - 3 * hourMs,
  endedAt: now - hourMs,
  endReason: 'recovered',
  acknowledgedAt: null,
  ...changed,
})

const createDays = (states: readonly DayState[]): DayCell[] =>
  states.map((state, index) => ({
    day: now - (states.length - index) * dayMs,
    state,
    downMs: state === 'down' ? 90 * minuteMs : 0,
    degradedMs: 0,
    unknownMs: 0,
  }))

const downLayer = {
  layer: 'portal',
  health: 'down',
  reason: 'http_status',
  checkedAt: now - minuteMs,
  latencyMs: null,
} as const

describe('the page of a hotspot', () => {
  test('a failure says which part fails and how, in a sentence', () => {
    const row = createRow({ health: 'down', healthReason: 'http_status', layers: [downLayer] })
    const text = toText(render({ row }))
    expect(text).toContain('Halaman masuk menjawab dengan galat.')
    expect(text).toContain('Sejak 15 Jan 2026, 08.30 WIB (1 jam 30 menit)')
    expect(text).toContain('Halaman masuk Mati menjawab dengan galat – 1 menit lalu')
  })

  test('blind and stale are told as the fault of the monitor, not of a part', () => {
    for (const [reason, words] of [
      ['blind', 'Tidak terlihat karena pemantau terputus.'],
      ['stale', 'Belum diperiksa lagi pada waktunya.'],
    ] as const) {
      const layers = [{ ...downLayer, health: 'unknown', reason }] as const
      const row = createRow({ health: 'unknown', healthReason: reason, layers })
      expect(toText(render({ row }))).toContain(words)
    }
  })

  test('a retired place has no reason and no confirmed health to wait for', () => {
    const row = createRow({
      lifecycle: 'retired',
      health: 'down',
      healthReason: 'timeout',
      healthSince: null,
    })
    const text = toText(render({ row }))
    expect(text).toContain('Nonaktif')
    expect(text).not.toContain('tidak menjawab')
    expect(text).not.toContain('Belum ada keadaan yang dipastikan')
  })

  test('the strip is also a sentence and a table, newest day first', () => {
    const days = createDays(['off', 'unknown', 'up', 'down', 'degraded', 'up'])
    const html = render({ days })
    const text = toText(html)
    expect(text).toContain(
      'Dari 4 hari yang terpantau: 1 hari dengan waktu mati (jumlah 1 jam 30 menit)',
    )
    expect(text).toContain('1 hari tanpa data yang cukup')
    expect(html.match(/<rect class="d-/g)).toHaveLength(6 + 5)
    expect(text.indexOf('14 Jan 2026 tanpa gangguan')).toBeGreaterThan(0)
    expect(text.indexOf('14 Jan 2026 tanpa')).toBeLessThan(
      text.indexOf('9 Jan 2026 tidak beroperasi'),
    )
  })

  test('days that nobody saw are not called free of trouble', () => {
    const text = toText(render({ days: createDays(['unknown', 'unknown']) }))
    expect(text).toContain('Belum ada hari yang cukup terpantau')
    expect(text).not.toContain('Tidak ada gangguan pada')
  })

  test('latency is told per check, weighted by samples; hours without samples are a dash', () => {
    const empty = { samples: 0, lossRatio: null, minMs: null, avgMs: null, maxMs: null }
    const hours = [
      { at: now - 3 * hourMs, samples: 10, lossRatio: 0, minMs: 2, avgMs: 4, maxMs: 9 },
      { at: now - 2 * hourMs, ...empty },
      { at: now - hourMs, samples: 30, lossRatio: 0.1, minMs: 3, avgMs: 8, maxMs: 40 },
    ]
    const text = toText(render({ latency: [{ layer: 'link', kind: 'icmp', hours }] }))
    expect(text).toContain('Perangkat (ICMP): rata-rata 7 ms, tercepat 2 ms, paling lambat 40 ms.')
    expect(text).toContain('Paket hilang 7,5%.')
    expect(text).toContain('08.00 – – – –')
  })

  test('without latency there is no chart to load', () => {
    expect(render()).not.toContain('id="chart"')
    expect(toText(render())).toContain('Belum ada ukuran latensi')
  })

  test('an outage that goes on has no end, one under an uplink names it', () => {
    const outages = [
      createOutage({ id: 2, startedAt: now - 5 * minuteMs, endedAt: null, endReason: null }),
      createOutage({ uplinkOutageId: 7, uplinkId: 'pop-1', cause: 'provider' }),
    ]
    const text = toText(render({ outages }))
    expect(text).toContain('5 menit masih berlangsung')
    expect(text).toContain('2 jam 15 Jan 2026, 09.00 WIB (pulih)')
    expect(text).toContain('Penyedia (lewat jalur pusat)')
  })

  test('the position is honest: a guess says what it is, and no point has no map link', () => {
    const guess = render({ row: createRow({ coordinateBasis: 'centroid' }) })
    expect(toText(guess)).toContain('titik tengah wilayah, bukan bangunannya')
    expect(guess).toContain('openstreetmap.org')
    const nowhere = render({ row: createRow({ lat: null, lon: null, coordinateBasis: 'unknown' }) })
    expect(nowhere).not.toContain('openstreetmap.org')
    expect(toText(nowhere)).toContain('Letaknya belum diketahui')
  })

  test('hostile facts are text', () => {
    const evil = '<script>alert(1)</script>'
    const place = { ...noPlace, address: evil, ssid: evil, provider: evil, serviceHours: evil }
    const row = createRow({ name: evil, health: 'down', healthReason: evil })
    const html = render({ place, row, outages: [createOutage({ reason: evil })] })
    expect(html.match(/<script/g)).toHaveLength(1)
  })
})
