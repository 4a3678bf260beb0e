/** The staff's board: joins city, map, list, filters, panel, stream and address. */
import { createFormatter } from '../i18n/format.ts'
import { dictionaryOf, findLanguage } from '../i18n/language.ts'
import { matchesFilter, toSearchWords, type HotspotFilter } from '../state/hotspot-filter.ts'
import { compareForStaff, toShownState, type ShownState } from '../state/shown-state.ts'
import type { PublicHotspot } from '../../server/domain/present-status.ts'
import { getElement, setText } from './dom.ts'
import { createFreshness } from './stream.ts'
import { createCity, type Told } from './staff/city.ts'
import { bindFilters, showCounts } from './staff/filters.ts'
import { createHotspotList } from './staff/list.ts'
import { startLive } from './staff/live.ts'
import { createCityMap, type CityMap } from './staff/map.ts'
import { createNotices } from './staff/notices.ts'
import { createPanel } from './staff/panel.ts'
import { readViewState, toSearch, type ViewState } from './staff/view-state.ts'

/** Ages in the list go on at this pace. */
const tickMs = 30_000

const language = findLanguage(document.documentElement.lang) ?? 'id'
const words = dictionaryOf(language)
const place = getElement('map')
const settings = place.dataset
const format = createFormatter(language, settings['timezone'] ?? 'Asia/Jakarta')
const pageNow = Number(settings['now'])
const freshness = createFreshness(
  pageNow,
  Number(settings['freshAt']),
  Number(settings['staleAfterMs']),
)

let view: ViewState = readViewState(location.search)
let map: CityMap | null = null
/** Rows whose change the map has not drawn yet. */
let undrawn = new Set<string>()
let isShowing = false

const writeAddress = (): void => {
  history.replaceState(null, '', `${location.pathname}${toSearch(view, location.search)}`)
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.languages a')) {
    const query = new URLSearchParams(location.search)
    query.set('lang', link.lang)
    link.search = query.toString()
  }
}

const listFound = (filter: HotspotFilter): PublicHotspot[] => {
  const searched = toSearchWords(filter.q)
  const found: PublicHotspot[] = []
  for (const { row, searchText } of city.places.values()) {
    if (matchesFilter(row, searchText, filter, searched)) found.push(row)
  }
  return found.sort(compareForStaff)
}

const countAll = (): Map<ShownState, number> => {
  const counts = new Map<ShownState, number>()
  for (const { row } of city.places.values()) {
    const state = toShownState(row)
    counts.set(state, (counts.get(state) ?? 0) + 1)
  }
  return counts
}

const showPanel = (): void => {
  const row = view.selectedId === null ? undefined : city.places.get(view.selectedId)?.row
  if (row === undefined) panel.hide()
  else panel.show(row, city.findOutage(row.id))
}

const show = (): void => {
  isShowing = false
  const found = listFound(view.filter)
  list.show(found)
  map?.show(new Map(found.map((row) => [row.id, row])), undrawn)
  if (map !== null) undrawn = new Set()
  showCounts(countAll(), view.filter, format)
  const total = format.number(city.places.size)
  setText(getElement('shown'), words.staff.shown(format.number(found.length), total))
  showPanel()
}

/** Many events of one moment are shown once, with the next frame (or soon, in a hidden tab). */
const showSoon = (): void => {
  if (isShowing) return
  isShowing = true
  if (document.hidden) setTimeout(show, 200)
  else requestAnimationFrame(show)
}

const select = (id: string | null): void => {
  view = { ...view, selectedId: id }
  list.select(id)
  map?.select(id)
  showPanel()
  writeAddress()
}

const close = (): void => {
  const id = view.selectedId
  select(null)
  if (id !== null) list.focus(id)
}

const city = createCity((ids) => {
  for (const id of ids) undrawn.add(id)
  showSoon()
})

const panel = createPanel({
  words,
  format,
  now: freshness.now,
  onClose: close,
  onReveal: () => {
    if (view.selectedId !== null) map?.reveal(view.selectedId)
    place.scrollIntoView({ block: 'nearest' })
  },
  toPage: (id) => {
    const lang = new URLSearchParams(location.search).get('lang')
    const query = lang === null ? '' : `?${new URLSearchParams({ lang }).toString()}`
    return `/hotspots/${encodeURIComponent(id)}${query}`
  },
})

const list = createHotspotList({
  words,
  format,
  now: freshness.now,
  onSelect: (id) => {
    select(id)
    map?.reveal(id)
    panel.focus()
  },
})

const filters = bindFilters((filter) => {
  view = { ...view, filter }
  writeAddress()
  showSoon()
})

/** The checks' ages of the selected hotspot come with no event: they are asked for. */
const refreshSelected = async (): Promise<void> => {
  const id = view.selectedId
  if (id === null) return
  const response = await fetch(`/api/v1/hotspots/${encodeURIComponent(id)}`)
  if (response.ok) city.setRow((await response.json()) as Told<PublicHotspot>)
}

const notices = createNotices({ words, format, now: freshness.now })

const live = startLive({
  city,
  freshness,
  words,
  format,
  onRound: () => {
    refreshSelected().catch(() => undefined)
  },
  onMonitor: () => {
    notices.refresh().catch(() => undefined)
  },
})

const start = async (): Promise<void> => {
  filters.write(view.filter)
  list.select(view.selectedId)
  const loading = live.load()
  getElement('map-wait').hidden = true
  const made = await createCityMap({
    place,
    words,
    format,
    position: view.position,
    onSelect: (id) => {
      select(id)
      panel.focus()
    },
    onMove: (position) => {
      view = { ...view, position }
      writeAddress()
    },
  })
  await loading
  for (const id of city.places.keys()) undrawn.add(id)
  map = made
  map.select(view.selectedId)
  show()
  setInterval(list.tick, tickMs)
  document.documentElement.dataset['ready'] = 'true'
  performance.mark('ready')
}

void start()
