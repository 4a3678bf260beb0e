/** The figures of a ledger in words: per cent rounded down, or why there is none; coverage and target. */
import type { Coverage, Figure } from '../../server/domain/ledger/figure.ts'
import type { Ledger, LedgerPart } from '../../server/domain/ledger/ledger.ts'
import type { View } from './view.ts'

/** "99,98 %", or why there is no figure. */
const toFigureText = ({ t, format }: View, { verdict, hundredths }: Figure): string => {
  if (verdict !== 'ok') return t.ledger.verdict[verdict]
  return hundredths === null ? t.ledger.verdict.excluded : format.hundredths(hundredths)
}

const toCoverageText = ({ t, format }: View, { coverageHundredths }: Coverage): string =>
  coverageHundredths === null
    ? t.ledger.noCoverage
    : t.ledger.coverage(format.hundredths(coverageHundredths))

/** What was promised, and whether it was kept; null where nothing was. */
const toTargetText = ({ t, format }: View, part: LedgerPart): string | null => {
  const target = part.contract?.target ?? null
  if (target === null) return null
  const text = format.target(target)
  if (part.isTargetMet === null) return t.ledger.targetOpen(text)
  return part.isTargetMet ? t.ledger.targetMet(text) : t.ledger.targetMissed(text)
}

interface FigureProps {
  readonly view: View
  readonly name: string
  readonly lead: string
  readonly figure: Figure
  readonly coverage: Coverage
  readonly target: string | null
}

const FigureCard = ({ view, name, lead, figure, coverage, target }: FigureProps) => (
  <div>
    <dt>
      {name} <small>{lead}</small>
    </dt>
    <dd>
      <b class={figure.verdict === 'ok' ? 'number' : 'words'}>{toFigureText(view, figure)}</b>
      <small>{toCoverageText(view, coverage)}</small>
      {target === null ? null : <small>{target}</small>}
    </dd>
  </div>
)

/** Both figures, each with its coverage. */
export const Figures = ({ view, ledger }: { view: View; ledger: Ledger }) => {
  const { t } = view
  const [only, second] = ledger.parts
  const target = only === undefined || second !== undefined ? null : toTargetText(view, only)
  return (
    <dl class="figures">
      <FigureCard
        view={view}
        name={t.ledger.experienced}
        lead={t.ledger.experiencedLead}
        figure={ledger.experienced}
        coverage={ledger.views.all}
        target={null}
      />
      <FigureCard
        view={view}
        name={t.ledger.contract}
        lead={t.ledger.contractLead}
        figure={ledger.contract}
        coverage={ledger.views.service}
        target={target}
      />
    </dl>
  )
}

/** Only a month in which the contract changed has parts worth telling. */
export const Parts = ({ view, parts }: { view: View; parts: readonly LedgerPart[] }) => {
  const { t, format } = view
  if (parts.length < 2) return null
  return (
    <table class="stacking">
      <caption>{t.ledger.parts}</caption>
      <thead>
        <tr>
          <th scope="col">{t.ledger.partFrom}</th>
          <th scope="col">{t.ledger.partContract}</th>
          <th scope="col">{t.ledger.contract}</th>
        </tr>
      </thead>
      <tbody>
        {parts.map((part) => (
          <tr>
            <th scope="row">{format.dateTime(part.from)}</th>
            <td data-label={t.ledger.partContract}>
              <bdi>{part.contract?.id ?? t.ledger.noContract}</bdi>
            </td>
            <td data-label={t.ledger.contract}>
              {[
                `${toFigureText(view, part)}.`,
                toCoverageText(view, part),
                toTargetText(view, part),
              ]
                .filter((text) => text !== null)
                .join(' ')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
