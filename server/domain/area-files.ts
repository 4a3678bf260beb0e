/** Reads the two files that describe a city: its list of areas, and their outlines as GeoJSON (RFC 7946). */
import { z } from 'zod'
import type { AreaLists, AreaShape } from './areas.ts'
import { DomainError } from './error.ts'

const lat = z.number().min(-90).max(90)
const lon = z.number().min(-180).max(180)

const codePattern = /^\d{2}\.\d{2}\.\d{2}(?:\.\d{4})?$/

const areaPoint = z.object({
  code: z.string().regex(codePattern),
  name: z.string().min(1),
  lat,
  lon,
})
const areaLists = z.object({ kecamatan: z.array(areaPoint), kelurahan: z.array(areaPoint) })

const position = z
  .tuple([lon, lat])
  .rest(z.number())
  .transform(([x, y]) => [x, y] as const)
const polygon = z.array(z.array(position).min(4)).min(1)
const geometry = z.discriminatedUnion('type', [
  z
    .object({ type: z.literal('Polygon'), coordinates: polygon })
    .transform(({ coordinates }) => [coordinates]),
  z
    .object({ type: z.literal('MultiPolygon'), coordinates: z.array(polygon).min(1) })
    .transform(({ coordinates }) => coordinates),
])

const text = z.union([z.string(), z.number()]).transform(String)
const properties = z
  .object({
    code: text.optional(),
    kode: text.optional(),
    name: text.optional(),
    nama: text.optional(),
    schematic: z.boolean().optional(),
  })
  .transform((given) => ({
    code: given.code ?? given.kode,
    name: given.name ?? given.nama ?? '',
    isSchematic: given.schematic ?? false,
  }))
const collection = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(z.object({ properties, geometry })).min(1),
})

const parseJson = (content: string, subject: string): unknown => {
  try {
    return JSON.parse(content.replace(/^\uFEFF/, ''))
  } catch {
    throw new DomainError('invalid', `${subject} is not JSON`)
  }
}

const shownProblems = 10

const parse = <T>(schema: z.ZodType<T>, content: string, subject: string): T => {
  const parsed = schema.safeParse(parseJson(content, subject))
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues
    .slice(0, shownProblems)
    .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new DomainError('invalid', `${subject}: ${problems.join('; ')}`, problems)
}

/** `3276011006` and `32.76.01.1006` are the same code; anything else is left as it is. */
const toDottedCode = (code: string): string => {
  const parts = /^(\d{2})\.?(\d{2})\.?(\d{2})(?:\.?(\d{4}))?$/.exec(code.trim())
  return parts === null ? code : parts.slice(1).filter(Boolean).join('.')
}

/**
 * Reads the list of a city's kecamatan and kelurahan (`data/depok/areas.json`).
 *
 * @throws DomainError `invalid` that names the first problems
 */
export const parseAreaLists = (content: string): AreaLists =>
  parse(areaLists, content, 'the list of areas')

/**
 * Reads outlines of kecamatan, of kelurahan, or of both: a FeatureCollection of Polygon and MultiPolygon features
 * with the properties `code` or `kode` (official code, with or without dots) and `name` or `nama`. The property
 * `schematic: true` marks outlines that are not surveyed.
 *
 * @throws DomainError `invalid` that names the first problems, or the features without a usable code
 */
export const parseAreaGeojson = (content: string): AreaShape[] => {
  const { features } = parse(collection, content, 'the area GeoJSON')
  const shapes = features.map((feature) => ({
    code: toDottedCode(feature.properties.code ?? ''),
    name: feature.properties.name,
    isSchematic: feature.properties.isSchematic,
    polygons: feature.geometry,
  }))
  const problems = shapes.flatMap(({ code }, index) =>
    codePattern.test(code)
      ? []
      : [`features.${String(index)}: no official code in \`code\` or \`kode\``],
  )
  if (problems.length > 0) {
    const shown = problems.slice(0, shownProblems)
    throw new DomainError('invalid', `the area GeoJSON: ${shown.join('; ')}`, shown)
  }
  return shapes
}
