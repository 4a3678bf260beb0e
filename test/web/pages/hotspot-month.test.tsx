/** The month of one place: a bar and a table that add up, figures rounded down, and words where there is no figure. */
import { describe, expect, test } from 'vitest'
import type { LedgerFacts } from '../../../server/domain/ledger/facts.ts'
import { computeLedger } from '../../../server/domain/ledger/ledger.ts'
import { HotspotMonth, type MonthAccount } from '../../../web/pages/hotspot-month.tsx'
import type { View } from '../../../web/pages/view.ts'
import { createFacts, dayMs, hourMs, january } from './month-facts.ts'
import { createView, toHtml, toText } from './render.ts'

interface Given {
  readonly facts?: Partial<LedgerFacts>
  readonly account?: Partial<MonthAccount>
  readonly view?: View
}

const render = ({ facts, account, view = createView() }: Given = {}): string => {
  const ledger = computeLedger(createFacts(facts))
  const whole = { ledger, isRunning: false, previous: null, next: null, ...account }
  return toHtml(<HotspotMonth view={view} id="taman-a" account={whole} />)
}

const read = (given: Given = {}): string => toText(render(given))

/** Down from `at` for `ms`, in an outage of its own. */
const downFor = (at: number, ms: number): Pick<LedgerFacts, 'flips' | 'outages'> => ({
  flips: [
    { at: january - dayMs, health: 'up' },
    { at, health: 'down' },
    { at: at + ms, health: 'up' },
  ],
  outages: [
    {
      id: 1,
      severity: 'down',
      startedAt: at,
      endedAt: at + ms,
      endReason: 'recovered',
      uplinkOutageId: null,
      cause: 'power',
      parts: [],
    },
  ],
})

const listBars = (html: string) =>
  html
    .split('class="month-bar"')
    .slice(1)
    .map((bar) =>
      [
        ...(bar.split('</svg>')[0] ?? '').matchAll(
          /class="c-(\w+)" x="([\d.]+)"[^>]*width="([\d.]+)"/g,
        ),
      ].map(([, name, x, width]) => ({ name, x: Number(x), width: Number(width) })),
    )

describe('figures', () => {
  test('a whole month up reads 100,00 %', () => {
    const text = read()
    expect(text).toContain('Bulan Januari 2026')
    expect(text).toContain('Ketersediaan yang dialami semua jam 100,00 % Cakupan data 100,00 %.')
  })

  test('one lost second never reads 100', () => {
    const text = read({ facts: downFor(january + dayMs, 1000) })
    expect(text).toContain('Ketersediaan yang dialami semua jam 99,99 %')
    expect(text).toContain('Waktu mati menurut penyebab Listrik: 1 detik')
    // Power is excused by the contract.
    expect(text).toMatch(/Ketersediaan menurut kontrak [^%]* 100,00 %/)
  })

  test('five blind hours of a day leave words in the place of a figure', () => {
    const day = { from: january, to: january + dayMs }
    const blindFor = (hours: number) =>
      read({
        facts: {
          ...day,
          blind: [
            { tier: 'all', startedAt: january + hourMs, endedAt: january + (1 + hours) * hourMs },
          ],
        },
      })
    expect(blindFor(5)).toContain('semua jam data belum cukup Cakupan data 79,16 %.')
    expect(blindFor(2)).toContain('semua jam 100,00 % Cakupan data 91,66 %.')
  })

  test.each([
    [{ flips: [] }, 'tidak ada data', 'Cakupan data 0,00 %.'],
    [{ lifecycle: [] }, 'tidak beroperasi', 'Tidak ada waktu yang perlu dipantau.'],
  ])('says why there is none %#', (facts, verdict, coverage) => {
    expect(read({ facts })).toContain(`semua jam ${verdict} ${coverage}`)
  })

  test('a month that was closed throughout has no time to judge', () => {
    const closed = [{ from: january, to: january + 31 * dayMs }]
    const text = read({ facts: { closed } })
    expect(text).toContain('tanpa pemeliharaan tidak ada waktu yang dinilai')
    expect(text).toContain('semua jam 100,00 %')
  })

  test('tell the target, and whether it was met', () => {
    const contract = {
      id: 'K-1',
      excusedCauses: [],
      owedCauses: [],
      target: 0.995,
      monthlyFee: 5_000_000,
      feeBasis: 'contract',
      restitutionThresholdMs: 0,
    } as const
    const whole = { from: january, to: january + 31 * dayMs, contract }
    expect(read({ facts: { contracts: [whole] } })).toContain('Target 99,5 %: tercapai.')
    const missed = read({ facts: { contracts: [whole], ...downFor(january, 8 * hourMs) } })
    expect(missed).toContain('Target 99,5 %: tidak tercapai.')
    const half = [
      { ...whole, to: january + dayMs },
      { ...whole, from: january + dayMs, contract: { ...contract, id: 'K-2' } },
    ]
    const parts = read({ facts: { contracts: half } })
    expect(parts).toContain('Menurut masa kontrak')
    expect(parts).toContain('K-2')
    expect(parts).not.toContain('5.000.000')
  })
})

describe('the account', () => {
  const facts: Partial<LedgerFacts> = {
    ...downFor(january + dayMs, 1500),
    closed: [{ from: january + 2 * dayMs, to: january + 3 * dayMs }],
    maintenance: [{ from: january + 4 * dayMs, to: january + 4 * dayMs + hourMs }],
    blind: [
      { tier: 'all', startedAt: january + 5 * dayMs + 300, endedAt: january + 5 * dayMs + 900 },
    ],
  }

  test('its bars fill the whole width without gap or overlap, in both views', () => {
    const [all = [], service = []] = listBars(render({ facts }))
    expect(all.map(({ name }) => name)).toEqual(['up', 'down', 'unknown'])
    expect(service.map(({ name }) => name)).toEqual([
      'up',
      'down',
      'unknown',
      'maintenance',
      'closed',
    ])
    for (const bar of [all, service]) {
      let end = 0
      for (const { x, width } of bar) {
        expect(x).toBeCloseTo(end, 6)
        end = x + width
      }
      expect(end).toBeCloseTo(1000, 6)
    }
  })

  test('its table gives every class in words, to the second, with the sum', () => {
    const text = read({ facts })
    expect(text).toContain('Di luar jam layanan – 1 hr')
    expect(text).toContain('Pemeliharaan – 1 j')
    expect(text).toContain('Jumlah 31 hr 31 hr')
  })

  test('seconds of the classes add up to the seconds of the whole', () => {
    const html = render({ facts, view: createView({}, 'en') })
    const rows = [...html.matchAll(/data-label="All hours">([^<]*)</g)].map(
      ([, text]) => text ?? '',
    )
    const toSeconds = (text: string): number =>
      [...text.matchAll(/(\d+) (day|hr|min|sec)/g)].reduce(
        (sum, [, count, unit]) =>
          sum + Number(count) * ({ day: 86_400, hr: 3600, min: 60, sec: 1 }[unit ?? ''] ?? NaN),
        0,
      )
    const seconds = rows.map(toSeconds)
    expect(seconds.at(-1)).toBe(31 * 86_400)
    expect(seconds.slice(0, -1).reduce((sum, one) => sum + one, 0)).toBe(31 * 86_400)
  })

  test('counts outages with their mean times, and maintenance', () => {
    const text = read({
      facts: {
        ...downFor(january + dayMs, 2 * hourMs),
        maintenance: [{ from: january + dayMs, to: january + dayMs + hourMs }],
      },
    })
    expect(text).toContain('Jumlah kejadian mati 1')
    expect(text).toContain('Rata-rata waktu pulih 2 jam')
    expect(text).toContain('Pemeliharaan 1 jam, 1 jam di antaranya mati')
  })
})

describe('other months', () => {
  test('are plain links; a running month has no next one and says up to when it counts', () => {
    const previous = { month: '2025-12', from: january - 31 * dayMs }
    const html = render({
      facts: { now: january + 10 * dayMs },
      account: { isRunning: true, previous },
    })
    expect(html).toContain('href="/hotspots/taman-a?month=2025-12#month" rel="prev"')
    expect(toText(html)).toContain('← Desember 2025')
    expect(html).not.toContain('rel="next"')
    expect(toText(html)).toContain('Dihitung sampai 11 Jan 2026, 00.00 WIB.')
  })

  test('keep a stated language', () => {
    const next = { month: '2026-02', from: january + 31 * dayMs }
    const html = render({ account: { next }, view: createView({ statedLanguage: 'en' }, 'en') })
    expect(html).toContain('href="/hotspots/taman-a?month=2026-02&amp;lang=en#month" rel="next"')
    expect(toText(html)).toContain('February 2026 →')
    expect(toText(html)).toContain('The month of January 2026')
  })
})
