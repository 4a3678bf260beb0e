/** What the resources of the API share, and how they answer. */
import type { Context } from 'hono'
import type { HistoryStore } from '../../store/history-store.ts'
import type { LatencyStore } from '../../store/latency-store.ts'
import type { HttpDeps } from '../deps.ts'
import type { EventHub } from '../events.ts'
import type { HeaderSet, HeaderSets } from '../headers.ts'
import type { ClientReader, HttpEnv } from '../request.ts'
import { getRequestId } from '../request.ts'
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
