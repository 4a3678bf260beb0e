/** HTML routes: language, filters, paging, refresh, friendly absence, and the headers of every page. */
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { HttpApp } from '../../../server/http/app.ts'
import { createApp, createStatus, noon, settings } from '../fixture.ts'

const readText = async (
  app: HttpApp,
  path: string,
  headers: Record<string, string> = {},
): Promise<string> => (await app.request(path, { headers })).text()

const listIds = (html: string): string[] =>
  [...html.matchAll(/data-id="([^"]+)"/g)].map((match) => match[1] ?? '')

/** A city of ten: three down, one of each decision, one that nobody monitors. */
const createTen = () => {
  const fixture = createApp()
  fixture.live.publish({
    hotspots: [
      createStatus('a', { health: 'down', healthReason: 'timeout', healthSince: noon - 9000 }),
      createStatus('b', {}, { name: 'Puskesmas Beji', kind: 'puskesmas' }),
      createStatus('c', {}, { name: 'Taman Cinere', kind: 'taman', kecamatan: 'Cinere' }),
      createStatus('d', { health: 'down', healthReason: 'timeout', healthSince: noon - 5000 }),
      createStatus('e', {}, { lifecycle: 'planned' }),
      createStatus('f', {}, { lifecycle: 'suspended' }),
      createStatus('g', {}, { lifecycle: 'retired' }),
      createStatus('h', { monitored: false, layers: [], checkedAt: null, staleAt: null }),
      createStatus('i', { health: 'degraded', healthReason: 'slow' }),
      createStatus('j', {}, { name: 'Balai', address: 'Jl. Nusantara 7' }),
    ],
  })
  return fixture
}

describe('language', () => {
  test('Indonesian is first; the browser, then a cookie, then the address decide', async () => {
    const { app } = createApp()
    const lang = async (path: string, headers: Record<string, string> = {}) =>
      /<html lang="(\w+)"/.exec(await readText(app, path, headers))?.[1]
    expect(await lang('/')).toBe('id')
    expect(await lang('/', { 'accept-language': 'fr' })).toBe('id')
    expect(await lang('/', { 'accept-language': 'en-GB' })).toBe('en')
    expect(await lang('/', { 'accept-language': 'en', cookie: 'lang=id' })).toBe('id')
    expect(await lang('/?lang=en', { cookie: 'lang=id' })).toBe('en')
    expect(await lang('/?lang=<script>', { cookie: 'lang=xx' })).toBe('id')
  })

  test('only a stated language is remembered', async () => {
    const { app } = createApp()
    expect((await app.request('/')).headers.get('set-cookie')).toBeNull()
    expect((await app.request('/?lang=de')).headers.get('set-cookie')).toBeNull()
    const cookie = (await app.request('/?lang=en')).headers.get('set-cookie')
    expect(cookie).toContain('lang=en; Max-Age=31536000; Path=/')
    expect(cookie).toContain('SameSite=Lax')
  })

  test('caches keep the languages apart', async () => {
    const { app } = createApp()
    const vary = (await app.request('/')).headers.get('vary')
    expect(vary).toBe('Accept-Encoding, Accept-Language, Cookie')
  })

  test('the language link keeps path and filters', async () => {
    const { app } = createTen()
    const html = await readText(app, '/?q=a%26b&kecamatan=Beji&lang=en')
    expect(html).toContain('href="/?q=a%26b&amp;kecamatan=Beji&amp;lang=id"')
  })
})

describe('the residents list', () => {
  test('working places come first, and what is planned or retired is not shown', async () => {
    const { app } = createTen()
    await app.settle()
    expect(listIds(await readText(app, '/'))).toEqual(['j', 'b', 'c', 'i', 'a', 'd', 'h', 'f'])
  })

  test('filters join; the address counts for the search', async () => {
    const { app } = createTen()
    await app.settle()
    const ids = async (query: string) => listIds(await readText(app, `/?${query}`))
    expect(await ids('kecamatan=Cinere')).toEqual(['c'])
    expect(await ids('kind=puskesmas&kecamatan=Beji')).toEqual(['b'])
    expect(await ids('q=nusantara')).toEqual(['j'])
    expect(await ids('q=CINERE+taman')).toEqual(['c'])
    expect(await ids('kind=none')).toEqual([])
  })

  test('the list is cut into pages, and a page beyond the last is the last', async () => {
    const { app, live } = createApp()
    const hotspots = Array.from({ length: 101 }, (_, index) =>
      createStatus(`h${String(index)}`, {}, { key: index, name: `Titik ${String(index)}` }),
    )
    live.publish({ hotspots })
    await app.settle()
    const page = async (query: string) => listIds(await readText(app, `/${query}`))
    expect(await page('')).toHaveLength(50)
    // Numbers within names are read as numbers.
    expect((await page('')).slice(0, 3)).toEqual(['h0', 'h1', 'h2'])
    expect(await page('?page=3')).toEqual(['h100'])
    for (const text of ['4', '999999', '99999999999']) {
      expect((await page(`?page=${text}`)).length).toBeGreaterThan(0)
    }
    for (const text of ['0', '-1', 'x', '1e3', '']) {
      expect((await page(`?page=${text}`))[0]).toBe('h0')
    }
  })

  test('an endless search neither fails nor comes back whole', async () => {
    const { app } = createTen()
    const html = await readText(app, `/?q=${'x'.repeat(5000)}`)
    expect(/x{90,}/.exec(html)?.[0]).toHaveLength(100)
    expect(/x{101}/.test(html)).toBe(false)
  })
})

describe('the refresh of the rows on the screen', () => {
  test('only the asked rows answer, in the asked language', async () => {
    const { app } = createTen()
    await app.settle()
    const text = await readText(app, '/residents.json?ids=a,b,none&lang=en')
    expect(JSON.parse(text)).toMatchObject({
      generatedAt: noon,
      working: '3 of 8 places active now',
      notices: [],
      items: [
        { id: 'a', state: 'down', word: 'Down', checked: 'Last checked 10:00 WIB' },
        { id: 'b', state: 'up', word: 'Active' },
      ],
    })
  })

  test('an unchanged city costs no body, a changed one does', async () => {
    const { app, live, clock } = createTen()
    await app.settle()
    const first = await app.request('/residents.json?ids=b')
    const tag = first.headers.get('etag') ?? ''
    clock.now += 5000
    const headers = { 'if-none-match': `"other", ${tag}` }
    const second = await app.request('/residents.json?ids=b', { headers })
    expect(second.status).toBe(304)
    expect(await second.text()).toBe('')
    live.publish({ hotspots: [createStatus('b', { health: 'down', healthReason: 'timeout' })] })
    await app.settle()
    const third = await app.request('/residents.json?ids=b', { headers })
    expect(third.status).toBe(200)
    expect(await third.text()).toContain('"state":"down"')
  })

  test('no more rows than a page holds can be asked for', async () => {
    const { app, live } = createApp()
    const ids = Array.from({ length: 100 }, (_, index) => `h${String(index)}`)
    live.publish({ hotspots: ids.map((id) => createStatus(id)) })
    await app.settle()
    const answer = JSON.parse(await readText(app, `/residents.json?ids=${ids.join(',')}`)) as {
      items: unknown[]
    }
    expect(answer.items).toHaveLength(60)
  })
})

describe('staff', () => {
  test('problems come first, the newest on top, and decisions are in the list too', async () => {
    const { app } = createTen()
    await app.settle()
    const ids = listIds(await readText(app, '/staff'))
    expect(ids).toEqual(['d', 'a', 'i', 'h', 'j', 'b', 'c', 'f', 'e', 'g'])
    expect(listIds(await readText(app, '/staff?state=suspended'))).toEqual(['f'])
    expect(listIds(await readText(app, '/staff?state=nonsense'))).toHaveLength(10)
  })

  test('silence counts as old after one and a half rounds, at least 90 s', async () => {
    const read = async (staleAfterMs: number) => {
      const { app, live } = createApp()
      live.publish({ hotspots: [createStatus('a', { staleAt: noon + staleAfterMs })] })
      await app.settle()
      return /data-stale-after-ms="(\d+)"/.exec(await readText(app, '/staff'))?.[1]
    }
    expect(await read(180_000)).toBe('90000')
    expect(await read(60_000)).toBe('90000')
    expect(await read(900_000)).toBe('450000')
  })

  test('a tile source of the settings reaches the map as data', async () => {
    const tiles = { tileUrl: 'https://t.example/{z}/{x}/{y}.png', tileAttribution: '© Peta' }
    const { app } = createApp({ settings: { ...settings, ...tiles } })
    const html = await readText(app, '/staff')
    expect(html).toContain('data-tile-url="https://t.example/{z}/{x}/{y}.png"')
    expect(html).toContain('© Peta')
  })

  test('the ground of the map is what the wiring was given', async () => {
    const areasGeojson = '{"type":"FeatureCollection","features":[],"by":"wiring"}'
    const { app } = createApp({ areasGeojson })
    const answer = await app.request('/areas.geojson')
    expect(answer.headers.get('content-type')).toBe('application/geo+json; charset=utf-8')
    expect(await answer.text()).toBe(areasGeojson)
  })

  test("the wallboard counts an uplink's outage once, with all that hang on it", async () => {
    const { app, live } = createApp()
    const common = {
      severity: 'down',
      layer: 'link',
      reason: 'timeout',
      cause: 'unclassified',
      startedAt: noon - 60_000,
      endedAt: null,
      endReason: null,
      acknowledgedAt: null,
    } as const
    live.publish({
      hotspots: ['a', 'b', 'c'].map((id) => createStatus(id, { health: 'down' })),
      outages: [
        { ...common, id: 1, hotspotId: null, uplinkId: 'pop-1', uplinkOutageId: null },
        { ...common, id: 2, hotspotId: 'a', uplinkId: 'pop-1', uplinkOutageId: 1 },
        { ...common, id: 3, hotspotId: 'b', uplinkId: 'pop-1', uplinkOutageId: 1 },
        { ...common, id: 4, hotspotId: 'c', uplinkId: null, uplinkOutageId: null },
      ],
    })
    await app.settle()
    const html = await readText(app, '/wall')
    expect(html).toContain('2 titik terdampak')
    expect(html).toContain('Jalur pop-1')
    expect(html).toContain('Kelurahan c')
    expect(html).not.toContain('Kelurahan a')
  })
})

describe('absence and headers', () => {
  test('an unknown hotspot and an unknown address get the friendly page, with status 404', async () => {
    const { app } = createApp()
    for (const path of ['/hotspots/none', '/nothing', '/hotspots/%3Cscript%3E', '/hotspots/']) {
      const answer = await app.request(path)
      expect(answer.status, path).toBe(404)
      expect(await answer.text(), path).toContain('Halaman tidak ditemukan')
    }
  })

  test('every page forbids inline script and style, framing and sniffing', async () => {
    const { app } = createTen()
    await app.settle()
    for (const path of ['/', '/hotspots/b', '/staff', '/wall', '/nothing', '/residents.json']) {
      const { headers } = await app.request(path)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy, path).toContain("script-src 'self'")
      expect(policy, path).not.toContain('unsafe')
      expect(headers.get('x-frame-options'), path).toBe('DENY')
      expect(headers.get('x-content-type-options'), path).toBe('nosniff')
    }
  })

  test('a page is the same bytes in every encoding that a client accepts', async () => {
    const { app } = createTen()
    await app.settle()
    const plain = await readText(app, '/')
    const get = async (encoding: string) => {
      const answer = await app.request('/', { headers: { 'accept-encoding': encoding } })
      expect(answer.headers.get('content-encoding')).toBe(encoding)
      return Buffer.from(await answer.arrayBuffer())
    }
    expect(brotliDecompressSync(await get('br')).toString()).toBe(plain)
    expect(gunzipSync(await get('gzip')).toString()).toBe(plain)
    expect(plain.startsWith('<!doctype html><html lang="id">')).toBe(true)
  })

  test('mark and rules for crawlers are there', async () => {
    const { app } = createApp()
    const icon = await app.request('/favicon.svg')
    expect(icon.headers.get('content-type')).toBe('image/svg+xml')
    expect(await icon.text()).toContain('<svg')
    expect(await readText(app, '/robots.txt')).toContain('Disallow: /api/')
  })
})

describe('the account of a month', () => {
  const createPast = () => {
    const fixture = createTen()
    fixture.deps.db.exec(`
      INSERT INTO hotspot (key, id, name, kind, coordinate_basis, lifecycle)
        VALUES (1, 'b', 'Puskesmas Beji', 'puskesmas', 'unknown', 'active');
      INSERT INTO hotspot_fact (hotspot_key, field, valid_from, value) VALUES (1, 'lifecycle', 0, 'active');
      INSERT INTO flip (hotspot_key, at, health) VALUES (1, ${String(Date.UTC(2025, 10, 20))}, 'up');
    `)
    return fixture
  }
  const readMonth = async (query: string) => {
    const { app } = createPast()
    await app.settle()
    const html = await readText(app, `/hotspots/b${query}`)
    return {
      title: /<h2 id="month">([^<]*)</.exec(html)?.[1],
      links: [...html.matchAll(/month=(\d{4}-\d{2})[^"]*#month" rel="(\w+)"/g)].map(
        ([, month, rel]) => `${rel ?? ''} ${month ?? ''}`,
      ),
    }
  }

  test('is that of the running month, and leads to those before it', async () => {
    expect(await readMonth('')).toEqual({ title: 'Bulan Januari 2026', links: ['prev 2025-12'] })
    expect(await readMonth('?month=2025-12')).toEqual({
      title: 'Bulan Desember 2025',
      links: ['prev 2025-11', 'next 2026-01'],
    })
  })

  test('does not lead before the first thing that is known', async () => {
    expect((await readMonth('?month=2025-11')).links).toEqual(['next 2025-12'])
  })

  test('is never one that has not begun, nor one that is none', async () => {
    for (const month of ['2026-02', '9999-12', '2026-13', 'x', '<b>']) {
      const { title, links } = await readMonth(`?month=${encodeURIComponent(month)}`)
      expect(title, month).toBe('Bulan Januari 2026')
      expect(links, month).toEqual(['prev 2025-12'])
    }
  })

  test('stays the same in the other language', async () => {
    const { app } = createPast()
    await app.settle()
    const html = await readText(app, '/hotspots/b?month=2025-12')
    expect(html).toContain('href="/hotspots/b?month=2025-12&amp;lang=en"')
  })
})

describe('how we count', () => {
  test.each([
    ['id', 'Cara kami menghitung', '79,16 %', 'data belum cukup'],
    ['en', 'How we count', '79.16 %', 'not enough data'],
  ])('is told in %s, and every page leads there', async (lang, title, coverage, verdict) => {
    const { app } = createTen()
    const html = await readText(app, `/how-we-count?lang=${lang}`)
    for (const text of [`<h1>${title}</h1>`, coverage, verdict]) expect(html).toContain(text)
    for (const path of ['/', '/staff', '/hotspots/b']) {
      expect(await readText(app, `${path}?lang=${lang}`)).toContain(
        `href="/how-we-count?lang=${lang}">${title}`,
      )
    }
  })
})

describe('hours and maintenance', () => {
  const hours = {
    calendar: { zone: 'Asia/Jakarta', holidays: new Map<string, string>() },
    defaultHours: new Map([['kelurahan', 'Mo-Fr 07:30-16:00']]),
  }
  const createCity = () => {
    const fixture = createApp({ hours })
    fixture.deps.db.exec(
      `INSERT INTO maintenance (scope, scope_value, starts_at, title, created_at, created_by)
       VALUES ('hotspot', 'm', 0, 'Ganti perangkat', 0, 'Sari (contoh)')`,
    )
    fixture.clock.now = noon + 10 * 3_600_000
    const staleAt = fixture.clock.now + 180_000
    fixture.live.publish({
      hotspots: [
        createStatus('c', { staleAt }),
        createStatus('m', { staleAt }),
        createStatus('t', { staleAt }, { kind: 'taman' }),
      ],
    })
    return fixture
  }

  test('residents read when a closed place opens, and whom maintenance holds', async () => {
    const { app } = createCity()
    await app.settle()
    const html = await readText(app, '/')
    expect(listIds(html)).toEqual(['t', 'c', 'm'])
    expect(html).toContain(
      '<b class="closed">Di luar jam layanan</b> <i>Buka 16 Jan 2026, 07.30 WIB',
    )
    expect(html).toContain('<b class="maintenance">Pemeliharaan</b> <i>Ganti perangkat')
    expect(html).toContain('1 dari 3 tempat aktif sekarang')
    const refresh = JSON.parse(await readText(app, '/residents.json?ids=c')) as {
      items: { state: string; checked: string }[]
    }
    expect(refresh.items[0]?.state).toBe('closed')
    expect(refresh.items[0]?.checked).toContain('Buka 16 Jan 2026, 07.30 WIB')
    expect(listIds(await readText(app, '/?state=closed'))).toEqual(['c'])
  })

  test('staff see the health of a closed place', async () => {
    const { app } = createCity()
    await app.settle()
    expect(listIds(await readText(app, '/staff?state=up'))).toEqual(['c', 't'])
    expect(listIds(await readText(app, '/staff?state=maintenance'))).toEqual(['m'])
    expect(await readText(app, '/staff')).not.toContain('#g-closed"')
  })

  test('the page of a place says both', async () => {
    const { app } = createCity()
    await app.settle()
    expect(await readText(app, '/hotspots/c')).toContain('Buka 16 Jan 2026, 07.30 WIB.')
    expect(await readText(app, '/hotspots/m')).toContain('<bdi>Ganti perangkat</bdi>')
  })
})
