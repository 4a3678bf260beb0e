/** One route of the API: its description, its access, what it accepts, and its handler. */
import type { OpenAPIHono, RouteConfig } from '@hono/zod-openapi'
import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { DomainError } from '../domain/error.ts'
import type { Access } from './access.ts'
import { withAccess } from './access.ts'
import { errorSchema } from './errors.ts'
import type { ClientReader, HttpEnv } from './request.ts'
import { getBindings } from './request.ts'

type Shape = z.ZodRawShape
type Schema<S extends Shape> = z.ZodObject<S, z.core.$strict>

interface Input<P extends Shape, Q extends Shape> {
  readonly params: z.output<Schema<P>>
  readonly query: z.output<Schema<Q>>
}

export interface RouteDefinition<P extends Shape, Q extends Shape> {
  /** With parameters as `{name}`. */
  readonly path: string
  readonly access: Access
  readonly summary: string
  readonly description?: string
  readonly params?: Schema<P>
  readonly query?: Schema<Q>
  /** Answers other than errors, by status. */
  readonly responses: RouteConfig['responses']
  readonly handle: (c: Context<HttpEnv>, input: Input<P, Q>) => Response | Promise<Response>
}

const errorAnswer = (description: string): RouteConfig['responses'][string] => ({
  description,
  content: { 'application/json': { schema: errorSchema } },
})

const toProblems = (place: string, error: z.ZodError): string[] =>
  error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => `${place} "${key}": is not known here`)
    }
    return [`${place} "${issue.path.join('.')}": ${issue.message}`]
  })

/** Query parameters by name; one given twice stays a list, which no schema accepts. */
const readQuery = (c: Context<HttpEnv>): Record<string, string | string[]> => {
  const entries = Object.entries(c.req.queries())
  return Object.fromEntries(
    entries.map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  )
}

const parseInput = <P extends Shape, Q extends Shape>(
  c: Context<HttpEnv>,
  definition: RouteDefinition<P, Q>,
): Input<P, Q> => {
  const params = (definition.params ?? z.strictObject({})).safeParse(c.req.param())
  const query = (definition.query ?? z.strictObject({})).safeParse(readQuery(c))
  const problems = [
    ...(params.success ? [] : toProblems('path', params.error)),
    ...(query.success ? [] : toProblems('query', query.error)),
  ]
  if (problems.length > 0) throw new DomainError('invalid', problems.join('; '), problems)
  // Both are the output of the schemas above; the empty object stands for a schema that is not there.
  return { params: params.data, query: query.data } as Input<P, Q>
}

/**
 * Adds one GET route (HEAD comes with it), its description and its access.
 *
 * Everything that a request says is checked before the handler runs, and every problem is told at once.
 */
export const addRoute = <P extends Shape, Q extends Shape>(
  app: OpenAPIHono<HttpEnv>,
  definition: RouteDefinition<P, Q>,
  clients: ClientReader,
): void => {
  const { path, access, params, query } = definition
  const request = {
    ...(params === undefined ? {} : { params }),
    ...(query === undefined ? {} : { query }),
  }
  const route = createRoute({
    method: 'get',
    path,
    summary: definition.summary,
    ...(definition.description === undefined ? {} : { description: definition.description }),
    'x-access': access,
    request,
    responses: {
      ...definition.responses,
      ...(access === 'public' ? { 304: { description: 'The client has this already' } } : {}),
      400: errorAnswer('Something in the request is wrong; every problem is listed'),
      ...(params === undefined ? {} : { 404: errorAnswer('There is no such thing') }),
      ...(access === 'public' ? {} : { 403: errorAnswer('Only this machine itself may ask') }),
      500: errorAnswer('Our own failure'),
    },
  })
  const nothing = { params: {}, query: {} } as Input<P, Q>
  const hasInput = params !== undefined || query !== undefined
  const handle = (c: Context<HttpEnv>): Response | Promise<Response> => {
    if (access === 'loopback' && !clients.isLoopback(getBindings(c).incoming)) {
      throw new DomainError('forbidden', 'Only this machine itself may ask')
    }
    const hasNothingToRead = !hasInput && !c.req.url.includes('?')
    return definition.handle(c, hasNothingToRead ? nothing : parseInput(c, definition))
  }
  app.openAPIRegistry.registerPath(route)
  app.get(route.getRoutingPath(), withAccess(access, handle))
}
