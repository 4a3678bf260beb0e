/** Every page in a real browser: WCAG rules, hostile names, no script, narrow screens, weight. */
import { readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import type axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import {
  buildWeb,
  executablePath,
  launch,
  openPage,
  poll,
  toSuiteName,
  waitForBoard,
} from './chromium.ts'
import { startCityServer, type CityServer } from './city-server.ts'
import { createStatus, makeCity, toOutage, type MadeCity } from './made-city.ts'

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
)
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** First hotspot of the city, with ninety days of history; the other one is down. */
const hotspotPath = '/hotspots/kel-3276011006'
const paths = ['/', hotspotPath, '/how-we-count', '/staff', '/wall', '/nothing-here'] as const
const languages = ['id', 'en'] as const

const hostileNames = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(2)</script>',
  '</title></option><svg onload=alert(3)>',
  'javascript:alert(4)//\'"`{{7*7}}${7*7}',
  'N'.repeat(10_000),
  '\u202Egnp.ikfaw\u202C \u2067kanan\u2066 ke kiri',
  'Wi\u0000Fi\u0007 \uFEFF\u200B\uD800',
  '   ',
] as const

let browser: Browser
let webRoot: string

const startCity = async (
  city: MadeCity,
  options: Parameters<typeof startCityServer>[1] = {},
): Promise<CityServer> => {
  const server = await startCityServer(city, { webRoot, ...options })
  onTestFinished(() => server.close())
  return server
}

const openGuarded = async (url: string, options = {}) => {
  const guarded = await openPage(browser, url, options)
  onTestFinished(() => guarded.close())
  if (new URL(url).pathname === '/staff') await waitForBoard(guarded.page)
  return guarded
}

/** Names of broken rules with the elements that break them. */
const findViolations = async (page: Page): Promise<string[]> => {
  await page.evaluate(axeSource)
  const { violations, passes } = await page.evaluate<axe.AxeResults>(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)} })`,
  )
  // Rules that found nothing to look at would pass an empty page.
  expect(passes.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['color-contrast', 'document-title', 'html-has-lang', 'target-size']),
  )
  return violations.map(({ id, nodes }) => {
    const places = nodes.map((node) => `${node.html.slice(0, 120)} [${node.target.join(' ')}]`)
    return `${id}: ${places.slice(0, 3).join(' | ')}`
  })
}

/** Replaces names, addresses and kinds of the first hotspots by what an attacker would write. */
const makeHostileCity = (): MadeCity => {
  const now = Date.now()
  const { statuses } = makeCity(40, now)
  const hostile = statuses.map((status, index) => {
    const name = hostileNames[index]
    if (name === undefined) return status
    const hotspot = {
      ...status.hotspot,
      name,
      kind: name.slice(0, 200),
      kecamatan: name.slice(0, 200),
      address: name,
      ssid: name,
      provider: name,
      serviceHours: name,
    }
    return {
      ...createStatus(hotspot, index % 2 === 0 ? 'down' : 'up', now),
      healthReason: index % 2 === 0 ? name.slice(0, 200) : null,
    }
  })
  return { statuses: hostile, outages: hostile.map(toOutage).filter((one) => one !== null) }
}

describe.skipIf(executablePath === null)(toSuiteName('pages in a browser'), () => {
  beforeAll(async () => {
    webRoot = await buildWeb()
    browser = await launch()
  })
  afterAll(async () => {
    await browser.close()
    rmSync(webRoot, { recursive: true })
  })

  test.for([
    ['id', 'light'],
    ['en', 'dark'],
  ] as const)('no page breaks a WCAG 2.2 AA rule (%s, %s)', async ([lang, colorScheme]) => {
    const now = Date.now()
    const server = await startCity(makeCity(132, now), {
      settings: { isDemo: true },
      begin: {
        blind: [{ tier: 'far', cause: 'witnesses', startedAt: now - 60_000, endedAt: null }],
        faults: [{ code: 'no_witnesses', detail: '', since: now - 60_000 }],
      },
    })
    for (const path of paths) {
      const { page } = await openGuarded(`${server.url}${path}?lang=${lang}`, { colorScheme })
      if (path === '/staff') await page.locator('#list button').first().click()
      if (path === hotspotPath) {
        for (const one of await page.locator('summary').all()) await one.click()
        await page.locator('#chart canvas').waitFor()
      }
      expect(await page.locator('html').getAttribute('lang')).toBe(lang)
      expect(await findViolations(page), path).toEqual([])
      await page.context().close()
    }
  })

  test('hostile names execute nothing, ask nobody, and stay within the page', async () => {
    const server = await startCity(makeHostileCity())
    const ids = [...server.live.hotspots.keys()].slice(0, hostileNames.length)
    const all = ['/', '/staff', '/wall', ...ids.map((id) => `/hotspots/${id}`)]
    for (const path of all) {
      const { page, faults } = await openGuarded(`${server.url}${path}`, {
        viewport: { width: 360, height: 740 },
      })
      const extra = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(extra, `${path} is wider than the screen`).toBeLessThanOrEqual(0)
      expect(await page.locator('img:not(.leaflet-tile)').count(), path).toBe(0)
      expect(faults, path).toEqual([])
      await page.context().close()
    }
  })

  test('a hostile name is shown as it is written, in list, panel and marker', async () => {
    const server = await startCity(makeHostileCity())
    const { page, faults } = await openGuarded(`${server.url}/staff`)
    await page.fill('#f-q', 'img src onerror')
    await poll(() => page.locator('#list > li').count()).toBe(1)
    await page.locator('#list button').click()
    await poll(() => page.locator('.panel h2').textContent()).toBe(hostileNames[0])
    await poll(() => page.locator('.pin.selected').textContent()).toContain('<img src=x')
    const query = new URLSearchParams({ q: hostileNames[0], kecamatan: hostileNames[1] })
    await page.goto(`${server.url}/?${query.toString()}`)
    expect(await page.locator('#f-q').inputValue()).toBe(hostileNames[0])
    expect(faults).toEqual([])
  })

  test('every page reads at 320 pixels without scrolling sideways', async () => {
    const server = await startCity(makeCity(132, Date.now()), { settings: { isDemo: true } })
    for (const path of paths) {
      for (const lang of languages) {
        const { page } = await openGuarded(`${server.url}${path}?lang=${lang}`, {
          viewport: { width: 320, height: 640 },
        })
        const extra = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(extra, `${path} ${lang}`).toBeLessThanOrEqual(0)
        await page.context().close()
      }
    }
  })

  test('without JavaScript residents search, filter, page on and read a place; staff read the list', async () => {
    const server = await startCity(makeCity(132, Date.now()))
    const { page } = await openGuarded(`${server.url}/`, { javaScriptEnabled: false })
    expect(await page.locator('.rows > li').count()).toBe(50)
    await page.getByRole('link', { name: 'Berikutnya' }).click()
    expect(page.url()).toContain('page=2')
    await page.fill('#f-q', 'puskesmas beji')
    await page.selectOption('#f-kecamatan', 'Beji')
    await page.getByRole('button', { name: 'Tampilkan' }).click()
    const name = await page.locator('.rows a').first().textContent()
    await page.locator('.rows a').first().click()
    expect(await page.locator('h1').textContent()).toBe(name)
    await page.getByRole('link', { name: 'Kembali ke daftar' }).click()
    await page.locator('footer').getByRole('link', { name: 'Peta gangguan' }).click()
    expect(await page.locator('#list a').count()).toBe(50)
    expect(await page.locator('#list b').first().textContent()).toBe('Mati')
  })

  test("residents' first view of 2,000 hotspots is at most 30 KB compressed, with all its files", async () => {
    const server = await startCity(makeCity(2000, Date.now()))
    const context = await browser.newContext({ locale: 'id-ID' })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    let bytes = 0
    await session.send('Network.enable')
    session.on('Network.loadingFinished', (event) => {
      bytes += event.encodedDataLength
    })
    // The files' compressed forms are made after the start.
    await poll(async () => {
      const manifest = await fetch(`${server.url}/`).then((answer) => answer.text())
      const style = /href="(\/assets\/base[^"]+)"/.exec(manifest)?.[1] ?? ''
      const answer = await fetch(`${server.url}${style}`, {
        headers: { 'accept-encoding': 'br' },
      })
      return answer.headers.get('content-encoding')
    }).toBe('br')
    await page.goto(`${server.url}/`, { waitUntil: 'networkidle' })
    console.log(`residents' first view with 2,000 hotspots: ${String(bytes)} bytes on the wire`)
    expect(await page.locator('.rows > li').count()).toBe(50)
    expect(bytes).toBeGreaterThan(2000)
    expect(bytes).toBeLessThanOrEqual(30 * 1024)
  })

  test('the residents page shows a change within the next minute, without reload', async () => {
    const server = await startCity(makeCity(60, Date.now()))
    const context = await browser.newContext({ locale: 'id-ID' })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    await page.clock.install({ time: Date.now() })
    await page.goto(`${server.url}/`)
    const row = page.locator('.rows > li').first()
    const id = (await row.getAttribute('data-id')) ?? ''
    expect(await row.locator('b').textContent()).toBe('Aktif')
    const hotspot = server.live.hotspots.get(id)?.hotspot
    if (hotspot === undefined) throw new Error('the first row is a hotspot')
    server.live.publish({ hotspots: [createStatus(hotspot, 'down', Date.now())] })
    await poll(async () => {
      await page.clock.fastForward(61_000)
      return row.locator('b').textContent()
    }).toBe('Mati')
    expect(await row.locator('use').getAttribute('href')).toBe('#g-down')
  })

  test('the wallboard shows an outage by itself, and recovers after the server was away', async () => {
    const server = await startCity(makeCity(9, Date.now()))
    const { page } = await openGuarded(`${server.url}/wall`)
    const before = Number(await page.locator('.tile.down b').textContent())
    const [first, second] = [...server.live.hotspots.values()].filter(
      ({ health }) => health === 'up',
    )
    if (first === undefined || second === undefined) throw new Error('some of them work')
    const down = createStatus(first.hotspot, 'down', Date.now())
    const outage = toOutage(down)
    server.live.publish({ hotspots: [down], outages: outage === null ? [] : [outage] })
    await poll(() => page.locator('.tile.down b').textContent()).toBe(String(before + 1))
    const lines = await page.locator('.open .what b').allTextContents()
    expect(lines).toContain(first.hotspot.name)
    await server.cut()
    server.live.publish({ hotspots: [createStatus(second.hotspot, 'down', Date.now())] })
    await server.resume()
    await poll(() => page.locator('.tile.down b').textContent()).toBe(String(before + 2))
  })

  test('the latency chart is loaded on the page of a hotspot alone, and only when it comes into view', async () => {
    const server = await startCity(makeCity(9, Date.now()))
    const { page } = await openPage(browser, `${server.url}${hotspotPath}`, {
      viewport: { width: 360, height: 500 },
    })
    onTestFinished(() => page.context().close())
    const listCharts = (): Promise<string[]> =>
      page.evaluate(() =>
        performance
          .getEntriesByType('resource')
          .map((entry) => entry.name)
          .filter((name) => name.includes('latency-chart')),
      )
    await page.waitForLoadState('networkidle')
    expect(await listCharts()).toEqual([])
    await page.locator('#chart').scrollIntoViewIfNeeded()
    await page.locator('#chart canvas').waitFor()
    expect(await listCharts()).toHaveLength(1)
  })
})
