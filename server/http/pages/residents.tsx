/** `/` and the light answer with which its island refreshes the rows that are on the screen. */
import { ResidentsPage, toNoteText, toWorkingText } from '../../../web/pages/residents.tsx'
import { toMonitorNotices } from '../../../web/i18n/notices.ts'
import { toResidentState } from '../../../web/state/shown-state.ts'
import type { PageDeps } from '../deps.ts'
import { sendPage, sendTagged } from './answer.ts'
import { findOpensAt, type HotspotList } from './list.ts'
import type { PageApp } from './page-app.ts'
import type { CreateView } from './view.ts'

/** Rows that one refresh may ask for: a little more than a page has. */
const idsLimit = 60

/** Mounts the residents' page. */
export const mountResidents = (
  app: PageApp,
  deps: PageDeps,
  createView: CreateView,
  hotspots: HotspotList,
): void => {
  app.page('/', (c) => {
    const view = createView(c, 'residents')
    const list = hotspots.readPage(c, view, 'public')
    const { working } = hotspots.countForResidents()
    return sendPage(c, <ResidentsPage view={view} list={list} working={working} />)
  })
  app.page('/residents.json', (c) => {
    const { generatedAt, rows, summary } = deps.present
    const { lastRound } = summary
    const { working, total } = hotspots.countForResidents()
    // The present's own instant: the answer, and with it its tag, changes only when something was measured.
    const view = { ...createView(c, 'residents'), now: generatedAt }
    const ids = (c.req.query('ids') ?? '').split(',').slice(0, idsLimit)
    const items = ids.flatMap((id) => {
      const row = rows.get(id)
      if (row === undefined) return []
      const state = toResidentState(row)
      const checked = toNoteText(view, row, findOpensAt(deps, row))
      return [{ id, state, word: view.t.state[state], checked }]
    })
    const text = JSON.stringify({
      generatedAt,
      updated: view.t.list.updated(view.format.time(generatedAt)),
      age:
        lastRound === null ? '' : view.t.footer.dataAt(view.format.dateTime(lastRound.finishedAt)),
      working: toWorkingText(view, working, total),
      notices: toMonitorNotices(view, 'public'),
      items,
    })
    return sendTagged(c, text, 'application/json; charset=utf-8')
  })
}
