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
export const expectToConform = (schema: z.ZodType, body: unknown): void => {
  expect(schema.parse(body)).toEqual(body)
}

export const expectEventToConform = (name: string, data: unknown): void => {
  const schema = Object.entries(eventSchemas).find(([known]) => known === name)?.[1]
  expect(schema, `event ${name} is documented`).toBeDefined()
  if (schema !== undefined) expectToConform(schema, data)
}

/** Checks status, media type and body of an answer to a GET of `path`. */
export const expectAnswerToConform = async (
  app: HttpApp,
  path: string,
  response: Response,
): Promise<void> => {
  const route = findRoute(app, new URL(path, 'http://localhost').pathname)
  expect(route, `${path} is documented`).toBeDefined()
  const answer = route?.responses[String(response.status)]
  expect(answer, `${path} documents ${String(response.status)}`).toBeDefined()
  const content = answer !== undefined && 'content' in answer ? (answer.content ?? {}) : {}
  const type = response.headers.get('Content-Type')?.split(';')[0] ?? null
  expect(Object.keys(content)).toEqual(type === null ? [] : [type])
  const media = type?.includes('json') === true ? content[type] : undefined
  if (media === undefined) return
  expect(media, `${path} documents its body`).toHaveProperty('schema')
  const { schema } = media as { schema: z.ZodType }
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

/** The same, with the JSON body as the caller expects it. */
export const askJson = async <T = Record<string, unknown>>(
  app: HttpApp,
  path: string,
): Promise<{ status: number; body: T }> => {
  const response = await ask(app, path)
  return { status: response.status, body: (await response.json()) as T }
}
