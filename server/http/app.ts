/** The whole web application: API, pages and files behind one set of rules. */
import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context, Handler } from 'hono'
import { Hono } from 'hono'
import { DomainError } from '../domain/error.ts'
import { createHistoryStore } from '../store/history-store.ts'
import { createLatencyStore } from '../store/latency-store.ts'
import { assertEveryRouteDeclaresAccess, findAccess, withAccess } from './access.ts'
import type { ApiContext } from './api/context.ts'
import { mountApi } from './api/index.ts'
import type { Assets } from './assets.ts'
import { createAssets } from './assets.ts'
import type { Document } from './document.ts'
import type { HttpDeps, PageDeps } from './deps.ts'
import type { EventLimits } from './events.ts'
import { createEventHub, defaultEventLimits } from './events.ts'
import type { Fallback } from './fallback.ts'
import { answerError, answerUnmatched, setPageHeaders } from './fallback.ts'
import { createHeaderSets } from './headers.ts'
import type { HttpServer, ListenAddress } from './listen.ts'
import { listen } from './listen.ts'
import { createLedgerBook } from './ledger-book.ts'
import { mountPages } from './pages/index.ts'
import { createPlaces } from './places.ts'
import type { HttpEnv } from './request.ts'
import { createClientReader, getBindings } from './request.ts'
import type { Snapshot, SnapshotDocuments } from './snapshot.ts'
import { createSnapshot } from './snapshot.ts'

/** A Hono application with the few things that live as long as it does. */
export type HttpApp = OpenAPIHono<HttpEnv> & {
  /** Resolves when everything published so far is being served, compressed. */
  readonly settle: () => Promise<void>
  /** Ends live streams and timers; requests are still answered. */
  readonly stop: () => void
}

/** Adds the pages with access rule, security headers and request id around each. */
const addPages = (context: ApiContext, fallback: Fallback): void => {
  const { snapshot, history, latency, places, ledgers, clients, headers, deps } = context
  const pageDeps: PageDeps = {
    ...deps,
    history,
    latency,
    places,
    ledgers,
    get present() {
      return snapshot.present()
    },
    setNotFoundPage: (page) => {
      fallback.notFoundPage = page
    },
  }
  const pages = new Hono<HttpEnv>()
  mountPages(pages, pageDeps)
  assertEveryRouteDeclaresAccess(pages)
  for (const { method, path, handler } of pages.routes) {
    const access = findAccess(handler) ?? 'loopback'
    const guarded: Handler<HttpEnv> = (c, next) => {
      if (access === 'loopback' && !clients.isLoopback(getBindings(c).incoming)) {
        throw new DomainError('forbidden', 'Only this machine itself may ask')
      }
      setPageHeaders(c, headers)
      return handler(c, next) as Response | Promise<Response>
    }
    fallback.app.on(method, path, withAccess(access, guarded))
  }
}

const addAssets = (app: OpenAPIHono<HttpEnv>, assets: Assets): void => {
  app.get(
    '/assets/*',
    withAccess('public', (c: Context<HttpEnv>) => assets.send(c, c.req.path) ?? c.notFound()),
  )
}

/** Addresses whose answers are always ready; with a query they take the longer way, which checks it. */
const createDocumentFinder = ({ documents }: Snapshot) => {
  const names = new Map<string, keyof SnapshotDocuments>([
    ['/api/v1/hotspots.geojson', 'geojson'],
    ['/api/v1/hotspots', 'hotspots'],
    ['/api/v1/summary', 'summary'],
  ])
  return (url: string): Document | undefined => {
    const name = names.get(url)
    return name === undefined ? undefined : documents()[name]
  }
}

interface Built {
  readonly app: HttpApp
  readonly context: ApiContext
}

const buildApp = (deps: HttpDeps, limits: EventLimits): Built => {
  const headers = createHeaderSets(deps.settings)
  const places = createPlaces(deps.db, deps.hours)
  const { live, now } = deps
  const snapshot = createSnapshot({ live, places, now, headers: headers.publicApi })
  const context: ApiContext = {
    deps,
    headers,
    clients: createClientReader(deps.settings.trustedProxies),
    snapshot,
    places,
    ledgers: createLedgerBook(deps),
    hub: createEventHub(snapshot, limits),
    history: createHistoryStore(deps.db),
    latency: createLatencyStore(deps.db),
  }
  const app = new OpenAPIHono<HttpEnv>()
  const assets = createAssets(deps.webRoot, headers.asset)
  const fallback: Fallback = { app, headers, log: deps.log, notFoundPage: null }
  mountApi(app, context)
  addAssets(app, assets)
  addPages(context, fallback)
  app.notFound((c) => answerUnmatched(c, fallback))
  app.onError((error, c) => answerError(error, c, fallback))
  assertEveryRouteDeclaresAccess(app)
  const lasting = {
    settle: async () => {
      await assets.settle()
      await snapshot.settle()
    },
    stop: () => {
      context.hub.close()
      snapshot.close()
    },
  }
  return { app: Object.assign(app, lasting), context }
}

/**
 * The application without a socket, for tests and for servers of one's own.
 *
 * @throws Error when a route does not declare who may call it
 */
export const createHttpApp = (deps: HttpDeps): HttpApp => buildApp(deps, defaultEventLimits).app

/**
 * Listens and answers.
 *
 * @param limits of the live streams
 * @throws the error of `listen` when the address cannot be used
 */
export const startHttpServer = async (
  deps: HttpDeps,
  address: ListenAddress,
  limits: EventLimits = defaultEventLimits,
): Promise<HttpServer> => {
  const { app, context } = buildApp(deps, limits)
  const { hub, clients, snapshot } = context
  return listen(
    {
      fetch: app.fetch,
      log: deps.log,
      getAddress: clients.getAddress,
      isStream: hub.isStream,
      findDocument: createDocumentFinder(snapshot),
      stop: app.stop,
    },
    address,
  )
}
