/** `/hotspots/{id}` and the page for addresses that lead nowhere. */
import { HotspotPage } from '../../../web/pages/hotspot.tsx'
import { MissingPage } from '../../../web/pages/missing.tsx'
import type { PageDeps } from '../deps.ts'
import { sendPage } from './answer.ts'
import { listDays, listLatencyTables, listPageOutages } from './hotspot-history.ts'
import { readMonth } from './hotspot-month.ts'
import type { PageApp, PageHandler } from './page-app.ts'
import type { CreateView } from './view.ts'

/** Mounts the page of one hotspot, and the friendly 404. */
export const mountHotspot = (app: PageApp, deps: PageDeps, createView: CreateView): void => {
  const sendMissing: PageHandler = (c) =>
    sendPage(c, <MissingPage view={createView(c, 'missing')} />, 404)
  deps.setNotFoundPage(sendMissing)
  app.page('/hotspots/:id', (c) => {
    const id = c.req.param('id') ?? ''
    const status = deps.live.hotspots.get(id)
    const row = deps.present.rows.get(id)
    if (status === undefined || row === undefined) return sendMissing(c)
    const view = createView(c, 'hotspot')
    const page = (
      <HotspotPage
        view={view}
        row={row}
        place={status.hotspot}
        isFlapping={status.flapping}
        opening={deps.places.findOpening(status.hotspot, view.now)}
        month={readMonth(deps, status, c.req.query('month'), view.now)}
        days={listDays(deps, status, view.now)}
        latency={listLatencyTables(deps, status, view.now)}
        outages={listPageOutages(deps, status)}
      />
    )
    return sendPage(c, page)
  })
}
