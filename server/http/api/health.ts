/** `/healthz` and `/readyz`: is the process alive, and can it do its work? */
import { OpenAPIHono, z } from '@hono/zod-openapi'
import type { SelfFault } from '../../domain/hotspot.ts'
import type { HttpEnv } from '../request.ts'
import { addRoute } from '../route.ts'
import type { ApiContext } from './context.ts'
import { sendJsonText } from './context.ts'
import { faultSchema, instantSchema } from './schemas.ts'

/** What everybody may read about a fault; its details are in the log. */
const faultTexts: Readonly<Record<SelfFault['code'], string>> = {
  icmp_unavailable: 'ICMP probes cannot be sent',
  no_resources: 'The machine ran out of file descriptors or memory',
  resolver: 'Names cannot be resolved',
  database_locked: 'Another program holds the database',
  database_write: 'The database cannot be written',
  disk_low: 'The disk is nearly full',
  round_late: 'Rounds take longer than their interval',
  clock_stepped: 'The clock was changed',
  prober_crashed: 'A prober failed',
  no_witnesses: 'No witnesses are configured: own faults cannot be told from outages',
}

const databaseFaults: readonly SelfFault['code'][] = [
  'database_locked',
  'database_write',
  'disk_low',
]

const readySchema = z
  .object({
    generatedAt: instantSchema,
    ready: z.boolean().openapi({ description: 'Scheduler runs, database took its last write' }),
    database: z.boolean().openapi({ description: 'No fault of the database is known' }),
    faults: z.array(faultSchema.extend({ message: z.string() })),
  })
  .openapi('Readiness')

const aliveSchema = z
  .object({ generatedAt: instantSchema, status: z.literal('ok'), version: z.string() })
  .openapi('Liveness')

const addReady = (app: OpenAPIHono<HttpEnv>, context: ApiContext): void => {
  const { deps, headers, clients } = context
  const content = { 'application/json': { schema: readySchema } }
  addRoute(
    app,
    {
      path: '/readyz',
      access: 'public',
      summary: 'Database and scheduler work; own faults by name',
      responses: {
        200: { description: 'Ready', content },
        503: { description: 'Not ready', content },
      },
      handle: (c) => {
        const { ready, faults } = deps.live
        const body = {
          generatedAt: deps.now(),
          ready,
          database: !faults.some(({ code }) => databaseFaults.includes(code)),
          faults: faults.map(({ code, since }) => ({ code, since, message: faultTexts[code] })),
        }
        return sendJsonText(c, JSON.stringify(body), headers.ownApi, ready ? 200 : 503)
      },
    },
    clients,
  )
}

/** Routes of the self-health, at the root. */
export const createHealthApi = (context: ApiContext): OpenAPIHono<HttpEnv> => {
  const { deps, headers, clients } = context
  const app = new OpenAPIHono<HttpEnv>()
  addRoute(
    app,
    {
      path: '/healthz',
      access: 'public',
      summary: 'The process answers',
      responses: {
        200: { description: 'Alive', content: { 'application/json': { schema: aliveSchema } } },
      },
      handle: (c) => {
        const body = { generatedAt: deps.now(), status: 'ok', version: deps.settings.version }
        return sendJsonText(c, JSON.stringify(body), headers.ownApi)
      },
    },
    clients,
  )
  addReady(app, context)
  return app
}
