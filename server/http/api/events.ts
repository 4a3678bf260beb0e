/** `/events`: what changes, as it changes (server-sent events). */
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { OpenAPIHono, z } from '@hono/zod-openapi'
import { HttpError } from '../errors.ts'
import type { HttpEnv } from '../request.ts'
import { getBindings, getRequestId } from '../request.ts'
import { addRoute } from '../route.ts'
import { errorSchema } from '../errors.ts'
import type { ApiContext } from './context.ts'
import { blindSchema, hotspotSchema, instantSchema, outageSchema } from './schemas.ts'
import { roundSchema, summarySchema } from './schemas.ts'

/** `data` of each event, by its name. */
export const eventSchemas = {
  snapshot: summarySchema,
  health: hotspotSchema.extend({ generatedAt: instantSchema }).openapi('HealthEvent'),
  outage: outageSchema.extend({ generatedAt: instantSchema }).openapi('OutageEvent'),
  round: roundSchema.extend({ generatedAt: instantSchema }).openapi('RoundEvent'),
  blind: z
    .object({ generatedAt: instantSchema, blind: blindSchema.nullable() })
    .openapi('BlindEvent'),
}

const description = `Starts with one \`snapshot\` (the summary); nothing older is replayed. Then \`health\` (a hotspot that
reads differently), \`outage\` (one that opened, changed or ended), \`round\` (one that finished) and \`blind\` (null when
every tier can see again), each with \`generatedAt\`. A further \`snapshot\` means that so much changed at once that the
hotspots are better fetched anew. A stream ends after at most 15 minutes; connect again.`

/** Route of the live stream, without its base path. */
export const createEventsApi = (context: ApiContext): OpenAPIHono<HttpEnv> => {
  const { headers, clients, hub } = context
  const app = new OpenAPIHono<HttpEnv>()
  for (const [name, schema] of Object.entries(eventSchemas)) {
    app.openAPIRegistry.register(`${name}Event`, schema)
  }
  addRoute(
    app,
    {
      path: '/events',
      access: 'public',
      summary: 'Live changes as server-sent events',
      description,
      responses: {
        200: {
          description: 'Endless stream',
          content: {
            'text/event-stream': {
              schema: z.string().openapi({ example: 'event: round\ndata: {"generatedAt":0}\n\n' }),
            },
          },
        },
        429: {
          description: 'Too many open streams of this address, or in all',
          content: { 'application/json': { schema: errorSchema } },
        },
      },
      handle: (c) => {
        const { incoming, outgoing } = getBindings(c)
        const all = { ...headers.publicApi, 'X-Request-Id': getRequestId(c) }
        if (c.req.method === 'HEAD') {
          return new Response(null, { headers: { ...all, 'Content-Type': 'text/event-stream' } })
        }
        if (outgoing === undefined) throw new HttpError('internal', 'Streams need a socket')
        hub.open(outgoing, clients.getAddress(incoming), all)
        return RESPONSE_ALREADY_SENT
      },
    },
    clients,
  )
  return app
}
