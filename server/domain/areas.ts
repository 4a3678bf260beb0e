/** Where things lie in the city: official codes and names, areas, and the distance from the city. */
import { DomainError } from './error.ts'
import { distanceToPolygonsM, distanceToPointM, isInPolygons } from './geometry.ts'
import type { Point, Polygons } from './geometry.ts'

/** A kecamatan (code `32.76.01`) or kelurahan (`32.76.01.1006`) with one point that stands for it. */
export interface AreaPoint extends Point {
  readonly code: string
  readonly name: string
}

/** Outline of one kecamatan or kelurahan. */
export interface AreaShape {
  readonly code: string
  readonly name: string
  /** Made from points by `data/depok/make-areas.ts`, not surveyed. */
  readonly isSchematic: boolean
  readonly polygons: Polygons
}

export interface AreaLists {
  readonly kecamatan: readonly AreaPoint[]
  readonly kelurahan: readonly AreaPoint[]
}

export interface Areas extends AreaLists {
  /** By official code; a kelurahan's code begins with that of its kecamatan. */
  findByCode: (code: string) => AreaPoint | undefined
  /** By name, whatever its case and spacing. */
  findKecamatan: (name: string) => AreaPoint | undefined
  /** A kelurahan of that kecamatan: names repeat in a city, so a name alone is not enough. */
  findKelurahan: (kecamatanCode: string, name: string) => AreaPoint | undefined
  /** The kecamatan whose area holds the point. */
  findKecamatanAt: (point: Point) => AreaPoint | undefined
  /**
   * How far a point lies outside a kecamatan or kelurahan, metres; 0 inside. Where no outline of a kelurahan is
   * given, it is half of how much nearer the point is to another kelurahan's point: about the distance to their
   * schematic border. What is less than 300 m outside something schematic reads 0.
   */
  distanceFromAreaM: (code: string, point: Point) => number
  /** How far a point lies outside all areas of the city, metres; 0 inside. */
  distanceFromCityM: (point: Point) => number
  /** Nothing but schematic areas is known. */
  readonly isSchematic: boolean
}

const toKey = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase()

const kecamatanCodeOf = (code: string): string => code.split('.').slice(0, 3).join('.')

/** A schematic border says nothing finer than this, metres. */
const schematicSlackM = 300

/**
 * Builds the look-ups. Shapes may be those of kecamatan, of kelurahan, or both; shapes of other cities are ignored.
 *
 * @throws DomainError `invalid` when no shape belongs to a listed area
 */
export const createAreas = (
  given: AreaLists & { readonly shapes: readonly AreaShape[] },
): Areas => {
  const { kecamatan, kelurahan } = given
  const byCode = new Map([...kecamatan, ...kelurahan].map((area) => [area.code, area]))
  const shapes = given.shapes.filter((shape) => byCode.has(shape.code))
  if (shapes.length === 0) {
    throw new DomainError(
      'invalid',
      'no outline carries the code of a listed kecamatan or kelurahan',
    )
  }
  const kecamatanByName = new Map(kecamatan.map((area) => [toKey(area.name), area]))
  const kelurahanKey = (kecamatanCode: string, name: string): string =>
    `${kecamatanCode}/${toKey(name)}`
  const kelurahanByName = new Map(
    kelurahan.map((area) => [kelurahanKey(kecamatanCodeOf(area.code), area.name), area]),
  )

  const distanceByPoints = (code: string, point: Point): number => {
    const own = kelurahan.find((area) => area.code === code)
    if (own === undefined) return 0
    const nearest = Math.min(...kelurahan.map((area) => distanceToPointM(point, area)))
    return (distanceToPointM(point, own) - nearest) / 2
  }
  const distanceFromAreaM = (code: string, point: Point): number => {
    const isOwn = (shape: AreaShape): boolean =>
      shape.code === code || shape.code.startsWith(`${code}.`)
    const own = shapes.filter(isOwn)
    const distance =
      own.length === 0
        ? distanceByPoints(code, point)
        : Math.min(...own.map(({ polygons }) => distanceToPolygonsM(point, polygons)))
    const slack = own.every((shape) => shape.isSchematic) ? schematicSlackM : 0
    return distance > slack ? distance : 0
  }

  return {
    kecamatan,
    kelurahan,
    isSchematic: shapes.every((shape) => shape.isSchematic),
    findByCode: (code) => byCode.get(code),
    findKecamatan: (name) => kecamatanByName.get(toKey(name)),
    findKelurahan: (kecamatanCode, name) => kelurahanByName.get(kelurahanKey(kecamatanCode, name)),
    findKecamatanAt: (point) => {
      const shape = shapes.find(({ polygons }) => isInPolygons(point, polygons))
      return shape === undefined ? undefined : byCode.get(kecamatanCodeOf(shape.code))
    },
    distanceFromAreaM,
    distanceFromCityM: (point) =>
      shapes.some(({ polygons }) => isInPolygons(point, polygons))
        ? 0
        : Math.min(...shapes.map(({ polygons }) => distanceToPolygonsM(point, polygons))),
  }
}
