/** `/hotspots/{id}/latency`: how fast its checks answered. */
import { OpenAPIHono, z } from '@hono/zod-openapi'
import { DomainError } from '../../domain/error.ts'
import { layers } from '../../domain/hotspot.ts'
import type { HttpEnv } from '../request.ts'
import { addRoute } from '../route.ts'
import type { ApiContext } from './context.ts'
import { sendPublicJson } from './context.ts'
import { toInstantSchema } from './instant.ts'
import { hotspotIdSchema, instantSchema } from './schemas.ts'

const dayMs = 86_400_000

/** Hourly rollups are kept for 13 months. */
const longestRangeMs = 400 * dayMs

const value = z.number().nonnegative().nullable().openapi({ description: 'null: not measured' })

const latencySchema = z
  .object({
    generatedAt: instantSchema,
    from: instantSchema,
    to: instantSchema,
    checks: z.array(
      z.object({
        layer: z.enum(layers),
        kind: z.enum(['icmp', 'tcp', 'http', 'dns']),
        items: z.array(
          z.object({
            at: instantSchema,
            stepMs: z.int().positive(),
            samples: z.int().nonnegative().openapi({ description: 'Samples that were up or down' }),
            lossRatio: z.number().min(0).max(1).nullable(),
            minMs: value,
            avgMs: value,
            maxMs: value,
          }),
        ),
      }),
    ),
  })
  .openapi('Latency')

interface Range {
  readonly from: number
  readonly to: number
}

const toRange = (from: number | undefined, to: number | undefined, now: number): Range => {
  const end = to ?? (from === undefined ? now : Math.min(now, from + longestRangeMs))
  const range = { from: from ?? end - dayMs, to: end }
  const problems = [
    ...(range.from >= range.to ? ['query "to": must be later than from'] : []),
    ...(range.from > now ? ['query "from": must not lie in the future'] : []),
    ...(range.to - range.from > longestRangeMs ? ['query "from": at most 400 days'] : []),
  ]
  if (problems.length > 0) throw new DomainError('invalid', problems.join('; '), problems)
  return range
}

/** Route of the latency series, without its base path. */
export const createLatencyApi = (context: ApiContext): OpenAPIHono<HttpEnv> => {
  const { deps, headers, clients, latency } = context
  const zone = deps.settings.timezone
  const app = new OpenAPIHono<HttpEnv>()
  addRoute(
    app,
    {
      path: '/hotspots/{id}/latency',
      access: 'public',
      summary: 'Latency and loss per check; the last 24 hours unless a period is given',
      description: 'Raw rounds when the period is at most 24 hours, else one item per hour.',
      params: z.strictObject({ id: hotspotIdSchema }),
      query: z.strictObject({ from: toInstantSchema(zone), to: toInstantSchema(zone) }),
      responses: {
        200: {
          description: 'Series per check, oldest item first',
          content: { 'application/json': { schema: latencySchema } },
        },
      },
      handle: (c, { params, query }) => {
        const status = deps.live.hotspots.get(params.id)
        if (status === undefined) throw new DomainError('not_found', 'There is no such hotspot')
        const now = deps.now()
        const { from, to } = toRange(query.from, query.to, now)
        const checks = latency
          .listLatency(status.hotspot.key, from, to, now)
          .map(({ checkLayer, kind, items }) => ({ layer: checkLayer, kind, items }))
        const text = JSON.stringify({ generatedAt: now, from, to, checks })
        return sendPublicJson(c, text, headers.publicApi)
      },
    },
    clients,
  )
  return app
}
