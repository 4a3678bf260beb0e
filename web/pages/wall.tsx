/** `/wall`: the wallboard, read from across a room: counts, what needs attention, and whether the monitor sees. */
import { toReasonWords } from '../i18n/words.ts'
import type { Outage, WitnessStatus } from '../../server/domain/hotspot.ts'
import type { Counts } from '../../server/domain/present-status.ts'
import { shownStates, type ShownState } from '../state/shown-state.ts'
import { Glyph } from './glyph.tsx'
import { Layout } from './layout.tsx'
import { toHotspotLink, type View } from './view.ts'

/** One line of the board: an outage of a hotspot, or of an uplink with all that hang under it. */
export interface WallOutage {
  readonly outage: Outage
  readonly name: string
  /** Where it is; empty when not known. */
  readonly place: string
  /** Hotspots whose outages hang on it; 0 for a hotspot's own outage. */
  readonly under: number
}

export interface WallProps {
  readonly view: View
  readonly counts: Counts
  /** Worst and newest first. */
  readonly outages: readonly WallOutage[]
  /** Outages beyond those listed. */
  readonly more: number
  readonly witnesses: readonly WitnessStatus[]
  /** Age of the last round after which the board counts as old, ms. */
  readonly staleAfterMs: number
}

const mainStates: readonly ShownState[] = ['down', 'degraded', 'unknown', 'up']

const Tiles = ({ view, counts }: WallProps) => {
  const number = (state: ShownState): number =>
    state in counts ? counts[state as keyof Counts] : 0
  return (
    <ul class="tiles" aria-label={view.t.wall.counts}>
      {[...mainStates, ...shownStates.filter((state) => !mainStates.includes(state))]
        .filter((state) => mainStates.includes(state) || number(state) > 0)
        .map((state) => (
          <li class={mainStates.includes(state) ? `tile ${state}` : `tile small ${state}`}>
            <b>{view.format.number(number(state))}</b>
            <span>
              <Glyph state={state} /> {view.t.state[state]}
            </span>
          </li>
        ))}
    </ul>
  )
}

const OutageLine = ({ view, line }: { view: View; line: WallOutage }) => {
  const { t, format, now } = view
  const { outage } = line
  const detail = [line.place, `${t.layer[outage.layer]} ${toReasonWords(t, outage.reason)}`]
  if (line.under > 0) detail.push(t.wall.under(format.number(line.under)))
  return (
    <li>
      <Glyph state={outage.severity} />
      <span class="what">
        <b>
          {outage.hotspotId === null ? (
            <bdi>{t.wall.uplinkName(line.name)}</bdi>
          ) : (
            <a href={toHotspotLink(view, outage.hotspotId)}>
              <bdi>{line.name}</bdi>
            </a>
          )}
        </b>
        <span>
          <bdi>{detail.filter((text) => text !== '').join(' · ')}</bdi>
        </span>
      </span>
      <span class="when">
        <span>
          <b class={outage.severity}>{t.state[outage.severity]}</b>{' '}
          {format.duration(now - outage.startedAt)}
        </span>
        <time datetime={new Date(outage.startedAt).toISOString()}>
          {format.instant(outage.startedAt, now)}
        </time>
      </span>
    </li>
  )
}

/** Whether "no outage" can be believed: a missing witness alone is no fault of this moment. */
const isSeeing = ({ monitor }: View): boolean =>
  monitor.blind === null &&
  monitor.lastRound !== null &&
  monitor.faults.every((fault) => fault.code === 'no_witnesses')

const Monitor = ({ view, witnesses }: WallProps) => {
  const { t, format, now, monitor } = view
  const round = monitor.lastRound
  return (
    <section class="self" aria-labelledby="self">
      <h2 id="self">{t.wall.self}</h2>
      <dl>
        <div>
          <dt>{t.wall.clock}</dt>
          <dd class="clock">
            <time id="clock">{format.clock(now)}</time>
          </dd>
        </div>
        <div>
          <dt>{t.wall.round}</dt>
          <dd>
            {round === null ? (
              t.wall.noRound
            ) : (
              <>
                <b>{format.clockSeconds(round.finishedAt)}</b>{' '}
                <span>
                  {t.hotspot.ago(format.duration(now - round.finishedAt))},{' '}
                  {t.wall.roundChecks(format.number(round.checks))}
                </span>
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>{t.wall.witnesses}</dt>
          <dd>
            {witnesses.length === 0 ? (
              t.wall.noWitnesses
            ) : (
              <ul class="witnesses">
                {witnesses.map((witness) => (
                  <li>
                    <Glyph state={witness.state} /> <span>{witness.name}</span>{' '}
                    <b class={witness.state}>{t.wall.witnessState[witness.state]}</b>
                  </li>
                ))}
              </ul>
            )}
          </dd>
        </div>
      </dl>
      {isSeeing(view) ? <p class="fine">{t.wall.healthy}</p> : null}
    </section>
  )
}

/** The wallboard. Its island replaces `main` by a newer copy of the same page. */
export const WallPage = (props: WallProps) => {
  const { view, outages, more } = props
  const { t } = view
  return (
    <Layout view={view} title={t.wall.title} audience="staff" name="wall">
      <div
        id="facts"
        data-now={view.now}
        data-fresh-at={view.monitor.lastRound?.finishedAt ?? view.now}
        data-stale-after-ms={props.staleAfterMs}
        data-timezone={view.timezone}
        hidden
      ></div>
      <h1 class="visually-hidden">{t.wall.title}</h1>
      <p class="notice" id="stale" role="alert" hidden></p>
      <Tiles {...props} />
      <div class="columns">
        <section aria-labelledby="attention">
          <h2 id="attention">{t.wall.attention}</h2>
          {outages.length === 0 ? (
            <p class="fine">{isSeeing(view) ? t.wall.allGood : t.wall.notSure}</p>
          ) : (
            <ul class="open">
              {outages.map((line) => (
                <OutageLine view={view} line={line} />
              ))}
            </ul>
          )}
          {more > 0 ? <p class="rest">{t.wall.more(view.format.number(more))}</p> : null}
        </section>
        <Monitor {...props} />
      </div>
    </Layout>
  )
}
