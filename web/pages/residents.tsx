/** `/`: which places have working Wi-Fi, for residents on cheap phones and weak networks. */
import { toAreaText, toKindName } from '../i18n/words.ts'
import type { PublicHotspot } from '../../server/domain/present-status.ts'
import type { HotspotFilter } from '../state/hotspot-filter.ts'
import { isApproximate, toResidentState } from '../state/shown-state.ts'
import { Glyph } from './glyph.tsx'
import { HotspotFilters, Pager, type FilterChoices } from './hotspot-filters.tsx'
import { Layout } from './layout.tsx'
import { toHotspotLink, type View } from './view.ts'

/** One page of a filtered and ranked list. */
export interface ListPage {
  readonly filter: HotspotFilter
  readonly choices: FilterChoices
  readonly rows: readonly PublicHotspot[]
  /** When those of the rows that are closed open, epoch ms, by id. */
  readonly opensAt: ReadonlyMap<string, number>
  /** How many the filter found on all pages. */
  readonly found: number
  /** How many there are without a filter. */
  readonly total: number
  /** 1-based. */
  readonly page: number
  readonly pages: number
}

export interface ResidentsProps {
  readonly view: View
  readonly list: ListPage
  /** How many of `list.total` are `up` now. */
  readonly working: number
}

/** "Terakhir diperiksa 15.53 WIB" */
export const toCheckedText = (view: View, checkedAt: number | null): string =>
  checkedAt === null
    ? view.t.list.neverChecked
    : view.t.list.checked(view.format.instant(checkedAt, view.now))

/** "98 dari 132 tempat aktif sekarang" */
export const toWorkingText = (view: View, working: number, total: number): string =>
  view.t.list.working(view.format.number(working), view.format.number(total))

/** "Puskesmas · Depok Jaya, Pancoran Mas · letak perkiraan" */
const toPlaceText = (view: View, row: PublicHotspot): string => {
  const { t } = view
  const parts = [toKindName(t, row.kind), toAreaText(row)]
  if (row.lat === null) parts.push(t.list.noPoint)
  else if (isApproximate(row)) parts.push(t.list.approximate)
  return parts.filter((part) => part !== '').join(' · ')
}

/** "Ganti perangkat, sampai 15.00 WIB"; null without maintenance. */
export const toMaintenanceText = (view: View, row: PublicHotspot): string | null => {
  if (row.maintenance === null) return null
  const { title, until } = row.maintenance
  return until === null
    ? title
    : view.t.list.maintenanceUntil(title, view.format.instant(until, view.now))
}

/** What stands beside the state: the window that holds, when a closed place opens, when it was checked. */
export const toNoteText = (view: View, row: PublicHotspot, opensAt: number | null): string => {
  const state = toResidentState(row)
  const checked = toCheckedText(view, row.checkedAt)
  if (state === 'maintenance') return [toMaintenanceText(view, row), checked].join(' · ')
  if (state !== 'closed' || opensAt === null) return checked
  return `${view.t.list.opens(view.format.instant(opensAt, view.now))} · ${checked}`
}

interface RowProps {
  readonly view: View
  readonly row: PublicHotspot
  /** When it opens, epoch ms; null = it is open, or nobody knows. */
  readonly opensAt: number | null
}

/** One place of the residents' list. */
const HotspotRow = ({ view, row, opensAt }: RowProps) => {
  const state = toResidentState(row)
  return (
    <li data-id={row.id}>
      <Glyph state={state} />
      <a href={toHotspotLink(view, row.id)}>
        <bdi>{row.name}</bdi>
      </a>
      <p>
        <bdi>{toPlaceText(view, row)}</bdi>
      </p>
      <p class="s">
        <b class={state}>{view.t.state[state]}</b> <i>{toNoteText(view, row, opensAt)}</i>
      </p>
    </li>
  )
}

const Results = ({ view, list }: { view: View; list: ListPage }) => {
  if (list.rows.length === 0) {
    const text = list.total === 0 ? view.t.list.emptyInventory : view.t.list.empty
    return <p class="empty">{text}</p>
  }
  return (
    <ul class="rows" id="rows">
      {list.rows.map((row) => (
        <HotspotRow view={view} row={row} opensAt={list.opensAt.get(row.id) ?? null} />
      ))}
    </ul>
  )
}

/** The residents' page. */
export const ResidentsPage = ({ view, list, working }: ResidentsProps) => {
  const { t, format } = view
  return (
    <Layout
      view={view}
      title={t.list.title}
      description={t.list.lead}
      audience="public"
      name="residents"
    >
      <h1>{t.list.title}</h1>
      <p class="lead">{t.list.lead}</p>
      <HotspotFilters view={view} action="/" filter={list.filter} choices={list.choices} />
      <div class="results">
        <h2>{t.list.results}</h2>
        {list.total === 0 ? null : list.found === list.total ? (
          <p id="working">{toWorkingText(view, working, list.total)}</p>
        ) : (
          <p>{t.list.found(format.number(list.found), format.number(list.total))}</p>
        )}
      </div>
      <Results view={view} list={list} />
      <Pager view={view} path="/" filter={list.filter} page={list.page} pages={list.pages} />
      <p id="refreshed" class="visually-hidden" role="status"></p>
    </Layout>
  )
}
