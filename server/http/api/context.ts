/** What the resources of the API share, and how they answer. */
import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import type { HistoryStore } from '../../store/history-store.ts'
import type { LatencyStore } from '../../store/latency-store.ts'
import type { HttpDeps } from '../deps.ts'
import type { EventHub } from '../events.ts'
import type { HeaderSet, HeaderSets } from '../headers.ts'
import type { ClientReader, HttpEnv } from '../request.ts'
import { getRequestId, readHeader } from '../request.ts'
import type { LedgerBook } from '../ledger-book.ts'
import type { Places } from '../places.ts'
import type { Snapshot } from '../snapshot.ts'

export interface ApiContext {
  readonly deps: HttpDeps
  readonly headers: HeaderSets
  readonly clients: ClientReader
  readonly snapshot: Snapshot
  readonly hub: EventHub
  readonly history: HistoryStore
  readonly latency: LatencyStore
  readonly places: Places
  readonly ledgers: LedgerBook
}

/** Two answers that differ only in when they were made say the same: RFC 9110, section 8.8.1, weak validators. */
const toWeakTag = (text: string): string => {
  const said = text.replace(/"generatedAt":\d+,?/, '')
  return `W/"${createHash('sha1').update(said).digest('base64url')}"`
}

const isKnownTag = (header: string, tag: string): boolean =>
  header
    .split(',')
    .map((one) => one.trim())
    .some((one) => one === '*' || `W/${one.replace(/^W\//, '')}` === tag)

/** An answer that any site may read; 304 when the client has one that says the same. */
export const sendPublicJson = (c: Context<HttpEnv>, text: string, headers: HeaderSet): Response => {
  const tag = toWeakTag(text)
  if (!isKnownTag(readHeader(c, 'if-none-match') ?? '', tag)) {
    return sendJsonText(c, text, { ...headers, ETag: tag })
  }
  const shared = { ...headers, ETag: tag, 'X-Request-Id': getRequestId(c) }
  return new Response(null, { status: 304, headers: shared })
}

/** An answer whose body is JSON text already. */
export const sendJsonText = (
  c: Context<HttpEnv>,
  text: string,
  headers: HeaderSet,
  status = 200,
): Response =>
  new Response(text, {
    status,
    headers: {
      ...headers,
      'Content-Type': 'application/json; charset=utf-8',
      'X-Request-Id': getRequestId(c),
    },
  })
