/** What the HTTP room is given at wiring, and what it hands on to the pages. */
import type { Handler } from 'hono'
import type { HoursContext } from '../domain/ledger/dated-facts.ts'
import type { HistoryStore } from '../store/history-store.ts'
import type { LatencyStore } from '../store/latency-store.ts'
import type { LiveState } from '../store/live.ts'
import type { Db } from '../store/database.ts'
import type { LedgerBook } from './ledger-book.ts'
import type { Places } from './places.ts'
import type { Present } from './present.ts'
import type { HttpSettings } from './settings.ts'

/** The part of a pino logger that the room uses: facts first, then the message. */
export interface HttpLog {
  readonly debug: (facts: object, message: string) => void
  readonly info: (facts: object, message: string) => void
  readonly warn: (facts: object, message: string) => void
  readonly error: (facts: object, message: string) => void
  /** Whether lines of a level are written at all; absent = all of them. */
  readonly isLevelEnabled?: (level: 'debug') => boolean
}

export interface HttpDeps {
  readonly db: Db
  readonly live: LiveState
  /** Epoch ms. */
  readonly now: () => number
  readonly settings: HttpSettings
  /** Calendar of the zone, and service hours by kind for places that state none. */
  readonly hours: HoursContext
  /** GeoJSON text of the map's ground. */
  readonly areasGeojson: string
  /** Folder of built files: `.vite/manifest.json` and `assets/`. May be absent. */
  readonly webRoot: string
  readonly log: HttpLog
}

/**
 * What `mountPages(app, deps)` gets. Routes are declared with `withAccess('public', handler)` of `access.ts`; security
 * headers, access rules and errors are added around every route of `app` afterwards, so a page only answers `c.html(…)`.
 */
export interface PageDeps extends HttpDeps {
  readonly history: HistoryStore
  readonly latency: LatencyStore
  readonly places: Places
  readonly ledgers: LedgerBook
  /** The rows and the summary that the API serves, as of the last change: a getter, so read it in every request. */
  readonly present: Present
  /** Sets the answer to unknown addresses outside `/api`; without it they get a plain text. */
  readonly setNotFoundPage: (page: Handler) => void
}
