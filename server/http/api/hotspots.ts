/** `/hotspots`, `/hotspots.geojson` and `/hotspots/{id}`: the inventory with its present health. */
import { OpenAPIHono, z } from '@hono/zod-openapi'
import { DomainError } from '../../domain/error.ts'
import { healths, lifecycles } from '../../domain/hotspot.ts'
import type { PublicHotspot } from '../../domain/present-status.ts'
import { computePresentHotspot } from '../../domain/present-status.ts'
import { sendDocument } from '../document.ts'
import type { Present } from '../present.ts'
import type { HttpEnv } from '../request.ts'
import { addRoute } from '../route.ts'
import { joinList } from '../snapshot-sources.ts'
import type { ApiContext } from './context.ts'
import { sendPublicJson } from './context.ts'
import { hotspotIdSchema, hotspotSchema, instantSchema } from './schemas.ts'
import { toLimitSchema, toListSchema } from './schemas.ts'

const mostHotspots = 10_000

const filterSchema = z.strictObject({
  kecamatan: z.string().max(100).optional(),
  kind: z.string().max(100).optional(),
  health: z.enum(healths).optional(),
  lifecycle: z.enum(lifecycles).optional(),
  q: z
    .string()
    .max(200)
    .optional()
    .openapi({ description: 'Part of the name, id, kecamatan or kelurahan, in any case' }),
  limit: toLimitSchema(mostHotspots),
  cursor: hotspotIdSchema.optional().openapi({ description: '`nextCursor` of the page before' }),
})

type Filter = z.output<typeof filterSchema>

const fold = (text: string): string => text.normalize('NFKC').toLowerCase()

const containsText = (row: PublicHotspot, wanted: string): boolean =>
  [row.name, row.id, row.kecamatan, row.kelurahan].some(
    (text) => text !== null && fold(text).includes(wanted),
  )

const toPredicate = (filter: Filter): ((row: PublicHotspot) => boolean) => {
  const wanted = fold(filter.q ?? '').trim()
  const equal = (['kecamatan', 'kind', 'health', 'lifecycle'] as const).filter(
    (field) => filter[field] !== undefined,
  )
  return (row) =>
    equal.every((field) => row[field] === filter[field]) &&
    (wanted === '' || containsText(row, wanted))
}

/** Rows are ordered by id, so a cursor stays good when hotspots come and go. */
const selectPage = (present: Present, filter: Filter): { ids: string[]; next: string | null } => {
  const limit = filter.limit ?? mostHotspots
  const isWanted = toPredicate(filter)
  const ids: string[] = []
  for (const [id, row] of present.rows) {
    if (filter.cursor !== undefined && id <= filter.cursor) continue
    if (!isWanted(row)) continue
    if (ids.length === limit) return { ids, next: ids.at(-1) ?? null }
    ids.push(id)
  }
  return { ids, next: null }
}

const geojsonSchema = z
  .object({
    type: z.literal('FeatureCollection'),
    generatedAt: instantSchema,
    features: z.array(
      z.object({
        type: z.literal('Feature'),
        id: hotspotIdSchema,
        geometry: z
          .object({
            type: z.literal('Point'),
            coordinates: z
              .array(z.number())
              .min(2)
              .max(2)
              .openapi({ description: 'Longitude, latitude' }),
          })
          .nullable()
          .openapi({ description: 'null: a hotspot without a point' }),
        properties: hotspotSchema,
      }),
    ),
  })
  .openapi('HotspotFeatures')

const addList = (app: OpenAPIHono<HttpEnv>, context: ApiContext): void => {
  const { snapshot, headers, clients } = context
  const definition = {
    path: '/hotspots',
    access: 'public',
    summary: 'Hotspots with their present health, ordered by id',
    query: filterSchema,
    responses: {
      200: {
        description: 'Hotspots',
        content: { 'application/json': { schema: toListSchema(hotspotSchema) } },
      },
    },
  } as const
  addRoute(
    app,
    {
      ...definition,
      handle: (c, { query }) => {
        if (Object.keys(query).length === 0) return sendDocument(c, snapshot.documents().hotspots)
        const present = snapshot.present()
        const { ids, next } = selectPage(present, query)
        const texts = snapshot.texts()
        const rows = ids.map((id) => texts.get(id) ?? '')
        return sendPublicJson(c, joinList(present.generatedAt, rows, next), headers.publicApi)
      },
    },
    clients,
  )
}

const addGeojson = (app: OpenAPIHono<HttpEnv>, { snapshot, clients }: ApiContext): void => {
  addRoute(
    app,
    {
      path: '/hotspots.geojson',
      access: 'public',
      summary: 'The same hotspots as GeoJSON (RFC 7946)',
      responses: {
        200: {
          description: 'Feature collection',
          content: { 'application/geo+json': { schema: geojsonSchema } },
        },
      },
      handle: (c) => sendDocument(c, snapshot.documents().geojson),
    },
    clients,
  )
}

const addDetail = (app: OpenAPIHono<HttpEnv>, context: ApiContext): void => {
  const { deps, places, headers, clients } = context
  addRoute(
    app,
    {
      path: '/hotspots/{id}',
      access: 'public',
      summary: 'One hotspot',
      params: z.strictObject({ id: hotspotIdSchema }),
      responses: {
        200: {
          description: 'The hotspot',
          content: {
            'application/json': {
              schema: hotspotSchema.extend({ generatedAt: instantSchema }).openapi('HotspotNow'),
            },
          },
        },
      },
      handle: (c, { params }) => {
        const status = deps.live.hotspots.get(params.id)
        if (status === undefined) throw new DomainError('not_found', 'There is no such hotspot')
        const generatedAt = deps.now()
        const place = places.find(status.hotspot, generatedAt)
        const row = computePresentHotspot(status, deps.live.blind, generatedAt, place)
        return sendPublicJson(c, JSON.stringify({ generatedAt, ...row }), headers.publicApi)
      },
    },
    clients,
  )
}

/** Routes of the hotspots, without their base path. */
export const createHotspotsApi = (context: ApiContext): OpenAPIHono<HttpEnv> => {
  const app = new OpenAPIHono<HttpEnv>()
  addGeojson(app, context)
  addList(app, context)
  addDetail(app, context)
  return app
}
