/** Asks the application, and holds every answer against the document that it publishes about itself. */
import type { z } from '@hono/zod-openapi'
import { expect } from 'vitest'
import type { HttpApp } from '../../server/http/app.ts'
import { eventSchemas } from '../../server/http/api/events.ts'

type Definition = HttpApp['openAPIRegistry']['definitions'][number]
type RouteDefinition = Extract<Definition, { type: 'route' }>['route']

/** Every route of the published document. */
export const listDocumented = (app: HttpApp): RouteDefinition[] =>
  app.openAPIRegistry.definitions.flatMap((one) => (one.type === 'route' ? [one.route] : []))

const toPattern = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`)

const findRoute = (app: HttpApp, path: string): RouteDefinition | undefined => {
  const found = listDocumented(app).filter((route) => toPattern(route.path).test(path))
  // `/hotspots.geojson` is also matched by nothing else; a fixed path wins over one with parameters.
  return found.find((route) => !route.path.includes('{')) ?? found[0]
}

/** Nothing is missing, and nothing is there that the schema does not name. */
const expectToConform = (schema: z.ZodType, body: unknown): void => {
  expect(schema.parse(body)).toEqual(body)
}

export const expectEventToConform = (name: string, data: unknown): void => {
  const schema = Object.entries(eventSchemas).find(([known]) => known === name)?.[1]
  expect(schema, `event ${name} is documented`).toBeDefined()
  if (schema !== undefined) expectToConform(schema, data)
}

/** Media types and schemas that the document names for a status of a path. */
const findContent = (app: HttpApp, path: string, status: number): Record<string, unknown> => {
  const route = findRoute(app, path)
  expect(route, `${path} is documented`).toBeDefined()
  const answer = route?.responses[String(status)]
  expect(answer, `${path} documents ${String(status)}`).toBeDefined()
  return answer !== undefined && 'content' in answer ? (answer.content ?? {}) : {}
}

/** Checks status, media type and body of an answer to a GET of `path`. */
const expectAnswerToConform = async (
  app: HttpApp,
  path: string,
  response: Response,
): Promise<void> => {
  const { pathname } = new URL(path, 'http://localhost')
  const content = findContent(app, pathname, response.status)
  const type = response.headers.get('Content-Type')?.split(';')[0]
  expect(Object.keys(content)).toEqual(type === undefined ? [] : [type])
  if (type?.includes('json') !== true) return
  const { schema } = content[type] as { schema: z.ZodType }
  expectToConform(schema, await response.clone().json())
}

/** GET through the application, with the answer checked against the document. */
export const ask = async (
  app: HttpApp,
  path: string,
  headers: Record<string, string> = {},
): Promise<Response> => {
  const response = await app.request(path, { headers })
  await expectAnswerToConform(app, path, response)
  return response
}

interface Answer<T> {
  readonly status: number
  readonly body: T
}

/** The same, with the JSON body as the caller expects it. */
export const askJson = async <T = Record<string, unknown>>(
  app: HttpApp,
  path: string,
): Promise<Answer<T>> => {
  const response = await ask(app, path)
  const answer: Answer<unknown> = { status: response.status, body: await response.json() }
  return answer as Answer<T>
}
