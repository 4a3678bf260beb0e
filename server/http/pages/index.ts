/** All HTML routes: each parses the request, fetches facts and hands them to a page as props. */
import type { Hono } from 'hono'
import type { PageDeps } from '../deps.ts'
import type { HttpEnv } from '../request.ts'
import { createHotspotList } from './list.ts'
import { mountHotspot } from './hotspot.tsx'
import { mountHowWeCount } from './how-we-count.tsx'
import { createPageApp } from './page-app.ts'
import { mountResidents } from './residents.tsx'
import { mountStaff } from './staff.tsx'
import { createViewFactory } from './view.ts'
import { faviconSvg, robotsText } from './site-files.ts'

/** Adds every page to `app`. Reads the build's manifest once; throws when that is incomplete. */
export const mountPages = (app: Hono<HttpEnv>, deps: PageDeps): void => {
  const pages = createPageApp(app)
  const createView = createViewFactory(deps)
  const hotspots = createHotspotList(deps)
  mountResidents(pages, deps, createView, hotspots)
  mountHotspot(pages, deps, createView)
  mountHowWeCount(pages, createView)
  mountStaff(pages, deps, createView, hotspots)
  pages.page('/favicon.svg', (c) =>
    c.body(faviconSvg, 200, {
      'Content-Type': 'image/svg+xml',
      'Cache-Control': 'public, max-age=86400',
    }),
  )
  pages.page('/robots.txt', (c) => c.text(robotsText))
}
