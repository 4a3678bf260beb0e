/** What residents read: states in words, honest places and times, links that keep the language. */
import { describe, expect, test } from 'vitest'
import type { ListPage } from '../../../web/pages/residents.tsx'
import { ResidentsPage } from '../../../web/pages/residents.tsx'
import { createRow, createView, minuteMs, now, toHtml, toText } from './render.ts'

const createList = (changed: Partial<ListPage> = {}): ListPage => ({
  filter: { q: '', kecamatan: '', kind: '', state: undefined },
  choices: { kecamatan: ['Beji', 'Cinere'], kinds: ['puskesmas', 'taman'] },
  rows: [createRow()],
  opensAt: new Map(),
  found: 1,
  total: 1,
  page: 1,
  pages: 1,
  ...changed,
})

const render = (list: Partial<ListPage>, view = createView()): string =>
  toHtml(<ResidentsPage view={view} list={createList(list)} working={1} />)

describe('the residents page', () => {
  test('a row says name, kind, area, state and when it was checked', () => {
    const text = toText(render({}))
    expect(text).toContain('Taman A Taman dan alun-alun · Kukusan, Beji Aktif')
    expect(text).toContain('Terakhir diperiksa 09.59 WIB')
    expect(text).toContain('1 dari 1 tempat aktif sekarang')
  })

  test('a closed place says when it opens, a place in maintenance why and until when', () => {
    const rows = [
      createRow({ id: 'closed', openNow: false }),
      createRow({ id: 'unsure', openNow: false, health: 'unknown' }),
      createRow({
        id: 'works',
        maintenance: { title: 'Ganti <kabel>', until: now + 60 * minuteMs },
      }),
    ]
    const opensAt = new Map([['closed', now + 24 * 60 * minuteMs]])
    const html = render({ rows, opensAt, found: 3, total: 3 })
    const text = toText(html)
    expect(text).toContain('Di luar jam layanan Buka 16 Jan 2026, 10.00 WIB · Terakhir diperiksa')
    expect(text).toContain('Di luar jam layanan Terakhir diperiksa')
    expect(text).toContain('Pemeliharaan Ganti &lt;kabel&gt;, sampai 11.00 WIB · Terakhir')
    expect(html).toContain('#g-closed')
    expect(html).toContain('#g-maintenance')
  })

  test('a row that was last checked yesterday says the day', () => {
    const rows = [
      createRow({ checkedAt: now - 24 * 60 * minuteMs }),
      createRow({ checkedAt: null }),
    ]
    const text = toText(render({ rows }))
    expect(text).toContain('Terakhir diperiksa 14 Jan 2026, 10.00 WIB')
    expect(text).toContain('Belum pernah diperiksa')
  })

  test('a guessed point is called a guess, and a missing one missing', () => {
    const rows = [
      createRow({ coordinateBasis: 'centroid' }),
      createRow({ lat: null, lon: null, coordinateBasis: 'unknown' }),
    ]
    const text = toText(render({ rows }))
    expect(text).toContain('letak perkiraan')
    expect(text).toContain('tanpa lokasi')
    expect(toText(render({}))).not.toContain('letak perkiraan')
  })

  test('every state comes as shape, word and colour', () => {
    const html = render({ rows: [createRow({ health: 'down' })] })
    expect(html).toContain('href="#g-down"')
    expect(html).toContain('<b class="down">Mati</b>')
  })

  test('a hostile name is text in every place', () => {
    const name = '"><img src=x onerror=alert(1)><script>'
    const html = render({
      rows: [createRow({ name, kind: name, kecamatan: name, id: 'x' })],
      filter: { q: name, kecamatan: name, kind: name, state: undefined },
      choices: { kecamatan: [name], kinds: [name] },
    })
    expect(html).not.toContain('<img')
    expect(html.match(/<script/g)).toHaveLength(1)
    expect(html).toContain('&lt;img src=x')
  })

  test('an empty inventory and an empty search say different things', () => {
    expect(toText(render({ rows: [], found: 0, total: 0 }))).toContain('Belum ada titik Wi-Fi')
    const text = toText(render({ rows: [], found: 0, total: 9 }))
    expect(text).toContain('Tidak ada tempat yang cocok')
    expect(text).toContain('0 dari 9 tempat')
  })

  test('page links keep the filters, and the language only when the address states it', () => {
    const filter = { q: 'a b', kecamatan: 'Beji', kind: '', state: undefined }
    const list = { filter, page: 2, pages: 3, found: 101, total: 120 }
    const html = render(list)
    expect(html).toContain('href="/?q=a+b&amp;kecamatan=Beji"')
    expect(html).toContain('href="/?q=a+b&amp;kecamatan=Beji&amp;page=3"')
    const stated = render(list, createView({ statedLanguage: 'en' }, 'en'))
    expect(stated).toContain('href="/hotspots/taman-a?lang=en"')
    expect(stated).toContain('<input type="hidden" name="lang" value="en"/>')
    expect(stated).toContain('Page 2 of 3')
  })

  test('a demo says so, and a monitor that cannot see says so to residents in plain words', () => {
    const blind = { since: now - 5 * minuteMs, tiers: ['far', 'near'] as const }
    const faults = [{ code: 'database_locked', since: now - minuteMs }] as const
    const view = createView({ isDemo: true, monitor: { blind, faults, lastRound: null } })
    const text = toText(render({}, view))
    expect(text).toContain('Ini demo')
    expect(text).toContain('tidak dapat melihat jaringan sejak 09.55 WIB')
    expect(text).toContain('Sistem pemantau sedang bermasalah')
    expect(text).not.toContain('Basis data')
  })

  test('residents are not told that witnesses were never configured', () => {
    const faults = [{ code: 'no_witnesses', since: now }] as const
    const view = createView({ monitor: { blind: null, faults, lastRound: null } })
    expect(toText(render({}, view))).not.toContain('bermasalah')
  })

  test('one blind tier is named, and only a part is called unknown', () => {
    const blind = { since: now, tiers: ['far'] as const }
    const view = createView({ monitor: { blind, faults: [], lastRound: null } })
    expect(toText(render({}, view))).toContain('jaringan jauh sejak 10.00 WIB. Sebagian')
  })

  test('there is no inline script and no inline style', () => {
    const html = render({})
    expect(html).not.toMatch(/ style=/)
    expect(html).not.toMatch(/ on[a-z]+=/)
    expect(html.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/assets/island.js">'])
  })
})
