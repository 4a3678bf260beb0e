/** The map: one marker per hotspot with a point, changed by id and never drawn anew as a whole. */
import { L } from './leaflet.ts'
import 'leaflet.markercluster'
import type { Formatter } from '../../i18n/format.ts'
import type { Dictionary } from '../../i18n/id.ts'
import type { PublicHotspot } from '../../../server/domain/present-status.ts'
import { toShownState, type ShownState } from '../../state/shown-state.ts'
import { createElement } from '../dom.ts'
import { addGround, toDeepestZoom } from './ground.ts'
import { countStates, createClusterIcon, createPinIcon, toPinName } from './icons.ts'
import type { MapPosition } from './view-state.ts'

export interface CityMap {
  /** Shows exactly these hotspots; those in `changed` are drawn anew. */
  readonly show: (rows: ReadonlyMap<string, PublicHotspot>, changed: ReadonlySet<string>) => void
  readonly select: (id: string | null) => void
  /** Moves to a hotspot, opening the cluster that hides it. */
  readonly reveal: (id: string) => void
}

interface MapOptions {
  readonly place: HTMLElement
  readonly words: Dictionary
  readonly format: Formatter
  readonly position: MapPosition | null
  readonly onSelect: (id: string) => void
  readonly onMove: (position: MapPosition) => void
}

/** Where a map without any ground and any point begins: the middle of Depok. */
const fallbackCentre: L.LatLngTuple = [-6.395, 106.815]
const fallbackZoom = 12

/** Distance within which markers are gathered, pixels. */
const clusterRadius = 70

interface Pin {
  readonly marker: L.Marker
  row: PublicHotspot
}

/** Names of areas look for their places when markers have come to rest. */
const settleMs = 250

const createDebounce = (action: () => void, ms: number): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  return () => {
    clearTimeout(timer)
    timer = setTimeout(action, ms)
  }
}

const isCalm = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

const createMap = ({ place, words }: MapOptions): L.Map => {
  const calm = isCalm()
  const { tileUrl } = place.dataset
  return L.map(place, {
    maxZoom: toDeepestZoom(tileUrl),
    minZoom: 9,
    // Drawn areas are sharp at every scale; tiles are not.
    zoomSnap: tileUrl === undefined ? 0.25 : 1,
    attributionControl: false,
    zoomControl: false,
    zoomAnimation: !calm,
    fadeAnimation: !calm,
    markerZoomAnimation: !calm,
  }).addControl(
    L.control.zoom({ zoomInTitle: words.staff.zoomIn, zoomOutTitle: words.staff.zoomOut }),
  )
}

const addFitButton = (map: L.Map, text: string, fit: () => void): void => {
  const control = new L.Control({ position: 'topright' })
  control.onAdd = () => {
    const button = createElement('button', 'fit', text)
    button.type = 'button'
    L.DomEvent.disableClickPropagation(button)
    button.addEventListener('click', fit)
    return button
  }
  control.addTo(map)
}

const createGroup = (
  options: MapOptions,
  stateOf: (marker: L.Marker) => ShownState,
): L.MarkerClusterGroup => {
  const calm = isCalm()
  return L.markerClusterGroup({
    maxClusterRadius: clusterRadius,
    showCoverageOnHover: false,
    spiderfyDistanceMultiplier: 2.6,
    animate: !calm,
    spiderLegPolylineOptions: { className: 'leg' },
    iconCreateFunction: (cluster) =>
      createClusterIcon(
        countStates(cluster.getAllChildMarkers().map(stateOf)),
        options.words,
        options.format,
      ),
  })
}

/** Enter and blank act on a focused marker as a click does. */
const isActivation = (event: L.LeafletEvent): boolean => {
  const { originalEvent } = event as L.LeafletKeyboardEvent
  return originalEvent.key === 'Enter' || originalEvent.key === ' '
}

const createPins = (options: MapOptions, map: L.Map) => {
  const pins = new Map<string, Pin>()
  const states = new WeakMap<L.Marker, ShownState>()
  const group = createGroup(options, (marker) => states.get(marker) ?? 'unknown').addTo(map)
  let selectedId: string | null = null

  const draw = (pin: Pin): void => {
    states.set(pin.marker, toShownState(pin.row))
    const isSelected = pin.row.id === selectedId
    pin.marker.setIcon(createPinIcon(options.words, pin.row, isSelected))
    pin.marker.options.title = toPinName(options.words, pin.row)
    pin.marker.setZIndexOffset(isSelected ? 1000 : 0)
  }

  const create = (row: PublicHotspot, at: L.LatLngTuple): Pin => {
    const marker = L.marker(at, { riseOnHover: true })
    const pin: Pin = { marker, row }
    marker.on('click', () => {
      options.onSelect(row.id)
    })
    marker.on('keydown', (event) => {
      if (isActivation(event)) options.onSelect(row.id)
    })
    draw(pin)
    pins.set(row.id, pin)
    return pin
  }

  const redraw = (id: string): void => {
    const pin = pins.get(id)
    if (pin === undefined) return
    draw(pin)
    if (group.hasLayer(pin.marker)) group.refreshClusters(pin.marker)
  }

  return {
    pins,
    group,
    create,
    redraw,
    setSelected: (id: string | null) => {
      const before = selectedId
      selectedId = id
      if (before !== null) redraw(before)
      if (id !== null) redraw(id)
    },
  }
}

const toPoint = (row: PublicHotspot): L.LatLngTuple | null =>
  row.lat === null || row.lon === null ? null : [row.lat, row.lon]

const createShow = (layer: ReturnType<typeof createPins>): CityMap['show'] => {
  const { pins, group } = layer
  return (rows, changed) => {
    const added: L.Marker[] = []
    for (const [id, row] of rows) {
      const at = toPoint(row)
      const pin = pins.get(id)
      if (at === null) continue
      if (pin === undefined) added.push(layer.create(row, at).marker)
      else if (changed.has(id)) {
        pin.row = row
        if (!pin.marker.getLatLng().equals(at)) pin.marker.setLatLng(at)
        layer.redraw(id)
      }
      if (pin !== undefined && !group.hasLayer(pin.marker)) added.push(pin.marker)
    }
    const removed = [...pins]
      .filter(([id, pin]) => toPoint(rows.get(id) ?? { ...pin.row, lat: null }) === null)
      .map(([, pin]) => pin.marker)
      .filter((marker) => group.hasLayer(marker))
    group.removeLayers(removed)
    group.addLayers(added)
  }
}

/** Builds the map and its ground; resolves when both are there. */
export const createCityMap = async (options: MapOptions): Promise<CityMap> => {
  const map = createMap(options)
  const { position } = options
  map.setView(
    position === null ? fallbackCentre : [position.lat, position.lon],
    position?.zoom ?? fallbackZoom,
  )
  const ground = await addGround(map, options.place.dataset['tileUrl']).catch(() => null)
  const layer = createPins(options, map)
  const arrange = createDebounce(() => ground?.arrange(), settleMs)
  const fit = (animate: boolean): void => {
    const bounds = ground?.extent ?? layer.group.getBounds()
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [12, 12], animate })
  }
  if (position === null) fit(false)
  addFitButton(map, options.words.staff.fit, () => {
    fit(!isCalm())
  })
  layer.group.on('animationend', arrange)
  map.on('moveend', () => {
    arrange()
    const { lat, lng } = map.getCenter()
    options.onMove({ lat, lon: lng, zoom: map.getZoom() })
  })
  const show = createShow(layer)
  return {
    show: (rows, changed) => {
      show(rows, changed)
      arrange()
    },
    select: layer.setSelected,
    reveal: (id) => {
      const pin = layer.pins.get(id)
      if (pin !== undefined && layer.group.hasLayer(pin.marker)) {
        layer.group.zoomToShowLayer(pin.marker)
      }
    },
  }
}
