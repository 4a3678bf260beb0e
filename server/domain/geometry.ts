/** Distances and containment on the ground, exact enough for a city: a plane around the point in question. */

/** WGS84 degrees. */
export interface Point {
  readonly lat: number
  readonly lon: number
}

/** GeoJSON order: longitude, latitude. */
export type Position = readonly [number, number]
/** GeoJSON coordinates of a MultiPolygon: polygons of rings, the first ring outside, the others holes. */
export type Polygons = readonly (readonly (readonly Position[])[])[]

/** Mean radius of the Earth (IUGG), metres. */
const earthRadiusM = 6_371_008.8
const radians = Math.PI / 180

/** Metres east and north of the point; the error is below 0.1 % within 50 km near the equator. */
const toPlane = (point: Point, [lon, lat]: Position): Position => [
  (lon - point.lon) * radians * earthRadiusM * Math.cos(point.lat * radians),
  (lat - point.lat) * radians * earthRadiusM,
]

/** Distance between two points, metres. */
export const distanceToPointM = (from: Point, to: Point): number =>
  Math.hypot(...toPlane(from, [to.lon, to.lat]))

/** Whether the side from a to b crosses the ray that goes east from the origin. */
const crossesRay = ([ax, ay]: Position, [bx, by]: Position): boolean =>
  ay > 0 !== by > 0 && ax + ((bx - ax) * -ay) / (by - ay) > 0

/** Distance of the origin from the side between a and b. */
const distanceToSide = ([ax, ay]: Position, [bx, by]: Position): number => {
  const dx = bx - ax
  const dy = by - ay
  const lengthSquared = dx * dx + dy * dy
  const along = lengthSquared === 0 ? 0 : -(ax * dx + ay * dy) / lengthSquared
  const clamped = Math.min(1, Math.max(0, along))
  return Math.hypot(ax + clamped * dx, ay + clamped * dy)
}

/** Walks the sides of a ring, closed or not, in the plane around the point. */
const forEachSide = (
  point: Point,
  ring: readonly Position[],
  visit: (a: Position, b: Position) => void,
): void => {
  let previous = ring.at(-1)
  for (const position of ring) {
    if (previous !== undefined) visit(toPlane(point, previous), toPlane(point, position))
    previous = position
  }
}

/** Whether the point lies in one of the polygons (even-odd rule, so holes are outside). */
export const isInPolygons = (point: Point, polygons: Polygons): boolean =>
  polygons.some((rings) => {
    let isInside = false
    for (const ring of rings) {
      forEachSide(point, ring, (a, b) => {
        if (crossesRay(a, b)) isInside = !isInside
      })
    }
    return isInside
  })

/** Distance of a point from the nearest of the polygons, metres; 0 inside. */
export const distanceToPolygonsM = (point: Point, polygons: Polygons): number => {
  if (isInPolygons(point, polygons)) return 0
  let nearest = Infinity
  for (const ring of polygons.flat()) {
    forEachSide(point, ring, (a, b) => {
      nearest = Math.min(nearest, distanceToSide(a, b))
    })
  }
  return nearest
}
