/** One month of one hotspot: a bar that adds up, the same as a table, and both figures with their coverage. */
import type { Cause } from '../../server/domain/hotspot.ts'
import type { ServiceTotals } from '../../server/domain/ledger/classes.ts'
import type { Ledger } from '../../server/domain/ledger/ledger.ts'
import { Figures, Parts } from './hotspot-figures.tsx'
import { toLink, type View } from './view.ts'

/** The account of one month with its neighbours. */
export interface MonthAccount {
  readonly ledger: Ledger
  /** The period ends before the month does. */
  readonly isRunning: boolean
  /** `YYYY-MM` and first instant of the neighbours; null = nothing was known yet, or it has not begun. */
  readonly previous: MonthLink | null
  readonly next: MonthLink | null
}

export interface MonthLink {
  readonly month: string
  /** Epoch ms. */
  readonly from: number
}

interface MonthProps {
  readonly view: View
  readonly id: string
  readonly account: MonthAccount
}

type ClassName = keyof ServiceTotals

/** From the left: what worked, what did not, what nobody saw, what does not count. */
const classNames: readonly ClassName[] = [
  'up',
  'degraded',
  'down',
  'upstream',
  'unknown',
  'maintenance',
  'closed',
  'notInService',
]

/** With the colour gone classes still differ; what does not count lies low. */
const heights: Readonly<Record<ClassName, number>> = {
  up: 32,
  degraded: 25,
  down: 18,
  upstream: 14,
  maintenance: 11,
  unknown: 8,
  closed: 5,
  notInService: 2,
}

const barHeight = 34
const barWidth = 1000

type Totals = Readonly<Partial<ServiceTotals>>

interface Stretch {
  readonly name: ClassName
  readonly fromMs: number
  readonly toMs: number
}

/** Classes that have time, one after the other: together exactly the period. */
const toStretches = (totals: Totals): Stretch[] => {
  let at = 0
  return classNames.flatMap((name) => {
    const fromMs = at
    at += totals[name] ?? 0
    return at === fromMs ? [] : [{ name, fromMs, toMs: at }]
  })
}

/** Whole seconds between two edges: rounded so that they add up to the seconds of the whole. */
const toSeconds = ({ fromMs, toMs }: Stretch): number =>
  Math.floor(toMs / 1000) - Math.floor(fromMs / 1000)

const Swatch = ({ name }: { name: ClassName }) => (
  <svg class="key" viewBox={`0 0 8 ${String(barHeight)}`} preserveAspectRatio="none">
    <rect
      class={`c-${name}`}
      x="1"
      y={barHeight - heights[name]}
      width="6"
      height={heights[name]}
    />
  </svg>
)

const Bar = ({ view, label, totals }: { view: View; label: string; totals: Totals }) => {
  const { t, format } = view
  const stretches = toStretches(totals)
  const wholeMs = stretches.at(-1)?.toMs ?? 1
  const toX = (ms: number): number => Number(((ms / wholeMs) * barWidth).toFixed(2))
  return (
    <>
      <p class="bar-name">{label}</p>
      <svg
        class="month-bar"
        viewBox={`0 0 ${String(barWidth)} ${String(barHeight)}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {stretches.map((stretch) => (
          <rect
            class={`c-${stretch.name}`}
            x={toX(stretch.fromMs)}
            y={barHeight - heights[stretch.name]}
            width={Number((toX(stretch.toMs) - toX(stretch.fromMs)).toFixed(2))}
            height={heights[stretch.name]}
          >
            <title>
              {`${t.ledger.class[stretch.name]}: ${format.fullDuration(toSeconds(stretch))}`}
            </title>
          </rect>
        ))}
      </svg>
    </>
  )
}

const Classes = ({ view, ledger }: { view: View; ledger: Ledger }) => {
  const { t, format } = view
  const all = new Map(toStretches(ledger.views.all.classes).map((one) => [one.name, one]))
  const service = new Map(toStretches(ledger.views.service.classes).map((one) => [one.name, one]))
  const toText = (stretch: Stretch | undefined): string =>
    stretch === undefined ? '–' : format.fullDuration(toSeconds(stretch))
  const names = classNames.filter((name) => all.has(name) || service.has(name))
  const whole: Stretch = { name: 'up', fromMs: 0, toMs: ledger.to - ledger.from }
  return (
    <table class="stacking">
      <caption>{t.ledger.lead}</caption>
      <thead>
        <tr>
          <th scope="col">{t.ledger.className}</th>
          <th scope="col">{t.ledger.all}</th>
          <th scope="col">{t.ledger.service}</th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr>
            <th scope="row" class="class-name">
              <Swatch name={name} /> {t.ledger.class[name]}
            </th>
            <td data-label={t.ledger.all}>{toText(all.get(name))}</td>
            <td data-label={t.ledger.service}>{toText(service.get(name))}</td>
          </tr>
        ))}
        <tr class="total">
          <th scope="row">{t.ledger.total}</th>
          <td data-label={t.ledger.all}>{toText(whole)}</td>
          <td data-label={t.ledger.service}>{toText(whole)}</td>
        </tr>
      </tbody>
    </table>
  )
}

/** "Listrik 2 jam · Penyedia 5 menit"; empty without down time. */
const toCausesText = ({ t, format }: View, { views }: Ledger): string =>
  (Object.entries(views.all.downByCause) as [Cause, number][])
    .filter(([, ms]) => ms > 0)
    .map(([cause, ms]) => `${t.cause[cause]}: ${format.duration(ms)}`)
    .join(' · ')

const Facts = ({ view, ledger }: { view: View; ledger: Ledger }) => {
  const { t, format } = view
  const { maintenanceMs, maintenanceDownMs, mttrMs, mtbfMs } = ledger
  const maintenance = format.duration(maintenanceMs)
  const facts: readonly (readonly [string, string])[] = [
    [t.ledger.byCause, toCausesText(view, ledger)],
    [t.ledger.outages, format.number(ledger.outages)],
    [t.ledger.mttr, mttrMs === null ? '' : format.duration(mttrMs)],
    [t.ledger.mtbf, mtbfMs === null ? '' : format.duration(mtbfMs)],
    [
      t.ledger.maintenance,
      maintenanceMs === 0
        ? ''
        : maintenanceDownMs === 0
          ? maintenance
          : t.ledger.maintenanceDown(maintenance, format.duration(maintenanceDownMs)),
    ],
  ]
  return (
    <dl class="facts">
      {facts
        .filter(([, text]) => text !== '')
        .map(([label, text]) => (
          <div>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
    </dl>
  )
}

const Neighbours = ({ view, id, account }: MonthProps) => {
  const { previous, next } = account
  if (previous === null && next === null) return null
  const toHref = ({ month }: MonthLink): string =>
    `${toLink(view, `/hotspots/${encodeURIComponent(id)}`, { month })}#month`
  return (
    <nav class="pager" aria-label={view.t.ledger.months}>
      {previous === null ? null : (
        <a href={toHref(previous)} rel="prev">
          ← {view.format.month(previous.from)}
        </a>
      )}
      {next === null ? null : (
        <a href={toHref(next)} rel="next">
          {view.format.month(next.from)} →
        </a>
      )}
    </nav>
  )
}

/** The month as one account: both views, both figures. */
export const HotspotMonth = ({ view, id, account }: MonthProps) => {
  const { t, format } = view
  const { ledger, isRunning } = account
  return (
    <section aria-labelledby="month">
      <h2 id="month">{t.ledger.title(format.month(ledger.from))}</h2>
      <Figures view={view} ledger={ledger} />
      <Bar view={view} label={t.ledger.all} totals={ledger.views.all.classes} />
      <Bar view={view} label={t.ledger.service} totals={ledger.views.service.classes} />
      <Classes view={view} ledger={ledger} />
      <Facts view={view} ledger={ledger} />
      <Parts view={view} parts={ledger.parts} />
      <p class="span">
        {isRunning ? `${t.ledger.until(format.dateTime(ledger.to))} ` : ''}
        <a href={toLink(view, '/how-we-count')}>{t.ledger.how}</a>
      </p>
      <Neighbours view={view} id={id} account={account} />
    </section>
  )
}
