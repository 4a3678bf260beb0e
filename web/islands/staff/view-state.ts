/** What the staff look at, kept in the address: filters, the selected hotspot and the map's position. */
import type { HotspotFilter } from '../../state/hotspot-filter.ts'
import { findShownState } from '../../state/shown-state.ts'

export interface MapPosition {
  readonly lat: number
  readonly lon: number
  readonly zoom: number
}

export interface ViewState {
  readonly filter: HotspotFilter
  readonly selectedId: string | null
  /** Null = the whole city. */
  readonly position: MapPosition | null
}

const readPosition = (text: string | null): MapPosition | null => {
  const [lat = NaN, lon = NaN, zoom = NaN] = (text ?? '').split(',').map(Number)
  const isPlace = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && zoom >= 0 && zoom <= 20
  return isPlace ? { lat, lon, zoom } : null
}

/** Reads the address; what is not understood is left out. */
export const readViewState = (search: string): ViewState => {
  const query = new URLSearchParams(search)
  return {
    filter: {
      q: query.get('q') ?? '',
      kecamatan: query.get('kecamatan') ?? '',
      kind: query.get('kind') ?? '',
      state: findShownState(query.get('state')),
    },
    selectedId: query.get('id'),
    position: readPosition(query.get('at')),
  }
}

/** The query of an address for `state`; `lang` and whatever else stands in `search` is kept. */
export const toSearch = (state: ViewState, search: string): string => {
  const query = new URLSearchParams(search)
  const { filter, position } = state
  const set = (name: string, value: string | null | undefined): void => {
    if (value) query.set(name, value)
    else query.delete(name)
  }
  set('q', filter.q)
  set('kecamatan', filter.kecamatan)
  set('kind', filter.kind)
  set('state', filter.state)
  set('id', state.selectedId)
  set(
    'at',
    position &&
      `${position.lat.toFixed(5)},${position.lon.toFixed(5)},${String(Math.round(position.zoom * 4) / 4)}`,
  )
  query.delete('page')
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}
