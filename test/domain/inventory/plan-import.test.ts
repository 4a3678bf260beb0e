/** Imports: every cell rule, line numbers, dialects, places, and what a file would change. */
import { describe, expect, it } from 'vitest'
import { isClean, isUsable, planImport } from '../../../server/domain/inventory/plan-import.ts'
import type { Inventory } from '../../../server/domain/inventory/plan-import.ts'
import { hostileHosts } from '../hostile-hosts.ts'
import {
  context,
  emptyInventory,
  minimumNames,
  planHotspots,
  rejectionsOf,
  toCsv,
  warningsOf,
} from './files.ts'
import type { Cells } from './files.ts'

const rejectionsOfRow = (cells: Cells, names?: readonly string[]): string[] =>
  rejectionsOf(planHotspots(toCsv([cells], names === undefined ? {} : { names })))

const warningsOfRow = (cells: Cells, names?: readonly string[]): string[] =>
  warningsOf(planHotspots(toCsv([cells], names === undefined ? {} : { names })))

const readRow = (cells: Cells, names?: readonly string[]) => {
  const plan = planHotspots(toCsv([cells], names === undefined ? {} : { names }))
  expect(rejectionsOf(plan)).toEqual([])
  return plan.hotspots?.created[0]?.after
}

const withOptional = (...names: string[]): string[] => [...minimumNames, ...names]

describe('a good row', () => {
  it('becomes a record with every field', () => {
    expect(readRow({})).toMatchObject({
      id: 'pkm-tugu',
      kelurahan: 'Tugu',
      areaCode: '32.76.02.1009',
      lat: -6.361498,
      lon: 106.849716,
      lifecycle: 'active',
      // Midnight in Jakarta is 17:00 UTC of the day before.
      activeFrom: Date.UTC(2025, 0, 30, 17),
      uplinkId: null,
      bandwidthMbps: 30,
      slaTarget: 0.995,
      gateway: '10.1.2.3',
      linkIcmp: true,
      linkTcpPort: 443,
      portalUrl: 'http://10.1.2.3/login',
      portalExpect: 'Selamat datang',
      usage: 'mikrotik',
    })
    expect(warningsOfRow({})).toEqual([])
  })

  it('may have decimal commas, a day-first date, per cent, and names in any case', () => {
    const record = readRow({
      lat: '-6,361498',
      active_from: '31/01/2025',
      sla_target: '99,5%',
      kecamatan: 'CIMANGGIS',
      kelurahan: ' tugu',
      gateway: 'FE80::0:1',
      portal_url: 'HTTP://Portal.Depok.go.id',
    })
    expect(record).toMatchObject({
      lat: -6.361498,
      activeFrom: Date.UTC(2025, 0, 30, 17),
      slaTarget: 0.995,
      kecamatan: 'Cimanggis',
      kelurahan: 'Tugu',
      gateway: 'fe80::1',
      portalUrl: 'http://portal.depok.go.id/',
    })
  })

  it('may leave out everything that is not known', () => {
    const empty = Object.fromEntries(
      minimumNames
        .filter((name) => !['id', 'name', 'kind', 'coordinate_basis', 'lifecycle'].includes(name))
        .map((name) => [name, '']),
    )
    const cells = { ...empty, coordinate_basis: 'unknown' }
    expect(readRow(cells)).toMatchObject({ lat: null, activeFrom: null, gateway: null })
    expect(warningsOfRow(cells)).toEqual(['2 kecamatan not known'])
  })

  it('may carry the optional columns', () => {
    const names = withOptional('link_icmp', 'monthly_fee', 'notes', 'source_date')
    const cells = {
      link_icmp: 'no',
      monthly_fee: '350000',
      notes: 'satu\ndua',
      source_date: '1/2/2025',
    }
    expect(readRow(cells, names)).toMatchObject({
      linkIcmp: false,
      monthlyFee: 350_000,
      notes: 'satu\ndua',
      sourceDate: '2025-02-01',
    })
  })

  it('gets the code that its names ask for', () => {
    expect(readRow({ area_code: '' })?.areaCode).toBe('32.76.02.1009')
  })

  it('may have a name that looks like HTML: it is text', () => {
    expect(readRow({ name: '<img src=x onerror=alert(1)>' })?.name).toBe(
      '<img src=x onerror=alert(1)>',
    )
  })
})

describe('a bad cell is rejected with line, column and reason', () => {
  it.each<[string, string, string]>([
    ['id', '', 'empty'],
    ['id', 'Pkm', 'not a slug'],
    ['id', '-a', 'not a slug'],
    ['id', 'a'.repeat(65), 'not a slug'],
    ['name', '', 'empty'],
    ['name', ' \u00a0 ', 'empty'],
    ['name', 'a'.repeat(201), 'too long: 201 characters'],
    ['name', 'a'.repeat(10_000), 'too long: 10000 characters'],
    ['name', 'a\u202eb', 'character U+202E'],
    ['kind', 'warnet', 'unknown kind'],
    ['kind', '', 'empty'],
    ['kecamatan', 'Menteng', 'unknown kecamatan'],
    ['kelurahan', 'Tapos', 'not a kelurahan of kecamatan Cimanggis'],
    ['area_code', '32.76.02.1010', 'does not match'],
    ['area_code', '32.76.02', 'does not match'],
    ['postal_code', '1645', 'not five digits'],
    ['address', 'a'.repeat(301), 'too long'],
    ['lat', 'x', 'not a number'],
    ['lat', '-90.1', 'outside -90 to 90'],
    ['lon', '180.1', 'outside -180 to 180'],
    ['lat', '', 'empty, while lon is given'],
    ['lon', '', 'empty, while lat is given'],
    ['coordinate_basis', 'gps', 'not one of office, centroid'],
    ['coordinate_basis', '', 'empty'],
    ['lifecycle', 'aktif', 'not one of planned'],
    ['lifecycle', '', 'empty'],
    ['active_from', '31.01.2025', 'not a date'],
    ['active_from', '30/02/2025', 'no such day'],
    ['uplink', 'POP 1', 'not a slug'],
    ['ssid', 'a'.repeat(33), 'more than 32 bytes'],
    ['ssid', '😀'.repeat(9), 'more than 32 bytes'],
    ['bandwidth_mbps', '0', 'outside 0.001'],
    ['bandwidth_mbps', '-30', 'outside 0.001'],
    ['bandwidth_mbps', '30 Mbps', 'not a number'],
    ['service_hours', 'tiap hari', 'not OSM opening_hours'],
    ['sla_target', '0.49', 'outside 0.5'],
    ['sla_target', '49%', 'outside 0.5'],
    ['sla_target', '101', 'outside 0.5'],
    ['gateway', '10.1.2', 'not an IP address'],
    ['gateway', '10.1.2.3; reboot', 'not an IP address'],
    ['gateway', '-h', 'not an IP address'],
    ['gateway', '', 'given without a gateway'],
    ['link_tcp_port', '0', 'outside 1'],
    ['link_tcp_port', '65536', 'outside 1'],
    ['link_tcp_port', '443.5', 'not a whole number'],
    ['portal_url', 'ftp://10.1.2.3/', 'not an http or https URL'],
    ['portal_url', 'http://a:b@10.1.2.3/', 'not an http or https URL'],
    ['portal_expect', 'a'.repeat(201), 'too long'],
    ['usage', 'snmp public', 'not a name'],
    ['source', 'a'.repeat(1001), 'too long'],
  ])('%s = %j: %s', (column, cell, reason) => {
    const findings = rejectionsOfRow({ [column]: cell })
    expect(findings).toHaveLength(1)
    const place = column === 'gateway' && cell === '' ? 'link_tcp_port' : column
    expect(findings[0]).toContain(`2 ${place} ${reason}`)
  })

  it.each<[string, string, string]>([
    ['link_icmp', 'nein', 'not yes or no'],
    ['monthly_fee', '350.000', 'not a whole number'],
    ['monthly_fee', '-1', 'not a whole number'],
    ['source_date', '2025', 'not a date'],
    ['notes', 'a'.repeat(4001), 'too long'],
  ])('optional %s = %j: %s', (column, cell, reason) => {
    const findings = rejectionsOfRow({ [column]: cell }, withOptional(column))
    expect(findings).toEqual([expect.stringContaining(`2 ${column} ${reason}`)])
  })

  it.each(['0.5', '1', '50', '100%'])('while sla_target %s is still good', (cell) => {
    expect(rejectionsOfRow({ sla_target: cell })).toEqual([])
  })

  it('shows all bad cells of a row, and none of what they say unescaped', () => {
    const plan = planHotspots(toCsv([{ name: 'a\u001b[2Jb', lat: 'x', kind: '' }]))
    expect(plan.hotspots?.rejected.map(({ column, value }) => [column, value])).toEqual([
      ['name', 'a\\u{001B}[2Jb'],
      ['kind', ''],
      ['lat', 'x'],
    ])
    expect(plan.hotspots?.rejectedCount).toBe(1)
  })

  it('rejects more than 500 hostile hosts, as gateway and in a URL', () => {
    const hosts = hostileHosts.filter((host) => host.trim() !== '')
    const rows = hosts.flatMap((gateway, index) => [
      { id: `g-${String(index)}`, gateway },
      { id: `u-${String(index)}`, portal_url: `http://${gateway}/` },
    ])
    const plan = planHotspots(toCsv(rows)).hotspots
    const canonical = /^(?:\d+(?:\.\d+){3}|[0-9a-f:]+|[a-z0-9.-]+)$/
    for (const { after } of plan?.created ?? []) {
      expect(after.gateway).toMatch(canonical)
      expect(new URL(after.portalUrl ?? '').hostname.replace(/^\[|\]$/g, '')).toMatch(canonical)
    }
    expect(plan?.rejectedCount).toBeGreaterThan(950)
    // White space around a host is no part of it.
    const accepted = plan?.created.filter(({ after }) => after.id.startsWith('g-')) ?? []
    expect(
      accepted.every(({ after }) => hostileHosts.some((h) => h.trim() === after.gateway)),
    ).toBe(true)
  })
})

describe('places', () => {
  it('of both Curug are told apart by their kecamatan and code', () => {
    const curug = { kelurahan: 'Curug', lat: '', lon: '', coordinate_basis: 'unknown' }
    const rows = [
      { ...curug, id: 'a', kecamatan: 'Cimanggis', area_code: '32.76.02.1008' },
      { ...curug, id: 'b', kecamatan: 'Bojongsari', area_code: '32.76.11.1005' },
      { ...curug, id: 'c', kecamatan: 'Bojongsari', area_code: '32.76.02.1008' },
      { ...curug, id: 'd', kecamatan: 'Tapos', area_code: '32.76.02.1008' },
    ]
    expect(rejectionsOf(planHotspots(toCsv(rows)))).toEqual([
      '4 area_code does not match kecamatan and kelurahan: theirs is 32.76.11.1005',
      '5 kelurahan not a kelurahan of kecamatan Tapos',
    ])
  })

  it('may be without kecamatan and kelurahan only while the point is unknown', () => {
    const nowhere = { kecamatan: '', kelurahan: '', area_code: '', lat: '', lon: '' }
    expect(warningsOfRow({ ...nowhere, coordinate_basis: 'unknown' })).toEqual([
      '2 kecamatan not known',
    ])
    expect(rejectionsOfRow({ ...nowhere, coordinate_basis: 'office' })).toEqual([
      '2 kecamatan empty: allowed only while coordinate_basis is unknown',
    ])
    expect(rejectionsOfRow({ kelurahan: '', area_code: '' })).toEqual([
      '2 kelurahan empty: allowed only while coordinate_basis is unknown',
    ])
    expect(rejectionsOfRow({ kecamatan: '' })).toEqual([
      '2 kecamatan empty: a kelurahan needs its kecamatan',
    ])
  })

  it('of kind kecamatan carry the code of the kecamatan, with or without a kelurahan', () => {
    const office = { kind: 'kecamatan', area_code: '32.76.02' }
    expect(rejectionsOfRow(office)).toEqual([])
    expect(rejectionsOfRow({ ...office, kelurahan: '' })).toEqual([])
    expect(rejectionsOfRow({ kind: 'kecamatan' })).toEqual([
      '2 area_code does not match kecamatan and kelurahan: theirs is 32.76.02',
    ])
  })

  it('more than 2 km outside the city are rejected, nearer ones are a warning', () => {
    // Due south of Tapos: the distance grows with the latitude.
    const at = (lat: number) => ({ lat: lat.toFixed(6), lon: '106.880000' })
    let lat = -6.44
    while (context.areas.distanceFromCityM({ lat, lon: 106.88 }) <= 2000) lat -= 0.0001
    expect(rejectionsOfRow(at(lat))).toEqual([
      '2 lat point is 2.0 km outside the city, more than 2 km',
    ])
    expect(rejectionsOfRow(at(lat + 0.0002))).toEqual([])
    expect(warningsOfRow(at(lat + 0.0002))).toEqual([
      "2 lat point is 2.0 km outside the city's area",
    ])
    expect(rejectionsOfRow({ lat: '6.361498' })[0]).toContain('outside the city')
    expect(rejectionsOfRow({ lat: '106.849716', lon: '-6.361498' })).toEqual([
      '2 lat outside -90 to 90',
    ])
  })

  it('outside their kelurahan are a warning that says where they lie', () => {
    expect(warningsOfRow({ lat: '-6.424846', lon: '106.889244' })).toEqual([
      expect.stringMatching(
        /^2 lat point is about .* km outside the area of 32\.76\.02\.1009, in kecamatan Tapos$/,
      ),
    ])
  })

  it('whose basis and point contradict each other are a warning', () => {
    expect(warningsOfRow({ lat: '', lon: '' })).toEqual([
      '2 coordinate_basis says how a point is known, there is none',
    ])
    expect(warningsOfRow({ coordinate_basis: 'unknown' })).toEqual([
      '2 coordinate_basis unknown, while a point is given',
    ])
  })
})

describe('the file', () => {
  it('reads the same with comma or semicolon, byte order mark or not, any line end', () => {
    const rows = [{ address: 'Jl. "Raya"; No. 1, RT 02' }, { id: 'b', lat: '-6,361498' }]
    const plain = planHotspots(toCsv(rows))
    expect(plain.hotspots?.created).toHaveLength(2)
    for (const lineEnd of ['\n', '\r\n', '\r']) {
      for (const delimiter of [',', ';'] as const) {
        for (const lead of ['', '\uFEFF']) {
          expect(planHotspots(toCsv(rows, { delimiter, lineEnd, lead }))).toEqual(plain)
        }
      }
    }
  })

  it.each(['\n', '\r\n'])(
    'counts lines from the header, over quoted line breaks and empty lines (%j)',
    (lineEnd) => {
      const [header = '', good = ''] = toCsv([{ id: 'a', address: 'satu\ndua\ntiga' }]).split(
        /\n(?=a,)/,
      )
      const bad = toCsv([{ id: 'b', lat: 'x' }]).split('\n')[1] ?? ''
      const content = [header, good.trimEnd(), '', ';;;'.replaceAll(';', ','), bad].join('\n')
      const plan = planHotspots(content.replaceAll('\n', lineEnd))
      expect(rejectionsOf(plan)).toEqual(['7 lat not a number'])
      expect(plan.hotspots?.created[0]).toMatchObject({
        line: 2,
        after: { address: 'satu dua tiga' },
      })
    },
  )

  it('with an unknown column is not clean, and still usable in part', () => {
    const plan = planHotspots(toCsv([{}], { names: [...minimumNames, 'password'] }))
    expect(rejectionsOf(plan)).toEqual(['1 password unknown column'])
    expect(plan.hotspots?.created).toHaveLength(1)
    expect([isClean(plan), isUsable(plan)]).toEqual([false, true])
  })

  it.each(minimumNames)('without the column %s is not usable', (name) => {
    const plan = planHotspots(toCsv([{}], { names: minimumNames.filter((one) => one !== name) }))
    expect(rejectionsOf(plan)).toEqual([`1 ${name} missing column`])
    expect(plan.hotspots?.created).toEqual([])
    expect(isUsable(plan)).toBe(false)
  })

  it('with a column twice is not usable', () => {
    const plan = planHotspots(toCsv([{}], { names: [...minimumNames, 'name'] }))
    expect(rejectionsOf(plan)).toEqual(['1 name column stands twice'])
    expect(isUsable(plan)).toBe(false)
  })

  it('may have its columns in another order, and its header in capitals', () => {
    const content = toCsv([{}], { names: minimumNames.toReversed() })
    const shouted = content.replace(/^.*$/m, (header) => header.toUpperCase())
    expect(planHotspots(shouted).hotspots?.created[0]?.after).toEqual(readRow({}))
  })

  it.each([
    ['is empty', '', '1 id missing column'],
    ['is binary', '\u0000\u0001\u0002', '1 id missing column'],
  ])('that %s is not usable', (_, content, finding) => {
    const plan = planHotspots(content)
    expect(rejectionsOf(plan)).toContain(finding)
    expect(isUsable(plan)).toBe(false)
  })

  it.each([
    ['never closes', '"abc'],
    ['closes too early', '"abc"d,'],
    ['opens too late', 'ab"c,'],
  ])('with a quote that %s is not usable from that row on', (_, row) => {
    const content = `${toCsv([{ id: 'a' }, { id: 'b' }])}${row}\n${toCsv([{ id: 'c' }]).split('\n')[1] ?? ''}\n`
    const plan = planHotspots(content)
    expect(rejectionsOf(plan)).toEqual([
      '4  quotes do not match: the file cannot be read from here on',
    ])
    expect(isUsable(plan)).toBe(false)
  })

  it('rejects rows with too few or too many cells', () => {
    const row = toCsv([{ id: 'b' }]).split('\n')[1] ?? ''
    const content = `${toCsv([{}])}${row},\na,b\n`
    expect(rejectionsOf(planHotspots(content))).toEqual([
      '3  has 26 cells, the header has 25',
      '4  has 2 cells, the header has 25',
    ])
  })

  it('rejects an id that stood before, and takes the first', () => {
    const plan = planHotspots(
      toCsv([{ id: 'a', name: 'Satu' }, { id: 'b' }, { id: 'a', name: 'Dua' }]),
    )
    expect(rejectionsOf(plan)).toEqual(['4 id duplicate'])
    expect(plan.hotspots?.created.map(({ after }) => after.name)).toEqual([
      'Satu',
      'Puskesmas Tugu',
    ])
  })

  it('warns of addresses that nothing checks', () => {
    const names = withOptional('link_icmp')
    expect(warningsOfRow({ link_icmp: 'no', link_tcp_port: '' }, names)).toEqual([
      '2 gateway is never checked: link_icmp is no and there is no link_tcp_port',
    ])
    expect(warningsOfRow({ portal_url: '' })).toEqual([
      '2 portal_expect has no effect without portal_url',
    ])
  })
})

describe('compared with the inventory', () => {
  const inventoryOf = (content: string): Inventory => ({
    ...emptyInventory,
    hotspots: new Map(
      planHotspots(content).hotspots?.created.map(({ after }) => [after.id, after]) ?? [],
    ),
  })
  const given = inventoryOf(
    toCsv([{ id: 'a' }, { id: 'b', link_icmp: 'no', notes: 'tetap' }], {
      names: withOptional('link_icmp', 'notes'),
    }),
  )

  it('rows are created, changed or unchanged, field by field', () => {
    const content = toCsv([{ id: 'a' }, { id: 'b', name: 'Baru', sla_target: '' }, { id: 'c' }])
    const plan = planHotspots(content, given).hotspots
    expect(plan?.created.map(({ after }) => after.id)).toEqual(['c'])
    expect(plan?.changed.map(({ line, fields }) => ({ line, fields }))).toEqual([
      {
        line: 3,
        fields: [
          { column: 'name', before: 'Puskesmas Tugu', after: 'Baru' },
          { column: 'sla_target', before: '0.995', after: '' },
        ],
      },
    ])
    expect(plan?.unchangedCount).toBe(1)
  })

  it('a column that the file leaves out keeps its value', () => {
    const plan = planHotspots(toCsv([{ id: 'b', name: 'Baru' }]), given).hotspots
    expect(plan?.changed[0]?.after).toMatchObject({ linkIcmp: false, notes: 'tetap' })
  })

  it('the same in other words is no change', () => {
    const content = toCsv([
      { id: 'a', lat: '-6,3614980', sla_target: '99.5%', active_from: '31/1/2025' },
    ])
    expect(planHotspots(content, given).hotspots?.unchangedCount).toBe(1)
  })

  it('an instant that no date can say is not changed by its own date', () => {
    const [, first] = [...given.hotspots.entries()][0] ?? []
    if (first === undefined) throw new Error('the inventory is empty')
    const noon = { ...first, activeFrom: Date.UTC(2025, 0, 31, 5) }
    const inventory = { ...given, hotspots: new Map([['a', noon]]) }
    expect(planHotspots(toCsv([{ id: 'a' }]), inventory).hotspots?.unchangedCount).toBe(1)
  })
})

describe('uplinks', () => {
  const header = 'id,name,provider,gateway,link_tcp_port\n'
  const planBoth = (hotspots: string | null, uplinks: string | null, inventory = emptyInventory) =>
    planImport({ hotspots, uplinks }, inventory, context)

  it('are read alone or with the hotspots', () => {
    const plan = planBoth(
      toCsv([{ uplink: 'pop-1' }]),
      `${header}pop-1,POP Satu,Contoh,10.0.0.1,\n`,
    )
    expect(plan.uplinks?.created[0]?.after).toEqual({
      id: 'pop-1',
      name: 'POP Satu',
      provider: 'Contoh',
      gateway: '10.0.0.1',
      linkTcpPort: null,
    })
    expect(plan.namedUplinks).toEqual([])
    expect(planBoth(null, `${header}pop-1,POP Satu,,,\n`).uplinks?.created).toHaveLength(1)
  })

  it('that only hotspots name are created bare, with one warning', () => {
    const plan = planBoth(
      toCsv([
        { id: 'a', uplink: 'pop-9' },
        { id: 'b', uplink: 'pop-9' },
      ]),
      null,
    )
    expect(plan.namedUplinks.map(({ id, name, gateway }) => [id, name, gateway])).toEqual([
      ['pop-9', 'pop-9', null],
    ])
    expect(warningsOf(plan)).toEqual([
      '2 uplink new uplink without an address: describe it with --uplinks',
    ])
  })

  it('are rejected by the same rules', () => {
    const plan = planBoth(
      null,
      `${header}pop-1,POP,,10.0.0,\npop-2,,,,\npop-3,P,,,80\npop-3,P,,,\n`,
    )
    expect(
      plan.uplinks?.rejected.map(({ line, column, reason }) => [line, column, reason]),
    ).toEqual([
      [2, 'gateway', 'not an IP address or host name'],
      [3, 'name', 'empty'],
      [4, 'link_tcp_port', 'given without a gateway'],
      [5, 'id', 'duplicate'],
    ])
    expect(isClean(plan)).toBe(false)
  })
})
