/** `/staff`: the outage map and the list beside it; without JavaScript the list alone, with plain links. */
import { toAreaText, toKindName } from '../i18n/words.ts'
import type { Counts } from '../../server/domain/present-status.ts'
import { isApproximate, shownStates, toShownState, type ShownState } from '../state/shown-state.ts'
import type { PublicHotspot } from '../../server/domain/present-status.ts'
import { Glyph } from './glyph.tsx'
import { HotspotFilters, Pager } from './hotspot-filters.tsx'
import { Layout } from './layout.tsx'
import type { ListPage } from './residents.tsx'
import { toHotspotLink, toLink, type View } from './view.ts'

/** What the map island needs to know before it asks for data. */
export interface MapSettings {
  /** Tile address template; null = the schematic areas alone. */
  readonly tileUrl: string | null
  readonly tileAttribution: string | null
  /** Silence of the stream after which the data counts as old, ms. */
  readonly staleAfterMs: number
}

export interface StaffProps {
  readonly view: View
  readonly list: ListPage
  readonly counts: Counts
  readonly map: MapSettings
}

/** States that staff can filter by, needs-attention first. */
const staffStates: readonly ShownState[] = shownStates.filter((state) => state !== 'closed')

/** States that are shown as a count even when nothing has them. */
const mainStates: readonly ShownState[] = ['down', 'degraded', 'unknown', 'up']

/** Counts by state; each is a link that filters the list. */
const StateCounts = ({ view, counts }: { view: View; counts: Counts }) => {
  const number = (state: ShownState): number =>
    state in counts ? counts[state as keyof Counts] : 0
  return (
    <ul class="counts" id="counts" aria-label={view.t.staff.counts}>
      {shownStates
        .filter((state) => state in counts)
        .map((state) => (
          <li data-state={state} hidden={number(state) === 0 && !mainStates.includes(state)}>
            <a href={toLink(view, '/staff', { state })}>
              <Glyph state={state} />
              <b>{view.format.number(number(state))}</b> <span>{view.t.state[state]}</span>
            </a>
          </li>
        ))}
    </ul>
  )
}

const StaffRow = ({ view, row }: { view: View; row: PublicHotspot }) => {
  const { t, format, now } = view
  const state = toShownState(row)
  const since = row.healthSince
  const place = [toKindName(t, row.kind), toAreaText(row), row.lat === null ? t.list.noPoint : '']
  return (
    <li data-id={row.id}>
      <a class="item" href={toHotspotLink(view, row.id)}>
        <Glyph state={state} />
        <span class="name">
          <bdi>{row.name}</bdi>
        </span>
        <span class="meta">
          <bdi>{place.filter((text) => text !== '').join(' · ')}</bdi>
          {isApproximate(row) ? <span>{` · ${t.list.approximate}`}</span> : null}
        </span>
        <b class={state}>{t.state[state]}</b>
        <span class="age">{since === null ? '' : format.duration(now - since)}</span>
      </a>
    </li>
  )
}

const Legend = ({ view }: { view: View }) => (
  <details class="map-legend">
    <summary>{view.t.staff.legend}</summary>
    <ul>
      {staffStates.map((state) => (
        <li>
          <Glyph state={state} /> {view.t.state[state]}
        </li>
      ))}
      <li>
        <svg class="glyph" viewBox="0 0 20 20" aria-hidden="true">
          <circle class="guess-ring" cx="10" cy="10" r="8.6" />
        </svg>{' '}
        {view.t.staff.approximate}
      </li>
    </ul>
  </details>
)

const MapSection = ({ view, map }: { view: View; map: MapSettings }) => {
  const { t } = view
  return (
    <section class="map" aria-label={t.staff.map}>
      <p class="needs-script" id="map-wait">
        {t.staff.noScript}
      </p>
      <div
        id="map"
        data-tile-url={map.tileUrl ?? undefined}
        data-stale-after-ms={map.staleAfterMs}
        data-timezone={view.timezone}
        data-now={view.now}
        data-fresh-at={view.monitor.lastRound?.finishedAt ?? view.now}
        aria-describedby="map-help"
      ></div>
      <div class="map-notes">
        <Legend view={view} />
        <p id="map-help">
          {t.staff.areasNote} {t.staff.mapHelp}{' '}
          {map.tileUrl === null ? null : <span>{map.tileAttribution}</span>}
        </p>
      </div>
    </section>
  )
}

/** The staff's outage map. */
export const StaffPage = ({ view, list, counts, map }: StaffProps) => {
  const { t, format } = view
  return (
    <Layout view={view} title={t.staff.title} audience="staff" name="staff">
      <div class="head">
        <h1>{t.staff.title}</h1>
        <p class="live" id="live"></p>
        <StateCounts view={view} counts={counts} />
      </div>
      <p class="notice" id="stale" role="alert" hidden></p>
      <HotspotFilters
        view={view}
        action="/staff"
        filter={list.filter}
        choices={list.choices}
        states={staffStates}
      />
      <div class="board">
        <MapSection view={view} map={map} />
        <section class="beside" aria-labelledby="list-title">
          <div id="panel-place"></div>
          <div class="list-head">
            <h2 id="list-title">{t.staff.list}</h2>
            <p id="shown" role="status">
              {t.staff.shown(format.number(list.found), format.number(list.total))}
            </p>
          </div>
          <ul class="items" id="list">
            {list.rows.map((row) => (
              <StaffRow view={view} row={row} />
            ))}
          </ul>
          <p class="empty" id="list-empty" hidden={list.rows.length > 0}>
            {list.total === 0 ? t.list.emptyInventory : t.list.empty}
          </p>
          <p class="more">
            <button id="list-more" type="button" hidden></button>
          </p>
          <div id="list-pager">
            <Pager
              view={view}
              path="/staff"
              filter={list.filter}
              page={list.page}
              pages={list.pages}
            />
          </div>
        </section>
      </div>
      <p id="said" class="visually-hidden" role="status"></p>
    </Layout>
  )
}
