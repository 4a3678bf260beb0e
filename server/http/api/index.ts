/** Joins the resources of the API and describes them in one document. */
import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from '@hono/zod-openapi'
import type { HttpEnv } from '../request.ts'
import { addRoute } from '../route.ts'
import type { ApiContext } from './context.ts'
import { sendPublicJson } from './context.ts'
import { createEventsApi } from './events.ts'
import { createHealthApi } from './health.ts'
import { createHotspotsApi } from './hotspots.ts'
import { createLatencyApi } from './latency.ts'
import { createLedgerApi } from './ledger.ts'
import { createMetricsApi } from './metrics.ts'
import { createOutagesApi } from './outages.ts'
import { createSummaryApi } from './summary.ts'

const base = '/api/v1'

const describe = (app: OpenAPIHono<HttpEnv>, { deps }: ApiContext): object =>
  app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Titik',
      version: deps.settings.version,
      description:
        'Public Wi-Fi hotspots of a city and their health. Instants are UTC epoch milliseconds, ratios 0–1.',
    },
    servers: [{ url: deps.settings.publicOrigin ?? '/' }],
  })

/** Adds every route of the API to `app`, whose registry then knows them all. */
export const mountApi = (app: OpenAPIHono<HttpEnv>, context: ApiContext): void => {
  app.route(base, createHotspotsApi(context))
  app.route(base, createSummaryApi(context))
  app.route(base, createOutagesApi(context))
  app.route(base, createLatencyApi(context))
  app.route(base, createLedgerApi(context))
  app.route(base, createEventsApi(context))
  app.route('/', createHealthApi(context))
  app.route('/', createMetricsApi(context))
  // Made at the first request, when every route is there, and kept.
  let text: string | undefined
  addRoute(
    app,
    {
      path: `${base}/openapi.json`,
      access: 'public',
      summary: 'This document (OpenAPI 3.1)',
      responses: {
        200: {
          description: 'OpenAPI document',
          content: { 'application/json': { schema: z.looseObject({ openapi: z.string() }) } },
        },
      },
      handle: (c) => {
        text ??= JSON.stringify(describe(app, context))
        return sendPublicJson(c, text, context.headers.publicApi)
      },
    },
    context.clients,
  )
}
