/** How a state looks: the shapes of all states, drawn once per page and referred to by id. */
import type { ShownState } from '../state/shown-state.ts'

const outline = '#111827'

/** Each shape fills a square of 20; colours are those that survive colour blindness, with a dark outline. */
const shapes: Readonly<Record<ShownState, () => unknown>> = {
  up: () => (
    <>
      <circle cx="10" cy="10" r="8.2" fill="#009E73" stroke={outline} stroke-width="1.4" />
      <path d="M6 10.4 9 13.3 14.2 7" stroke="#fff" stroke-width="2.2" />
    </>
  ),
  degraded: () => (
    <>
      <path d="M10 2.2 18.6 17.4H1.4Z" fill="#E69F00" stroke={outline} stroke-width="1.4" />
      <path d="M10 7.4v4.8M10 14.6v.4" stroke={outline} stroke-width="2.2" />
    </>
  ),
  down: () => (
    <>
      <rect x="2" y="2" width="16" height="16" fill="#D55E00" stroke={outline} stroke-width="1.4" />
      <path d="m6.3 6.3 7.4 7.4m0-7.4-7.4 7.4" stroke="#fff" stroke-width="2.4" />
    </>
  ),
  maintenance: () => (
    <path d="M10 1.4 18.6 10 10 18.6 1.4 10Z" fill="#0072B2" stroke={outline} stroke-width="1.4" />
  ),
  closed: () => (
    <circle cx="10" cy="10" r="7.8" class="hollow" stroke="#6B7280" stroke-width="2.4" />
  ),
  unknown: () => (
    <>
      <circle cx="10" cy="10" r="8" class="hollow" stroke="#6B7280" stroke-width="2.2" />
      <path d="M7.6 8.2c0-3.2 4.8-3.2 4.8 0 0 1.7-2.4 1.8-2.4 3.6M10 14.4v.3" class="mark" />
    </>
  ),
  unmonitored: () => (
    <circle
      cx="10"
      cy="10"
      r="7.6"
      class="hollow"
      stroke="#6B7280"
      stroke-width="2.6"
      stroke-dasharray=".1 4.67"
    />
  ),
  suspended: () => <path d="M6.5 4.5v11M13.5 4.5v11" stroke="#6B7280" stroke-width="3.2" />,
  planned: () => (
    <path d="M10 4v12M4 10h12" stroke="#6B7280" stroke-width="2.6" stroke-dasharray="2.4 2.4" />
  ),
  retired: () => <path d="M3.5 10h13" stroke="#6B7280" stroke-width="3.2" />,
}

/** All shapes, hidden; `Glyph` and the islands refer to them as `#g-up` and so on. */
export const GlyphSprite = () => (
  <svg class="sprite" width="0" height="0" aria-hidden="true">
    {Object.entries(shapes).map(([state, draw]) => (
      <symbol id={`g-${state}`} viewBox="0 0 20 20" fill="none" stroke-linecap="round">
        {draw()}
      </symbol>
    ))}
  </svg>
)

/** The shape of one state; the word beside it is what screen readers get. */
export const Glyph = ({ state }: { state: ShownState }) => (
  <svg class="glyph" aria-hidden="true">
    <use href={`#g-${state}`} />
  </svg>
)
