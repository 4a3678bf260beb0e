/**
 * Makes areas-schematic.geojson, the ground of the map, out of areas.json alone: run `npm run areas`
 * (or `tsx data/depok/make-areas.ts FILE` to write elsewhere).
 *
 * 1. Ground: triangles between neighbouring kelurahan points (Delaunay, sides up to 4 km), each widened by 1 km.
 * 2. Each kelurahan gets the part of the ground that is nearer to its point than to any other (Voronoi).
 * 3. The cells of one kecamatan are merged.
 *
 * The result shows which kecamatan lies where. It is no boundary: a border can be off by more than a kilometre.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { Delaunay } from 'd3-delaunay'
import polygonClipping from 'polygon-clipping'
import type { MultiPolygon, Pair, Polygon } from 'polygon-clipping'

interface AreaPoint {
  readonly code: string
  readonly name: string
  readonly lat: number
  readonly lon: number
}
interface AreaList {
  readonly kecamatan: readonly AreaPoint[]
  readonly kelurahan: readonly AreaPoint[]
}

/** A longer side would bridge the land of a neighbouring city. */
const longestSideKm = 4
/** How far the ground reaches beyond the points: a point is the middle of its kelurahan, not its edge. */
const widenKm = 1
const discCorners = 16

/** Kilometres per degree on the WGS84 ellipsoid at latitude −6.4°. */
const kmPerLat = 110.58
const kmPerLon = 110.64
const origin = { lat: -6.4, lon: 106.8 }

const toPlane = (point: AreaPoint): Pair => [
  (point.lon - origin.lon) * kmPerLon,
  (point.lat - origin.lat) * kmPerLat,
]

/** About a metre; more digits would promise a precision that a schematic layer does not have. */
const round = (degrees: number): number => Number(degrees.toFixed(5))

const toDegrees = ([x, y]: Pair): Pair => [
  round(origin.lon + x / kmPerLon),
  round(origin.lat + y / kmPerLat),
]

const discAround = ([x, y]: Pair): Pair[] =>
  Array.from({ length: discCorners }, (_, corner) => {
    const angle = (2 * Math.PI * corner) / discCorners
    return [x + widenKm * Math.cos(angle), y + widenKm * Math.sin(angle)]
  })

const pick = <T>(items: readonly T[], index: number): T => {
  const item = items[index]
  if (item === undefined) throw new Error(`no item ${String(index)}`)
  return item
}

/** Smallest convex polygon around the points. */
const hullOf = (points: readonly Pair[]): Polygon => {
  const delaunay = Delaunay.from(points)
  return [Array.from(delaunay.hull, (index) => pick(points, index))]
}

const longestSide = (corners: readonly Pair[]): number =>
  Math.max(
    ...corners.map(([x, y], index) => {
      const [nextX, nextY] = pick(corners, (index + 1) % corners.length)
      return Math.hypot(x - nextX, y - nextY)
    }),
  )

const makeGround = (points: readonly Pair[], delaunay: Delaunay<Pair>): MultiPolygon => {
  const parts: Polygon[] = points.map((point) => [discAround(point)])
  for (let side = 0; side < delaunay.triangles.length; side += 3) {
    const corners = [...delaunay.triangles.slice(side, side + 3)].map((index) =>
      pick(points, index),
    )
    if (longestSide(corners) <= longestSideKm) parts.push(hullOf(corners.flatMap(discAround)))
  }
  return polygonClipping.union(parts)
}

const makeCells = (points: readonly Pair[]): MultiPolygon[] => {
  const delaunay = Delaunay.from(points)
  const ground = makeGround(points, delaunay)
  const xs = ground.flat(2).map(([x]) => x)
  const ys = ground.flat(2).map(([, y]) => y)
  const frame: [number, number, number, number] = [
    Math.min(...xs) - 1,
    Math.min(...ys) - 1,
    Math.max(...xs) + 1,
    Math.max(...ys) + 1,
  ]
  const voronoi = delaunay.voronoi(frame)
  return points.map((_, index) =>
    polygonClipping.intersection([voronoi.cellPolygon(index) as Pair[]], ground),
  )
}

const isIn = (kecamatan: AreaPoint, kelurahan: AreaPoint): boolean =>
  kelurahan.code.startsWith(`${kecamatan.code}.`)

const folder = new URL('.', import.meta.url)
const areas = JSON.parse(readFileSync(new URL('areas.json', folder), 'utf8')) as AreaList
const cells = makeCells(areas.kelurahan.map(toPlane))

const features = areas.kecamatan.map((kecamatan) => {
  const own = cells.filter((_, index) => isIn(kecamatan, pick(areas.kelurahan, index)))
  const merged = polygonClipping.union(own.flat())
  return JSON.stringify({
    type: 'Feature',
    properties: { code: kecamatan.code, name: kecamatan.name, schematic: true },
    geometry: {
      type: 'MultiPolygon',
      coordinates: merged.map((polygon) => polygon.map((ring) => ring.map(toDegrees))),
    },
  })
})

writeFileSync(
  process.argv[2] ?? new URL('areas-schematic.geojson', folder),
  `{"type":"FeatureCollection","features":[\n${features.join(',\n')}\n]}\n`,
)
