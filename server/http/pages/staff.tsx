/** `/staff`, `/wall` and the ground of the map. */
import { StaffPage } from '../../../web/pages/staff.tsx'
import { WallPage, type WallOutage } from '../../../web/pages/wall.tsx'
import { toAreaText } from '../../../web/i18n/words.ts'
import type { Outage } from '../../domain/hotspot.ts'
import type { PageDeps } from '../deps.ts'
import { sendPage, sendTagged } from './answer.ts'
import type { HotspotList } from './list.ts'
import type { PageApp } from './page-app.ts'
import type { CreateView } from './view.ts'

/** Silence that is worth a warning at the default round of 60 s; longer rounds stretch it. */
const shortestStaleMs = 90_000

/** One and a half rounds: a wrong picture should be marked before the second missed round is due. */
const computeStaleAfter = (deps: PageDeps): number => {
  for (const { staleAt, checkedAt } of deps.live.hotspots.values()) {
    // A status reads `unknown` three intervals after its sample.
    if (staleAt !== null && checkedAt !== null) {
      return Math.max(shortestStaleMs, (staleAt - checkedAt) / 2)
    }
  }
  return shortestStaleMs
}

/** Lines that fit on a board of 1080 rows of pixels. */
const wallLines = 9

/** Down before degraded, then newest first. */
const compareOutages = (a: Outage, b: Outage): number =>
  Number(a.severity === 'degraded') - Number(b.severity === 'degraded') || b.startedAt - a.startedAt

const isInMaintenance = ({ present }: PageDeps, { hotspotId }: Outage): boolean => {
  const row = hotspotId === null ? undefined : present.rows.get(hotspotId)
  return row !== undefined && row.maintenance !== null
}

/** Open outages as lines; those that hang on an open uplink outage are counted in its line, those in maintenance are not news. */
const toWallLines = (deps: PageDeps): WallOutage[] => {
  const { openOutages } = deps.live
  const under = new Map<number, number>()
  const own: Outage[] = []
  for (const outage of openOutages.values()) {
    const parent = outage.uplinkOutageId
    if (parent !== null && openOutages.has(parent)) under.set(parent, (under.get(parent) ?? 0) + 1)
    else if (!isInMaintenance(deps, outage)) own.push(outage)
  }
  return own.sort(compareOutages).map((outage) => {
    const row = outage.hotspotId === null ? undefined : deps.present.rows.get(outage.hotspotId)
    return {
      outage,
      name: row?.name ?? outage.hotspotId ?? outage.uplinkId ?? '',
      place: row === undefined ? '' : toAreaText(row),
      under: under.get(outage.id) ?? 0,
    }
  })
}

/** Mounts the staff's map, the wallboard and the areas. */
export const mountStaff = (
  app: PageApp,
  deps: PageDeps,
  createView: CreateView,
  hotspots: HotspotList,
): void => {
  const { tileUrl, tileAttribution } = deps.settings
  app.page('/staff', (c) => {
    const view = createView(c, 'staff')
    const list = hotspots.readPage(c, view, 'staff')
    const { counts } = deps.present.summary
    const map = { tileUrl, tileAttribution, staleAfterMs: computeStaleAfter(deps) }
    return sendPage(c, <StaffPage view={view} list={list} counts={counts} map={map} />)
  })
  app.page('/wall', (c) => {
    const { counts, witnesses } = deps.present.summary
    const lines = toWallLines(deps)
    const page = (
      <WallPage
        view={createView(c, 'wall')}
        counts={counts}
        outages={lines.slice(0, wallLines)}
        more={Math.max(0, lines.length - wallLines)}
        witnesses={witnesses}
        staleAfterMs={computeStaleAfter(deps)}
      />
    )
    return sendPage(c, page)
  })
  app.page('/areas.geojson', (c) =>
    sendTagged(c, deps.areasGeojson, 'application/geo+json; charset=utf-8'),
  )
}
