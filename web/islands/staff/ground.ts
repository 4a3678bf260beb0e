/** The ground of the map: areas of our own, and tiles above them only where a setting names a source. */
import type { FeatureCollection } from 'geojson'
import { arrangeLabels, createAreaLabel } from './labels.ts'
import { L } from './leaflet.ts'

/** Deepest zoom of tiles. */
const deepestTileZoom = 18

/** Without tiles there is nothing more to see further down than neighbouring points. */
const deepestPlainZoom = 16

/** Deepest zoom; the clusters need one, and without tiles nothing else sets it. */
export const toDeepestZoom = (tileUrl: string | undefined): number =>
  tileUrl === undefined ? deepestPlainZoom : deepestTileZoom

export interface Ground {
  /** Null when there are no areas. */
  readonly extent: L.LatLngBounds | null
  /** To be called when markers stand elsewhere than before. */
  readonly arrange: () => void
}

const readName = (properties: unknown): string => {
  const named = properties as Readonly<Record<string, unknown>> | null
  const name = named?.['name'] ?? named?.['nama']
  return typeof name === 'string' ? name : ''
}

const addTiles = (map: L.Map, url: string): void => {
  // Attribution stands in the page as text: Leaflet would write it as HTML.
  L.tileLayer(url, { maxZoom: deepestTileZoom }).addTo(map)
  map.getContainer().classList.add('tiled')
}

/** Draws the ground. Without areas the map is empty ground, and everything else still works. */
export const addGround = async (map: L.Map, tileUrl: string | undefined): Promise<Ground> => {
  map.createPane('labels').classList.add('label-pane')
  if (tileUrl !== undefined) addTiles(map, tileUrl)
  const response = await fetch('/areas.geojson')
  if (!response.ok) throw new Error(`areas answered ${String(response.status)}`)
  const areas = (await response.json()) as FeatureCollection
  const labels = new Map<ReturnType<typeof createAreaLabel>, L.LatLngBounds>()
  const layer = L.geoJSON(areas, {
    interactive: false,
    style: { className: 'area' },
    onEachFeature: (feature, one) => {
      const name = readName(feature.properties)
      if (name === '' || !(one instanceof L.Polygon)) return
      labels.set(createAreaLabel(map, name), one.getBounds())
    },
  }).addTo(map)
  const bounds = layer.getBounds()
  return {
    extent: bounds.isValid() ? bounds : null,
    arrange: () => {
      arrangeLabels(map, labels)
    },
  }
}
