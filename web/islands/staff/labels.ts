/** Names of the areas on the map: each where no marker stands, or nowhere. */
import { createElement } from '../dom.ts'
import { L } from './leaflet.ts'

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

interface AreaLabel {
  readonly marker: L.Marker
  readonly text: HTMLElement
}

/** Places that are tried for a name, as shares of its area's extent from the middle. */
const places = [
  [0, 0],
  [0.22, 0],
  [-0.22, 0],
  [0.34, 0],
  [-0.34, 0],
  [0, 0.22],
  [0, -0.22],
] as const

const overlaps = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

const moved = (box: Box, x: number, y: number): Box => ({
  left: box.left + x,
  right: box.right + x,
  top: box.top + y,
  bottom: box.bottom + y,
})

/** A name at the middle of its area; the list and the filters say it to screen readers already. */
export const createAreaLabel = (map: L.Map, name: string): AreaLabel => {
  const text = createElement('span', '', name)
  const icon = new L.DivIcon({ className: 'area-label', html: text, iconSize: [0, 0] })
  const marker = L.marker([0, 0], { icon, interactive: false, keyboard: false, pane: 'labels' })
  marker.addTo(map)
  marker.getElement()?.setAttribute('aria-hidden', 'true')
  return { marker, text }
}

/** Moves each name to the first of its places that is free of markers and of other names. */
export const arrangeLabels = (map: L.Map, labels: ReadonlyMap<AreaLabel, L.LatLngBounds>): void => {
  const taken: Box[] = [...map.getContainer().querySelectorAll('.cluster-icon, .pin-icon')].map(
    (icon) => icon.getBoundingClientRect(),
  )
  for (const [{ marker, text }, bounds] of labels) {
    const centre = bounds.getCenter()
    marker.setLatLng(centre)
    const box = text.getBoundingClientRect()
    const from = map.latLngToContainerPoint(centre)
    const height = bounds.getNorth() - bounds.getSouth()
    const width = bounds.getEast() - bounds.getWest()
    const found = places
      .map(([up, right]) => L.latLng(centre.lat + up * height, centre.lng + right * width))
      .map((at) => {
        const to = map.latLngToContainerPoint(at)
        return { at, box: moved(box, to.x - from.x, to.y - from.y) }
      })
      .find((place) => !taken.some((one) => overlaps(one, place.box)))
    text.classList.toggle('crowded', found === undefined)
    if (found === undefined) continue
    marker.setLatLng(found.at)
    taken.push(found.box)
  }
}
