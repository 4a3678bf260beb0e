/** Export and import are each other's inverse, in both dialects and for every record that an import accepts. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coordinateBases, lifecycles } from '../../../server/domain/hotspot.ts'
import { blankHotspot } from '../../../server/domain/inventory/hotspot-record.ts'
import type { HotspotRecord } from '../../../server/domain/inventory/hotspot-record.ts'
import { hotspotFormat, planImport } from '../../../server/domain/inventory/plan-import.ts'
import { readTable } from '../../../server/domain/inventory/table.ts'
import { writeFile } from '../../../server/domain/inventory/write-file.ts'
import { context, emptyInventory, minimumNames, planHotspots, toCsv } from './files.ts'

const format = hotspotFormat(context.areas)
const write = (records: readonly HotspotRecord[], style: 'comma' | 'semicolon' = 'comma'): string =>
  writeFile(records, format, style, context)

/** Text as an import leaves it, rich in what CSV and spreadsheets trip over. */
const cleanText = (limit: number) =>
  fc
    .string({
      unit: fc.constantFrom(
        'a',
        'É',
        '=',
        '+',
        '-',
        '@',
        "'",
        '"',
        ',',
        ';',
        ' ',
        '＝',
        '<',
        '\\',
        '0',
        '😀',
        '\uFF1B',
      ),
      minLength: 1,
      maxLength: limit,
    })
    .map((text) => text.replace(/\s+/g, ' ').trim())
    .map((text) => (text === '' ? 'x' : text))

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const dayMs = 86_400_000

const record: fc.Arbitrary<HotspotRecord> = fc.record({
  ...Object.fromEntries(
    Object.entries(blankHotspot).map(([key, value]) => [key, fc.constant(value)]),
  ),
  id: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,10}$/),
  name: cleanText(20),
  kind: fc.constantFrom('rw', 'taman'),
  kecamatan: fc.constant('Cimanggis'),
  kelurahan: fc.constant('Tugu'),
  areaCode: fc.constant('32.76.02.1009'),
  address: orNull(cleanText(20)),
  lat: fc.integer({ min: -6_362_000, max: -6_361_000 }).map((n) => n / 1e6),
  lon: fc.integer({ min: 106_849_000, max: 106_850_000 }).map((n) => n / 1e6),
  coordinateBasis: fc.constantFrom(...coordinateBases),
  lifecycle: fc.constantFrom(...lifecycles),
  // Days since 2000, at midnight in Jakarta.
  activeFrom: orNull(
    fc.integer({ min: 10_957, max: 25_000 }).map((n) => n * dayMs - 7 * 3_600_000),
  ),
  provider: orNull(cleanText(20)),
  ssid: orNull(cleanText(8)),
  bandwidthMbps: orNull(fc.integer({ min: 1, max: 1e9 }).map((n) => n / 1000)),
  slaTarget: orNull(fc.integer({ min: 50_000, max: 100_000 }).map((n) => n / 100_000)),
  gateway: orNull(fc.constantFrom('10.0.0.1', 'fe80::1', 'a.id')),
  linkIcmp: fc.boolean(),
  portalUrl: orNull(fc.constantFrom('http://a.id/', 'https://[::1]:8443/x;y,z?=1')),
  portalExpect: orNull(cleanText(20)),
  monthlyFee: orNull(fc.nat(1e9)),
  contact: orNull(cleanText(20)),
  notes: orNull(
    fc.array(cleanText(10), { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
  ),
  sourceDate: orNull(fc.constant('2025-02-28')),
}) as fc.Arbitrary<HotspotRecord>

const records = fc.uniqueArray(record, { selector: ({ id }) => id, minLength: 1, maxLength: 5 })

describe('an export', () => {
  it.each(['comma', 'semicolon'] as const)('imported again changes nothing (%s)', (style) => {
    fc.assert(
      fc.property(records, (given) => {
        const hotspots = new Map(given.map((one) => [one.id, one]))
        const plan = planImport(
          { hotspots: write(given, style), uplinks: null },
          { ...emptyInventory, hotspots },
          context,
        )
        expect(plan.hotspots?.rejected).toEqual([])
        expect(plan.hotspots?.changed).toEqual([])
        expect(plan.hotspots?.unchangedCount).toBe(given.length)
      }),
      { numRuns: 300 },
    )
  })

  it('carries everything to an empty inventory, and from there the same bytes again', () => {
    fc.assert(
      fc.property(records, (given) => {
        const content = write(given)
        const created = planHotspots(content).hotspots?.created.map(({ after }) => after) ?? []
        expect(created).toEqual(given)
        expect(write(created)).toBe(content)
      }),
      { numRuns: 300 },
    )
  })

  it('has the minimum columns in order, and only those optional ones that say something', () => {
    const header = (given: HotspotRecord[]) => readTable(write(given)).header
    const plain = { ...blankHotspot, id: 'a', name: 'A' }
    expect(header([])).toEqual(minimumNames)
    expect(header([plain])).toEqual(minimumNames)
    expect(header([plain, { ...plain, notes: 'x', linkIcmp: false }])).toEqual([
      ...minimumNames,
      'link_icmp',
      'notes',
    ])
  })

  it('lets no cell begin as a formula, and leaves negative numbers numbers', () => {
    const evil = '=HYPERLINK("http://evil.example")'
    const content = write([
      {
        ...blankHotspot,
        id: 'a',
        name: evil,
        address: '＝1+1',
        provider: '-2',
        lat: -6.361498,
        lon: 106.85,
      },
    ])
    const cells = readTable(content).rows[0]?.cells ?? []
    expect(cells.filter((cell) => /^\s*[=+@＝＋－＠-]/.test(cell))).toEqual(['-6.361498'])
    expect(cells[1]).toBe(`'${evil}`)
  })

  it('for spreadsheets has a byte order mark, semicolons, decimal commas and CRLF', () => {
    const content = write(
      [{ ...blankHotspot, id: 'a', name: 'A;B', lat: -6.361498, lon: 106.85 }],
      'semicolon',
    )
    expect(content.startsWith('\uFEFFid;name;')).toBe(true)
    expect(content).toContain('\r\na;"A;B";')
    expect(content).toContain(';-6,361498;106,850000;')
    expect(content.endsWith('\r\n')).toBe(true)
  })

  it('of what a file said is that file', () => {
    const content = toCsv([{ lat: '-6.361498' }, { id: 'b', address: 'Jl. "A", No. 1' }])
    const created = planHotspots(content).hotspots?.created.map(({ after }) => after) ?? []
    expect(write(created)).toBe(content)
  })
})
