/** The 90-day strip of one hotspot: bars for the eye, a sentence for everybody, a table for figures. */
import type { View } from './view.ts'

export const dayStates = ['up', 'degraded', 'down', 'unknown', 'off'] as const
/** Worst thing that a day knew; `unknown` when too little of it was observed, `off` when not in service. */
export type DayState = (typeof dayStates)[number]

export interface DayCell {
  /** First instant of the local day, epoch ms. */
  readonly day: number
  readonly state: DayState
  readonly downMs: number
  readonly degradedMs: number
  readonly unknownMs: number
}

/** Height of a bar: with the colour gone, states still differ. Days without data stand on the ground line. */
const heights: Readonly<Record<DayState, number>> = {
  up: 32,
  degraded: 24,
  down: 14,
  unknown: 4,
  off: 1,
}

const stripHeight = 34
const barStep = 8

const Strip = ({ view, days }: { view: View; days: readonly DayCell[] }) => (
  <svg
    class="strip"
    viewBox={`0 0 ${String(days.length * barStep)} ${String(stripHeight)}`}
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    {days.map((cell, index) => (
      <rect
        class={`d-${cell.state}`}
        x={index * barStep + 1}
        y={stripHeight - heights[cell.state]}
        width={barStep - 2}
        height={heights[cell.state]}
      >
        <title>{`${view.format.date(cell.day)}: ${view.t.hotspot.dayState[cell.state]}`}</title>
      </rect>
    ))}
  </svg>
)

const Legend = ({ view }: { view: View }) => (
  <ul class="legend" aria-hidden="true">
    {dayStates.map((state) => (
      <li>
        <svg
          class="key"
          viewBox={`0 0 ${String(barStep)} ${String(stripHeight)}`}
          preserveAspectRatio="none"
        >
          <rect
            class={`d-${state}`}
            x="1"
            y={stripHeight - heights[state]}
            width={barStep - 2}
            height={heights[state]}
          />
        </svg>
        {view.t.hotspot.dayState[state]}
      </li>
    ))}
  </ul>
)

const count = (days: readonly DayCell[], state: DayState): number =>
  days.filter((cell) => cell.state === state).length

const toSummary = (view: View, days: readonly DayCell[]): string => {
  const { t, format } = view
  const number = (value: number): string => format.number(value)
  const down = count(days, 'down')
  const degraded = count(days, 'degraded')
  const unknown = count(days, 'unknown')
  const known = days.length - unknown - count(days, 'off')
  const downMs = days.reduce((sum, cell) => sum + cell.downMs, 0)
  if (known === 0) return t.hotspot.daysNone
  const trouble =
    down + degraded === 0
      ? t.hotspot.daysClean(number(known))
      : t.hotspot.daysTrouble(
          number(known),
          number(down),
          number(degraded),
          format.duration(downMs),
        )
  return unknown === 0 ? trouble : `${trouble} ${t.hotspot.daysUnknown(number(unknown))}`
}

const Table = ({ view, days }: { view: View; days: readonly DayCell[] }) => {
  const { t, format } = view
  const span = (ms: number): string => (ms === 0 ? '–' : format.duration(ms))
  return (
    <table class="stacking">
      <caption class="visually-hidden">{t.hotspot.days}</caption>
      <thead>
        <tr>
          <th scope="col">{t.hotspot.day}</th>
          <th scope="col">{t.list.state}</th>
          <th scope="col">{t.hotspot.downTime}</th>
          <th scope="col">{t.hotspot.degradedTime}</th>
          <th scope="col">{t.hotspot.unknownTime}</th>
        </tr>
      </thead>
      <tbody>
        {days.toReversed().map((cell) => (
          <tr>
            <th scope="row">{format.date(cell.day)}</th>
            <td>{t.hotspot.dayState[cell.state]}</td>
            <td data-label={t.hotspot.downTime}>{span(cell.downMs)}</td>
            <td data-label={t.hotspot.degradedTime}>{span(cell.degradedMs)}</td>
            <td data-label={t.hotspot.unknownTime}>{span(cell.unknownMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The last 90 days, oldest first. */
export const HotspotDays = ({ view, days }: { view: View; days: readonly DayCell[] }) => {
  const { t, format } = view
  const first = days[0]
  const last = days.at(-1)
  return (
    <section aria-labelledby="days">
      <h2 id="days">{t.hotspot.days}</h2>
      {first === undefined || last === undefined ? (
        <p>{t.hotspot.daysNone}</p>
      ) : (
        <>
          <p>{toSummary(view, days)}</p>
          <Strip view={view} days={days} />
          <p class="span">{t.hotspot.daysFrom(format.date(first.day), format.date(last.day))}</p>
          <Legend view={view} />
          <details>
            <summary>{t.hotspot.daysOpen}</summary>
            <Table view={view} days={days} />
          </details>
        </>
      )}
    </section>
  )
}
