/** `/summary`: the city in numbers, and whether the monitor itself can see. */
import { OpenAPIHono } from '@hono/zod-openapi'
import { sendDocument } from '../document.ts'
import type { HttpEnv } from '../request.ts'
import { addRoute } from '../route.ts'
import type { ApiContext } from './context.ts'
import { summarySchema } from './schemas.ts'

/** Route of the summary, without its base path. */
export const createSummaryApi = ({ snapshot, clients }: ApiContext): OpenAPIHono<HttpEnv> => {
  const app = new OpenAPIHono<HttpEnv>()
  addRoute(
    app,
    {
      path: '/summary',
      access: 'public',
      summary: 'Counts by health, kind and kecamatan; witnesses; the last round',
      responses: {
        200: {
          description: 'Summary',
          content: { 'application/json': { schema: summarySchema } },
        },
      },
      handle: (c) => sendDocument(c, snapshot.documents().summary),
    },
    clients,
  )
  return app
}
