/** Areas: look-ups by code and name, containment and distance, with schematic and with official outlines. */
import { describe, expect, it } from 'vitest'
import { parseAreaGeojson, parseAreaLists } from '../../server/domain/area-files.ts'
import { createAreas } from '../../server/domain/areas.ts'
import {
  distanceToPointM,
  distanceToPolygonsM,
  isInPolygons,
} from '../../server/domain/geometry.ts'
import { context } from './inventory/files.ts'

const square = (lon: number, lat: number, size: number): [number, number][] => [
  [lon, lat],
  [lon + size, lat],
  [lon + size, lat + size],
  [lon, lat + size],
  [lon, lat],
]

const collection = (...features: object[]): string =>
  JSON.stringify({ type: 'FeatureCollection', features })

const feature = (properties: object, type: string, coordinates: unknown): object => ({
  type: 'Feature',
  properties,
  geometry: { type, coordinates },
})

const lists = {
  kecamatan: [{ code: '11.22.01', name: 'Satu', lat: -6.395, lon: 106.805 }],
  kelurahan: [
    { code: '11.22.01.1001', name: 'Barat', lat: -6.395, lon: 106.805 },
    { code: '11.22.01.1002', name: 'Timur', lat: -6.395, lon: 106.815 },
  ],
}

describe('the areas of Depok', () => {
  const { areas } = context

  it('are 11 kecamatan and 63 kelurahan, each kelurahan inside the area of its kecamatan', () => {
    expect(areas.kecamatan).toHaveLength(11)
    expect(areas.kelurahan).toHaveLength(63)
    for (const kelurahan of areas.kelurahan) {
      expect(areas.findKecamatanAt(kelurahan)?.code).toBe(kelurahan.code.slice(0, 8))
      expect(areas.distanceFromCityM(kelurahan)).toBe(0)
      expect(areas.distanceFromAreaM(kelurahan.code, kelurahan)).toBe(0)
    }
  })

  it('tell the two Curug apart by their kecamatan', () => {
    expect(areas.findKelurahan('32.76.02', 'Curug')?.code).toBe('32.76.02.1008')
    expect(areas.findKelurahan('32.76.11', 'curug')?.code).toBe('32.76.11.1005')
    expect(areas.findKelurahan('32.76.05', 'Curug')).toBeUndefined()
  })

  it('are found by code, and by name whatever its case and spacing', () => {
    expect(areas.findByCode('32.76.11.1005')?.name).toBe('Curug')
    expect(areas.findByCode('32.76.99')).toBeUndefined()
    expect(areas.findKecamatan(' pancoran  MAS ')?.code).toBe('32.76.01')
  })

  it('lie kilometres from Monas and Bogor', () => {
    expect(areas.distanceFromCityM({ lat: -6.1754, lon: 106.8272 })).toBeGreaterThan(15_000)
    expect(areas.distanceFromCityM({ lat: -6.5971, lon: 106.806 })).toBeGreaterThan(12_000)
  })

  it('say that a point at the middle of another kelurahan lies outside', () => {
    const other = areas.findByCode('32.76.10.1001')
    if (other === undefined) throw new Error('Tapos is missing')
    expect(areas.distanceFromAreaM('32.76.01.1006', other)).toBeGreaterThan(2000)
  })
})

describe('official outlines', () => {
  const official = createAreas({
    ...lists,
    shapes: parseAreaGeojson(
      collection(
        feature({ kode: '1122011001', nama: 'Barat' }, 'Polygon', [square(106.8, -6.4, 0.01)]),
        feature({ kode: '11.22.01.1002', nama: 'Timur' }, 'MultiPolygon', [
          [square(106.81, -6.4, 0.01), square(106.813, -6.397, 0.002)],
        ]),
        feature({ kode: '99.99.01', nama: 'Kota lain' }, 'Polygon', [square(107.8, -6.4, 0.01)]),
      ),
    ),
  })

  it('replace the schematic ones, with codes with or without dots', () => {
    expect(official.isSchematic).toBe(false)
    expect(official.findKecamatanAt({ lat: -6.395, lon: 106.805 })?.name).toBe('Satu')
  })

  it('are exact: one metre outside a kelurahan is outside, also in a hole', () => {
    const metre = 1 / 110_600
    expect(official.distanceFromAreaM('11.22.01.1001', { lat: -6.395, lon: 106.81 - metre })).toBe(
      0,
    )
    expect(
      official.distanceFromAreaM('11.22.01.1001', { lat: -6.395, lon: 106.81 + metre }),
    ).toBeCloseTo(1, 1)
    expect(official.distanceFromCityM({ lat: -6.396, lon: 106.814 })).toBeGreaterThan(90)
  })

  it('of kelurahan alone make the area of their kecamatan', () => {
    expect(official.distanceFromAreaM('11.22.01', { lat: -6.395, lon: 106.8199 })).toBe(0)
  })

  it('of another city are not counted as this one', () => {
    expect(official.distanceFromCityM({ lat: -6.395, lon: 107.805 })).toBeGreaterThan(100_000)
  })

  it('of only another city are refused', () => {
    const shapes = parseAreaGeojson(
      collection(feature({ code: '99.99.01' }, 'Polygon', [square(107.8, -6.4, 0.01)])),
    )
    expect(() => createAreas({ ...lists, shapes })).toThrow('no outline carries the code')
  })
})

describe('distances', () => {
  it('agree with a known one: a degree of latitude is 111.2 km', () => {
    expect(distanceToPointM({ lat: -6, lon: 106.8 }, { lat: -7, lon: 106.8 })).toBeCloseTo(
      111_195,
      -1,
    )
  })

  it('are 0 inside, and the way to the nearest side or corner outside', () => {
    const polygons = [[square(106.8, -6.4, 0.01)]]
    expect(distanceToPolygonsM({ lat: -6.395, lon: 106.805 }, polygons)).toBe(0)
    expect(distanceToPolygonsM({ lat: -6.395, lon: 106.82 }, polygons)).toBeCloseTo(1105, -1)
    expect(distanceToPolygonsM({ lat: -6.38, lon: 106.82 }, polygons)).toBeCloseTo(1567, -1)
  })

  it('take a ring that is not closed as closed', () => {
    const open = square(106.8, -6.4, 0.01).slice(0, -1)
    expect(isInPolygons({ lat: -6.395, lon: 106.805 }, [[open]])).toBe(true)
    expect(isInPolygons({ lat: -6.395, lon: 106.811 }, [[open]])).toBe(false)
  })
})

describe('area files', () => {
  it.each([
    ['not JSON', '{', 'not JSON'],
    ['another type', '{"type":"Feature"}', 'type'],
    ['no features', collection(), 'features'],
    [
      'a point',
      collection(feature({ code: '11.22.01' }, 'Point', [106, -6])),
      'features.0.geometry',
    ],
    [
      'a latitude beyond the pole',
      collection(feature({ code: '11.22.01' }, 'Polygon', [square(106, 89.999, 0.01)])),
      'features.0.geometry',
    ],
    ['no code', collection(feature({ name: 'x' }, 'Polygon', [square(106, -6, 1)])), 'features.0'],
  ])('with %s are refused with the place of the problem', (_, content, place) => {
    expect(() => parseAreaGeojson(content)).toThrow(place)
  })

  it('may begin with a byte order mark and carry heights', () => {
    const ring = square(106, -6, 1).map(([lon, lat]) => [lon, lat, 100])
    const content = `\uFEFF${collection(feature({ kode: '11.22.01' }, 'Polygon', [ring]))}`
    expect(parseAreaGeojson(content)[0]?.polygons[0]?.[0]?.[0]).toEqual([106, -6])
  })

  it('list areas with code, name and point, or are refused', () => {
    expect(parseAreaLists(JSON.stringify(lists))).toEqual(lists)
    expect(() => parseAreaLists('{"kecamatan":[]}')).toThrow('kelurahan')
  })
})
