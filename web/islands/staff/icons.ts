/** What stands on the map: a hotspot as the shape of its state, a cluster as counts by state. */
import { L } from './leaflet.ts'
import type { Formatter } from '../../i18n/format.ts'
import type { Dictionary } from '../../i18n/id.ts'
import type { PublicHotspot } from '../../../server/domain/present-status.ts'
import {
  isApproximate,
  shownStates,
  toShownState,
  type ShownState,
} from '../../state/shown-state.ts'
import { createElement, createGlyph, createSvg } from '../dom.ts'

const pinSize = 30
const clusterSize = 52

/** Names are hostile until shown as text; on the map their beginning is enough. */
const longestName = 80

/** "Puskesmas Beji: Mati" */
export const toPinName = (words: Dictionary, row: PublicHotspot): string =>
  `${row.name.slice(0, longestName)}: ${words.state[toShownState(row)]}`

/** A hotspot's shape; a dashed ring says that its point is a guess. */
export const createPinIcon = (
  words: Dictionary,
  row: PublicHotspot,
  isSelected: boolean,
): L.DivIcon => {
  const pin = createElement('div', isSelected ? 'pin selected' : 'pin')
  if (isApproximate(row)) {
    const ring = { class: 'guess-ring', cx: '15', cy: '15', r: '13.5' }
    const attributes = { class: 'ring', viewBox: '0 0 30 30', 'aria-hidden': 'true' }
    pin.append(createSvg('svg', attributes, createSvg('circle', ring)))
  }
  const name = createElement('span', 'visually-hidden', toPinName(words, row))
  pin.append(createGlyph(toShownState(row)), name)
  return new L.DivIcon({ className: 'pin-icon', html: pin, iconSize: [pinSize, pinSize] })
}

/** How many of a cluster's hotspots have each state, worst first. */
export type StateCount = readonly [state: ShownState, count: number]

/** Counts states in the order in which staff read them. */
export const countStates = (states: Iterable<ShownState>): StateCount[] => {
  const counts = new Map<ShownState, number>()
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1)
  return shownStates.flatMap((state) => {
    const count = counts.get(state) ?? 0
    return count === 0 ? [] : [[state, count] as const]
  })
}

const radius = 21
const circumference = 2 * Math.PI * radius

/** Even one dead of hundreds must be seen: no part is drawn smaller than this share of the ring. */
const leastShare = 0.07

/** Shares of the ring, together 1, none below the least that can be seen. */
const toShares = (counts: readonly StateCount[]): number[] => {
  const total = counts.reduce((sum, [, count]) => sum + count, 0)
  const raised = counts.map(([, count]) => Math.max(leastShare, count / total))
  const sum = raised.reduce((all, share) => all + share, 0)
  return raised.map((share) => share / sum)
}

const createRing = (counts: readonly StateCount[]): SVGSVGElement => {
  const parts = [createSvg('circle', { class: 'disc', cx: '26', cy: '26', r: '25' })]
  let start = 0
  for (const [index, share] of toShares(counts).entries()) {
    const state = counts[index]?.[0] ?? 'unknown'
    const length = share * circumference
    // A gap between neighbours, so that they can be told apart without colour.
    const gap = counts.length > 1 ? 1.6 : 0
    parts.push(
      createSvg('circle', {
        class: `part c-${state}`,
        cx: '26',
        cy: '26',
        r: String(radius),
        'stroke-dasharray': `${String(Math.max(1, length - gap))} ${String(circumference)}`,
        'stroke-dashoffset': String(-start),
      }),
    )
    start += length
  }
  return createSvg('svg', { class: 'donut', viewBox: '0 0 52 52', 'aria-hidden': 'true' }, ...parts)
}

/** Problems that get a badge of their own, with their number. */
const badged: readonly ShownState[] = ['down', 'degraded']

/** A ring divided by state, the number of hotspots within, and a badge for each kind of problem. */
export const createClusterIcon = (
  counts: readonly StateCount[],
  words: Dictionary,
  format: Formatter,
): L.DivIcon => {
  const total = counts.reduce((sum, [, count]) => sum + count, 0)
  const parts = counts.map(
    ([state, count]) => `${format.number(count)} ${words.state[state].toLowerCase()}`,
  )
  const badges = counts
    .filter(([state]) => badged.includes(state))
    .map(([state, count]) =>
      createElement('span', `badge ${state}`, createGlyph(state), format.number(count)),
    )
  const drawn = createElement(
    'div',
    'drawn',
    createElement('b', '', format.number(total)),
    ...badges,
  )
  drawn.setAttribute('aria-hidden', 'true')
  const name = words.staff.cluster(format.number(total), parts.join(', '))
  const cluster = createElement(
    'div',
    'cluster',
    createRing(counts),
    drawn,
    createElement('span', 'visually-hidden', name),
  )
  return new L.DivIcon({
    className: 'cluster-icon',
    html: cluster,
    iconSize: [clusterSize, clusterSize],
  })
}
