/** `/hotspots/{id}`: what is known about one place: state, reason, layers, 90 days, latency, outages. */
import { toAreaText, toKindName, toReasonSentence, toReasonWords } from '../i18n/words.ts'
import type { Outage } from '../../server/domain/hotspot.ts'
import type { PublicHotspot } from '../../server/domain/present-status.ts'
import { isApproximate, toResidentState } from '../state/shown-state.ts'
import { Glyph } from './glyph.tsx'
import { HotspotDays, type DayCell } from './hotspot-days.tsx'
import { HotspotLatency, type LatencyTable } from './hotspot-latency.tsx'
import { HotspotMonth, type MonthAccount } from './hotspot-month.tsx'
import { HotspotOutages } from './hotspot-outages.tsx'
import { Layout } from './layout.tsx'
import { toCheckedText, toMaintenanceText } from './residents.tsx'
import { toLink, type View } from './view.ts'

/** What the inventory says about a place beyond the public row. */
export interface PlaceFacts {
  readonly address: string | null
  readonly postalCode: string | null
  readonly ssid: string | null
  readonly provider: string | null
  readonly bandwidthMbps: number | null
  readonly serviceHours: string | null
}

export interface HotspotProps {
  readonly view: View
  readonly row: PublicHotspot
  readonly place: PlaceFacts
  readonly isFlapping: boolean
  /** When it next opens or closes, epoch ms; null = nobody knows, or not soon. */
  readonly opening: { readonly isOpen: boolean; readonly changesAt: number | null } | null
  readonly month: MonthAccount
  /** Oldest first, today last. */
  readonly days: readonly DayCell[]
  readonly latency: readonly LatencyTable[]
  /** Newest first. */
  readonly outages: readonly Outage[]
}

/** "Perangkat Wi-Fi tidak menjawab.", or null when there is nothing to explain. */
const toReasonText = (view: View, row: PublicHotspot): string | null => {
  const { t } = view
  if (row.lifecycle !== 'active' || row.healthReason === null) return null
  if (row.healthReason === 'unmonitored') return null
  const layer = row.layers.find(
    (one) => one.health === row.health && one.reason === row.healthReason,
  )
  if (layer !== undefined && row.healthReason !== 'blind' && row.healthReason !== 'stale') {
    return toReasonSentence(t, layer.layer, row.healthReason)
  }
  const words = toReasonWords(t, row.healthReason)
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}

/** "Buka 18 Jan 2026, 07.30 WIB." while it is closed, "Buka sampai 16.00 WIB." while it is open. */
const toOpeningText = ({ view, row, opening }: HotspotProps): string | null => {
  if (row.lifecycle !== 'active' || opening?.changesAt == null) return null
  const when = view.format.instant(opening.changesAt, view.now)
  return opening.isOpen ? view.t.hotspot.closes(when) : `${view.t.list.opens(when)}.`
}

const Condition = (props: HotspotProps) => {
  const { view, row, isFlapping } = props
  const { t, format, now } = view
  const state = toResidentState(row)
  const reason = toReasonText(view, row)
  // Closing and maintenance have no such beginning.
  const since = state === row.health ? row.healthSince : null
  const maintenance = toMaintenanceText(view, row)
  const opening = toOpeningText(props)
  return (
    <section class={`condition ${state}`} id="condition">
      <p class="state">
        <Glyph state={state} />
        <b class={state}>{t.state[state]}</b>
      </p>
      <p>
        {t.stateMeaning[state]} {reason}
      </p>
      {maintenance === null ? null : (
        <p>
          {t.state.maintenance}: <bdi>{maintenance}</bdi>
        </p>
      )}
      {opening === null ? null : <p>{opening}</p>}
      <p class="since">
        {since === null
          ? row.lifecycle === 'active' && row.healthSince === null && `${t.hotspot.noHealth} · `
          : `${t.hotspot.since(format.dateTime(since), format.duration(now - since))} · `}
        {toCheckedText(view, row.checkedAt)}
      </p>
      {isFlapping ? <p>{t.hotspot.flapping}</p> : null}
    </section>
  )
}

const Layers = ({ view, row }: HotspotProps) => {
  const { t, format, now } = view
  if (row.layers.length === 0) return <p>{t.hotspot.noLayers}</p>
  return (
    <table class="stacking">
      <caption>{t.hotspot.layersLead}</caption>
      <thead>
        <tr>
          <th scope="col">{t.hotspot.layerName}</th>
          <th scope="col">{t.list.state}</th>
          <th scope="col">{t.hotspot.latency}</th>
          <th scope="col">{t.hotspot.layerAge}</th>
        </tr>
      </thead>
      <tbody>
        {row.layers.map((one) => (
          <tr>
            <th scope="row">{t.layer[one.layer]}</th>
            <td class="state">
              <Glyph state={one.health} />
              <span>
                <b class={one.health}>{t.state[one.health]}</b>
                {one.reason === null ? null : <small>{toReasonWords(t, one.reason)}</small>}
              </span>
            </td>
            <td data-label={t.hotspot.latency}>
              {one.latencyMs === null ? '–' : format.latency(one.latencyMs)}
            </td>
            <td data-label={t.hotspot.layerAge}>
              {one.checkedAt === null
                ? t.list.neverChecked
                : t.hotspot.ago(format.duration(now - one.checkedAt))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A street map of another site: a link that a person may follow, nothing is fetched from there. */
const toStreetMapLink = (lat: number, lon: number): string =>
  `https://www.openstreetmap.org/?mlat=${String(lat)}&mlon=${String(lon)}#map=17/${String(lat)}/${String(lon)}`

const Position = ({ view, row }: HotspotProps) => {
  const { t } = view
  const isGuess = row.lat === null || isApproximate(row)
  return (
    <>
      <span>{isGuess ? t.basis[row.coordinateBasis] : t.basis.office}</span>
      {row.lat === null || row.lon === null ? null : (
        <>
          {' '}
          <a href={toStreetMapLink(row.lat, row.lon)} rel="noreferrer external">
            {t.hotspot.mapLink}
          </a>
        </>
      )}
    </>
  )
}

const About = (props: HotspotProps) => {
  const { view, place, row } = props
  const { t, format } = view
  const address = [place.address, place.postalCode].filter((text) => text !== null).join(', ')
  const bandwidth = place.bandwidthMbps === null ? '' : `${format.number(place.bandwidthMbps)} Mbps`
  const facts: readonly (readonly [string, string])[] = [
    [t.hotspot.address, address],
    [t.hotspot.area, toAreaText(row)],
    [t.hotspot.ssid, place.ssid ?? ''],
    [t.hotspot.hours, place.serviceHours ?? ''],
    [t.hotspot.provider, place.provider ?? ''],
    [t.hotspot.bandwidth, bandwidth],
  ]
  return (
    <dl class="facts">
      {facts
        .filter(([, text]) => text !== '')
        .map(([label, text]) => (
          <div>
            <dt>{label}</dt>
            <dd>
              <bdi>{text}</bdi>
            </dd>
          </div>
        ))}
      <div>
        <dt>{t.hotspot.position}</dt>
        <dd>
          <Position {...props} />
        </dd>
      </div>
    </dl>
  )
}

/** The page of one hotspot. */
export const HotspotPage = (props: HotspotProps) => {
  const { view, row } = props
  const { t } = view
  const state = t.state[toResidentState(row)]
  return (
    <Layout
      view={view}
      title={`${row.name.slice(0, 120)}: ${state}`}
      audience="public"
      name="hotspot"
    >
      <p class="back">
        <a href={toLink(view, '/')}>← {t.hotspot.back}</a>
      </p>
      <p class="kind">{toKindName(t, row.kind)}</p>
      <h1>
        <bdi>{row.name}</bdi>
      </h1>
      <Condition {...props} />
      <section aria-labelledby="layers">
        <h2 id="layers">{t.hotspot.layers}</h2>
        <Layers {...props} />
      </section>
      <HotspotMonth view={view} id={row.id} account={props.month} />
      <HotspotDays view={view} days={props.days} />
      <HotspotLatency view={view} id={row.id} tables={props.latency} />
      <HotspotOutages view={view} outages={props.outages} />
      <section aria-labelledby="about">
        <h2 id="about">{t.hotspot.about}</h2>
        <About {...props} />
      </section>
    </Layout>
  )
}
