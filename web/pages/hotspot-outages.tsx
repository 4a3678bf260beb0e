/** The outages of one hotspot, newest first. */
import { toReasonWords } from '../i18n/words.ts'
import type { Outage } from '../../server/domain/hotspot.ts'
import { Glyph } from './glyph.tsx'
import type { View } from './view.ts'

const toEnd = (view: View, outage: Outage): string => {
  const { t, format } = view
  if (outage.endedAt === null) return t.hotspot.ongoing
  const end = outage.endReason === null ? '' : ` (${t.end[outage.endReason]})`
  return `${format.dateTime(outage.endedAt)}${end}`
}

const toCause = (view: View, outage: Outage): string => {
  const { t } = view
  const isUpstream = outage.uplinkOutageId !== null
  return isUpstream ? `${t.cause[outage.cause]} (${t.hotspot.upstream})` : t.cause[outage.cause]
}

const OutageRow = ({ view, outage }: { view: View; outage: Outage }) => {
  const { t, format, now } = view
  return (
    <tr>
      <th scope="row">{format.dateTime(outage.startedAt)}</th>
      <td class="state">
        <Glyph state={outage.severity} />
        <b class={outage.severity}>{t.state[outage.severity]}</b>
      </td>
      <td data-label={t.hotspot.duration}>
        {format.duration((outage.endedAt ?? now) - outage.startedAt)}
      </td>
      <td data-label={t.hotspot.outageEnd}>{toEnd(view, outage)}</td>
      <td data-label={t.hotspot.reason}>
        {t.layer[outage.layer]}: {toReasonWords(t, outage.reason)}
      </td>
      <td data-label={t.hotspot.cause}>{toCause(view, outage)}</td>
    </tr>
  )
}

/** The history of outages. */
export const HotspotOutages = ({ view, outages }: { view: View; outages: readonly Outage[] }) => {
  const { t } = view
  return (
    <section aria-labelledby="outages">
      <h2 id="outages">{t.hotspot.outages}</h2>
      {outages.length === 0 ? (
        <p>{t.hotspot.outagesNone}</p>
      ) : (
        <table class="stacking">
          <caption class="visually-hidden">{t.hotspot.outages}</caption>
          <thead>
            <tr>
              <th scope="col">{t.hotspot.outageStart}</th>
              <th scope="col">{t.hotspot.severity}</th>
              <th scope="col">{t.hotspot.duration}</th>
              <th scope="col">{t.hotspot.outageEnd}</th>
              <th scope="col">{t.hotspot.reason}</th>
              <th scope="col">{t.hotspot.cause}</th>
            </tr>
          </thead>
          <tbody>
            {outages.map((outage) => (
              <OutageRow view={view} outage={outage} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
