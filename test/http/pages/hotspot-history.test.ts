/** The past of one place, from rows of the database to the words of its page. */
import { describe, expect, test } from 'vitest'
import type { Db } from '../../../server/store/database.ts'
import { toSampleCode } from '../../../server/domain/result-code.ts'
import { createApp, createStatus, noon } from '../fixture.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

const insertHotspot = (db: Db): void => {
  db.exec(`
    INSERT INTO hotspot (key, id, name, kind, coordinate_basis, lifecycle)
      VALUES (1, 'a', 'Taman A', 'taman', 'unknown', 'active');
    INSERT INTO hotspot_fact (hotspot_key, field, valid_from, value) VALUES (1, 'lifecycle', 0, 'active');
    INSERT INTO hotspot_check (key, hotspot_key, layer, target)
      VALUES (5, 1, 'link', '{"host":"192.0.2.1","kind":"tcp","port":80}');
  `)
}

const insertFlip = (db: Db, at: number, health: string): void => {
  db.prepare('INSERT INTO flip (hotspot_key, at, health) VALUES (1, ?, ?)').run(at, health)
}

const createPlace = () => {
  const fixture = createApp()
  insertHotspot(fixture.deps.db)
  const read = async (query = '?lang=id') => {
    fixture.live.publish({ hotspots: [createStatus('a', {}, { key: 1 })] })
    await fixture.app.settle()
    const html = await (await fixture.app.request(`/hotspots/a${query}`)).text()
    return html.replaceAll(/<(svg|head)[ >].*?<\/\1>/gs, ' ').replaceAll(/<[^>]*>|\s+/g, ' ')
  }
  return { ...fixture, db: fixture.deps.db, read }
}

describe('the past of a place', () => {
  test('a day with an hour of down time is told with its length, days before the first health as unknown', async () => {
    const { db, read } = createPlace()
    insertFlip(db, noon - 10 * dayMs - 10 * hourMs, 'up')
    insertFlip(db, noon - 5 * dayMs, 'down')
    insertFlip(db, noon - 5 * dayMs + hourMs, 'up')
    const text = await read()
    expect(text).toContain(
      'Dari 11 hari yang terpantau: 1 hari dengan waktu mati (jumlah 1 jam), 0',
    )
    expect(text).toContain('79 hari tanpa data yang cukup')
    expect(text).toMatch(/10 Jan 2026\s+ada waktu mati\s+1 jam/)
  })

  test('a day that was mostly blind is not called free of trouble', async () => {
    const { db, read } = createPlace()
    insertFlip(db, noon - 3 * dayMs - 10 * hourMs, 'up')
    const midnight = noon - 10 * hourMs
    db.prepare(
      `INSERT INTO blind_interval (tier, cause, started_at, ended_at) VALUES ('all', 'stopped', ?, ?)`,
    ).run(midnight - dayMs, midnight - dayMs + 3 * hourMs)
    const text = await read()
    expect(text).toMatch(/14 Jan 2026\s+data belum cukup\s+–\s+–\s+3 jam/)
    expect(text).toMatch(/13 Jan 2026\s+tanpa gangguan/)
  })

  test('a place that nobody monitors has no strip', async () => {
    const { app, live, deps } = createPlace()
    live.publish({
      hotspots: [createStatus('a', { monitored: false, layers: [], staleAt: null }, { key: 1 })],
    })
    await app.settle()
    expect(deps.db.prepare('SELECT count(*) FROM flip').pluck().get()).toBe(0)
    const html = await (await app.request('/hotspots/a')).text()
    expect(html).toContain('Tidak dipantau')
    expect(html).not.toContain('class="strip"')
  })

  test('latency is told by hours, and the chart asks the API for the rest', async () => {
    const { app, db, read } = createPlace()
    const sample = toSampleCode({ outcome: 'up', latencyMs: 12 })
    db.prepare('INSERT INTO sample (check_key, at, result) VALUES (5, ?, ?)').run(
      noon - 5000,
      sample,
    )
    db.prepare(
      `INSERT INTO check_hour (check_key, hour, up, down, unknown, sent, lost, sum_us, min_us, max_us)
       VALUES (5, ?, 2, 0, 0, 0, 0, 24000, 8000, 16000)`,
    ).run(noon - hourMs)
    const text = await read()
    expect(text).toContain('Perangkat (TCP): rata-rata 12 ms, tercepat 8 ms, paling lambat 16 ms.')
    expect(text).toMatch(/09\.00\s+12 ms\s+8 ms\s+16 ms/)
    const html = await (await app.request('/hotspots/a')).text()
    const source = /data-source="([^"]+)"/.exec(html)?.[1] ?? ''
    expect((await app.request(source)).status).toBe(200)
  })

  test('outages are listed newest first, with cause and end', async () => {
    const { db, read } = createPlace()
    const insert = db.prepare(
      `INSERT INTO outage (hotspot_key, severity, layer, reason, cause, started_at, ended_at, end_reason)
       VALUES (1, 'down', 'link', ?, ?, ?, ?, 'recovered')`,
    )
    insert.run('timeout', 'power', noon - 2 * dayMs, noon - 2 * dayMs + hourMs)
    insert.run('refused', 'device', noon - dayMs, noon - dayMs + 2 * hourMs)
    const text = await read()
    expect(text).toMatch(/14 Jan 2026, 10\.00 WIB\s+Mati\s+2 jam .*menolak sambungan\s+Perangkat/)
    expect(text.indexOf('menolak sambungan')).toBeLessThan(
      text.indexOf('Perangkat: tidak menjawab'),
    )
  })
})
