/** The one place where a refusal or a failure becomes an HTTP answer. */
import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { DomainError } from '../domain/error.ts'
import type { DomainErrorCode } from '../domain/error.ts'
import type { HeaderSet } from './headers.ts'
import type { HttpEnv } from './request.ts'
import { getRequestId } from './request.ts'

type HttpErrorCode = 'method_not_allowed' | 'too_many_streams' | 'internal' | 'busy'

/** A refusal that only HTTP knows. */
export class HttpError extends Error {
  readonly code: HttpErrorCode
  readonly headers: HeaderSet
  constructor(code: HttpErrorCode, message: string, headers: HeaderSet = {}) {
    super(message)
    this.name = 'HttpError'
    this.code = code
    this.headers = headers
  }
}

const statuses: Readonly<Record<DomainErrorCode | HttpErrorCode, number>> = {
  invalid: 400,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_many_streams: 429,
  internal: 500,
  busy: 503,
}

export const errorSchema = z
  .object({
    error: z.object({
      code: z.enum([
        'invalid',
        'forbidden',
        'not_found',
        'method_not_allowed',
        'conflict',
        'too_many_streams',
        'internal',
        'busy',
      ]),
      message: z.string(),
      requestId: z.string(),
      problems: z
        .array(z.string())
        .optional()
        .openapi({ description: 'Every problem found, for `invalid`' }),
    }),
  })
  .openapi('Error')

/** Status for an error; anything that is not a refusal is our own failure. */
export const toStatus = (error: Error): number =>
  error instanceof DomainError || error instanceof HttpError ? statuses[error.code] : 500

/** `{ error: { code, message, requestId } }`; of a failure nothing is told but the id that finds it in the log. */
export const toErrorResponse = (
  error: Error,
  c: Context<HttpEnv>,
  headers: HeaderSet,
): Response => {
  const requestId = getRequestId(c)
  const isRefusal = error instanceof DomainError || error instanceof HttpError
  const code = isRefusal ? error.code : 'internal'
  const message = isRefusal
    ? error.message
    : 'Something failed on our side; the log has it by its requestId'
  const problems =
    error instanceof DomainError && error.problems.length > 0 ? { problems: error.problems } : {}
  return new Response(JSON.stringify({ error: { code, message, requestId, ...problems } }), {
    status: toStatus(error),
    headers: {
      ...headers,
      ...(error instanceof HttpError ? error.headers : {}),
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Request-Id': requestId,
    },
  })
}
