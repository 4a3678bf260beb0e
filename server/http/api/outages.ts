/** `/outages`: what broke, when, why and for how long. */
import { OpenAPIHono, z } from '@hono/zod-openapi'
import { DomainError } from '../../domain/error.ts'
import type { Outage } from '../../domain/hotspot.ts'
import { toPublicOutage } from '../../domain/public-outage.ts'
import type { HttpEnv } from '../request.ts'
import { addRoute } from '../route.ts'
import type { ApiContext } from './context.ts'
import { sendPublicJson } from './context.ts'
import { toInstantSchema } from './instant.ts'
import { hotspotIdSchema, outageSchema, toLimitSchema, toListSchema } from './schemas.ts'

const defaultLimit = 100
const mostOutages = 1000

interface Position {
  readonly startedAt: number
  readonly id: number
}

const toCursor = ({ startedAt, id }: Outage): string => `${String(startedAt)}-${String(id)}`

const cursorSchema = z
  .string()
  .regex(/^\d{1,15}-\d{1,15}$/, 'must be the nextCursor of the page before')
  .transform((text): Position => {
    const [startedAt = 0, id = 0] = text.split('-').map(Number)
    return { startedAt, id }
  })
  .optional()
  .openapi({ type: 'string', description: '`nextCursor` of the page before' })

const toQuerySchema = (zone: string) =>
  z.strictObject({
    state: z.enum(['open', 'all']).optional().openapi({ description: 'Default `all`' }),
    from: toInstantSchema(zone),
    to: toInstantSchema(zone),
    hotspot: hotspotIdSchema.optional(),
    limit: toLimitSchema(mostOutages),
    cursor: cursorSchema,
  })

/** Route of the outages, without its base path. */
export const createOutagesApi = (context: ApiContext): OpenAPIHono<HttpEnv> => {
  const { deps, headers, clients, history } = context
  const app = new OpenAPIHono<HttpEnv>()
  addRoute(
    app,
    {
      path: '/outages',
      access: 'public',
      summary: 'Outages that touch the period, newest first',
      query: toQuerySchema(deps.settings.timezone),
      responses: {
        200: {
          description: 'Outages',
          content: { 'application/json': { schema: toListSchema(outageSchema) } },
        },
      },
      handle: (c, { query }) => {
        const { from, to, hotspot } = query
        if (from !== undefined && to !== undefined && from >= to) {
          const problem = 'query "to": must be later than from'
          throw new DomainError('invalid', problem, [problem])
        }
        const limit = query.limit ?? defaultLimit
        const outages = history.listOutages({
          state: query.state ?? 'all',
          from,
          to,
          hotspotId: hotspot,
          before: query.cursor,
          limit: limit + 1,
        })
        const generatedAt = deps.now()
        const page = outages.slice(0, limit)
        const last = outages.length > limit ? page.at(-1) : undefined
        const items = page.map((outage) => toPublicOutage(outage, generatedAt))
        const nextCursor = last === undefined ? null : toCursor(last)
        const text = JSON.stringify({ generatedAt, items, nextCursor })
        return sendPublicJson(c, text, headers.publicApi)
      },
    },
    clients,
  )
  return app
}
