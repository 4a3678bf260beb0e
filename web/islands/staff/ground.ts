/** The ground of the map: areas of our own, and tiles above them only where a setting names a source. */
import L from 'leaflet'
import type { FeatureCollection } from 'geojson'
import { createElement } from '../dom.ts'

/** Deepest zoom; needed by the clusters, since without tiles nothing else sets one. */
export const deepestZoom = 18

const readName = (properties: unknown): string => {
  const named = properties as Readonly<Record<string, unknown>> | null
  const name = named?.['name'] ?? named?.['nama']
  return typeof name === 'string' ? name : ''
}

const addLabel = (map: L.Map, layer: L.Layer, name: string): void => {
  if (name === '' || !(layer instanceof L.Polygon)) return
  const label = new L.DivIcon({
    className: 'area-label',
    html: createElement('span', '', name),
    iconSize: [0, 0],
  })
  // Said by the list and the filters already; on the map it is only for the eye.
  L.marker(layer.getBounds().getCenter(), {
    icon: label,
    interactive: false,
    keyboard: false,
    pane: 'labels',
  })
    .addTo(map)
    .getElement()
    ?.setAttribute('aria-hidden', 'true')
}

const addTiles = (map: L.Map, url: string): void => {
  // Attribution stands in the page as text: Leaflet would write it as HTML.
  L.tileLayer(url, { maxZoom: deepestZoom }).addTo(map)
  map.getContainer().classList.add('tiled')
}

const createLabelPane = (map: L.Map): void => {
  const pane = map.createPane('labels')
  pane.classList.add('label-pane')
}

/** Draws the ground and returns its extent, or null when there is none. */
export const addGround = async (
  map: L.Map,
  tileUrl: string | undefined,
): Promise<L.LatLngBounds | null> => {
  createLabelPane(map)
  if (tileUrl !== undefined) addTiles(map, tileUrl)
  const response = await fetch('/areas.geojson')
  if (!response.ok) return null
  const areas = (await response.json()) as FeatureCollection
  const layer = L.geoJSON(areas, {
    interactive: false,
    style: { className: 'area' },
    onEachFeature: (feature, one) => {
      addLabel(map, one, readName(feature.properties))
    },
  }).addTo(map)
  const bounds = layer.getBounds()
  return bounds.isValid() ? bounds : null
}
