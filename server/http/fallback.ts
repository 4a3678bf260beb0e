/** What is answered when no route does: unknown addresses, other methods, refusals and failures. */
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context, Handler } from 'hono'
import { DomainError } from '../domain/error.ts'
import type { HttpLog } from './deps.ts'
import { HttpError, toErrorResponse, toStatus } from './errors.ts'
import type { HeaderSets } from './headers.ts'
import type { HttpEnv } from './request.ts'
import { getRequestId } from './request.ts'

/** Addresses outside `/api` that programs ask, and which therefore answer errors in JSON too. */
const selfHealthPaths: readonly string[] = ['/healthz', '/readyz', '/metrics']

const isApiPath = (path: string): boolean =>
  path === '/api' || path.startsWith('/api/') || selfHealthPaths.includes(path)

/** Who answers for what the routes do not. */
export interface Fallback {
  readonly app: OpenAPIHono<HttpEnv>
  readonly headers: HeaderSets
  readonly log: HttpLog
  notFoundPage: Handler | null
}

const createPlainText = (c: Context<HttpEnv>, error: Error, headers: HeaderSets): Response =>
  new Response(`${error.message}\n`, {
    status: toStatus(error),
    headers: {
      ...headers.page,
      ...(error instanceof HttpError ? error.headers : {}),
      'Content-Type': 'text/plain; charset=utf-8',
      'X-Request-Id': getRequestId(c),
    },
  })

/** Puts the headers of every page on what a page is about to answer. */
export const setPageHeaders = (c: Context<HttpEnv>, headers: HeaderSets): void => {
  for (const [name, value] of Object.entries(headers.page)) c.header(name, value)
  c.header('X-Request-Id', getRequestId(c))
}

/** Answers an error as JSON, as the page for unknown addresses, or as plain text. */
export const answerError = (
  error: Error,
  c: Context<HttpEnv>,
  fallback: Fallback,
): Response | Promise<Response> => {
  const { headers, log, notFoundPage } = fallback
  const { path } = c.req
  if (toStatus(error) === 500)
    log.error({ err: error, path, requestId: getRequestId(c) }, 'request failed')
  if (isApiPath(path)) {
    return toErrorResponse(error, c, path.startsWith('/api') ? headers.publicApi : headers.ownApi)
  }
  if (toStatus(error) !== 404 || notFoundPage === null) return createPlainText(c, error, headers)
  setPageHeaders(c, headers)
  c.status(404)
  return notFoundPage(c, () => Promise.resolve()) as Response | Promise<Response>
}

const allowedMethods = 'GET, HEAD, OPTIONS'

/** A browser asks first before it sends `If-None-Match` to another site. */
const answerOptions = (c: Context<HttpEnv>, headers: HeaderSets): Response => {
  const isApi = c.req.path.startsWith('/api/')
  const cors = {
    'Access-Control-Allow-Methods': allowedMethods,
    'Access-Control-Allow-Headers': 'If-None-Match',
    'Access-Control-Max-Age': '86400',
  }
  return new Response(null, {
    status: 204,
    headers: {
      ...(isApi ? { ...headers.publicApi, ...cors } : headers.ownApi),
      Allow: allowedMethods,
      'X-Request-Id': getRequestId(c),
    },
  })
}

/** No route matched: an unknown address, or a known one with another method. */
export const answerUnmatched = (
  c: Context<HttpEnv>,
  fallback: Fallback,
): Response | Promise<Response> => {
  const { method, path } = c.req
  const isKnown = fallback.app.router.match('GET', path)[0].length > 0
  if (isKnown && method === 'OPTIONS') return answerOptions(c, fallback.headers)
  if (isKnown && method !== 'GET' && method !== 'HEAD') {
    const error = new HttpError('method_not_allowed', `${method} is not allowed here`, {
      Allow: allowedMethods,
    })
    return answerError(error, c, fallback)
  }
  return answerError(new DomainError('not_found', 'There is nothing at this address'), c, fallback)
}
