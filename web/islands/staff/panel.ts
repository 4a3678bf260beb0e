/** The panel of the selected hotspot: what is wrong, since when, why, and what people know of it. */
import type { Formatter } from '../../i18n/format.ts'
import type { Dictionary } from '../../i18n/id.ts'
import { toAreaText, toKindName, toReasonWords } from '../../i18n/words.ts'
import type { PublicHotspot } from '../../../server/domain/present-status.ts'
import type { PublicOutage } from '../../../server/domain/public-outage.ts'
import { toShownState } from '../../state/shown-state.ts'
import { createElement, createGlyph, getElement, setText } from '../dom.ts'

export interface Panel {
  /** Shows a hotspot with its open outage, if any. */
  readonly show: (row: PublicHotspot, outage: PublicOutage | undefined) => void
  readonly hide: () => void
  readonly focus: () => void
}

interface PanelOptions {
  readonly words: Dictionary
  readonly format: Formatter
  readonly now: () => number
  readonly onClose: () => void
  readonly onReveal: () => void
  /** Address of the hotspot's page. */
  readonly toPage: (id: string) => string
}

type Fact = readonly [label: string, text: string]

const longestName = 300

const listOutageFacts = (options: PanelOptions, outage: PublicOutage): Fact[] => {
  const { words, format, now } = options
  const { staff } = words
  const facts: Fact[] = [
    [staff.since, format.dateTime(outage.startedAt)],
    [staff.lasting, format.duration(now() - outage.startedAt)],
    [staff.layer, words.layer[outage.layer]],
    [staff.reason, toReasonWords(words, outage.reason)],
    [staff.cause, words.cause[outage.cause]],
  ]
  if (outage.uplinkId !== null) facts.push([staff.uplink, outage.uplinkId])
  if (outage.acknowledgedAt !== null) {
    facts.push([staff.acknowledged, format.dateTime(outage.acknowledgedAt)])
  }
  return facts
}

const listStateFacts = (options: PanelOptions, row: PublicHotspot): Fact[] => {
  const { words, format, now } = options
  const facts: Fact[] = []
  if (row.healthSince !== null) {
    facts.push([words.staff.since, format.dateTime(row.healthSince)])
    facts.push([words.staff.lasting, format.duration(now() - row.healthSince)])
  }
  if (row.healthReason !== null) {
    facts.push([words.staff.reason, toReasonWords(words, row.healthReason)])
  }
  return facts
}

const listMaintenanceFacts = (
  { words, format, now }: PanelOptions,
  { maintenance }: PublicHotspot,
): Fact[] => {
  if (maintenance === null) return []
  const { title, until } = maintenance
  const text =
    until === null ? title : words.list.maintenanceUntil(title, format.instant(until, now()))
  return [[words.state.maintenance, text]]
}

const listFacts = (
  options: PanelOptions,
  row: PublicHotspot,
  outage: PublicOutage | undefined,
): Fact[] => {
  const { words, format, now } = options
  const checked =
    row.checkedAt === null ? words.list.neverChecked : format.instant(row.checkedAt, now())
  return [
    ...listMaintenanceFacts(options, row),
    ...(outage === undefined ? listStateFacts(options, row) : listOutageFacts(options, outage)),
    [words.staff.checked, checked],
    [words.staff.area, [toKindName(words, row.kind), toAreaText(row)].filter(Boolean).join(' · ')],
    [words.staff.position, words.basis[row.coordinateBasis]],
  ]
}

const createFact = ([label, text]: Fact): HTMLElement =>
  createElement(
    'div',
    '',
    createElement('dt', '', label),
    createElement('dd', '', createElement('bdi', '', text)),
  )

const createLayers = (options: PanelOptions, row: PublicHotspot): HTMLElement =>
  createElement(
    'ul',
    'layers',
    ...row.layers.map((one) =>
      createElement(
        'li',
        '',
        createGlyph(one.health),
        ` ${options.words.layer[one.layer]}: `,
        createElement('b', one.health, options.words.state[one.health]),
        one.latencyMs === null ? '' : ` ${options.format.latency(one.latencyMs)}`,
      ),
    ),
  )

interface PanelButtons {
  readonly close: HTMLButtonElement
  readonly reveal: HTMLButtonElement
}

const createButtons = (options: PanelOptions): PanelButtons => {
  const close = createElement('button', 'close', '×')
  close.type = 'button'
  close.setAttribute('aria-label', options.words.staff.close)
  close.addEventListener('click', options.onClose)
  const reveal = createElement('button', 'plain', options.words.staff.toMap)
  reveal.type = 'button'
  reveal.addEventListener('click', options.onReveal)
  return { close, reveal }
}

/** Builds the panel, hidden until a hotspot is shown. */
export const createPanel = (options: PanelOptions): Panel => {
  const { words } = options
  const { close, reveal } = createButtons(options)
  const name = createElement('bdi', '')
  const title = createElement('h2', '', name)
  title.tabIndex = -1
  const state = createElement('p', 'state')
  const facts = createElement('dl', '')
  const page = createElement('a', '', words.staff.openPage)
  const layers = createElement('div', '')
  const links = createElement('p', 'links', page, reveal)
  const panel = createElement('section', 'panel', close, title, state, facts, layers, links)
  panel.setAttribute('aria-label', words.staff.panel)
  panel.hidden = true
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') options.onClose()
  })
  getElement('panel-place').append(panel)
  return {
    show: (row, outage) => {
      const shown = toShownState(row)
      setText(name, row.name.slice(0, longestName))
      state.replaceChildren(createGlyph(shown), createElement('b', shown, words.state[shown]))
      facts.replaceChildren(...listFacts(options, row, outage).map(createFact))
      layers.replaceChildren(createLayers(options, row))
      page.href = options.toPage(row.id)
      reveal.hidden = row.lat === null
      panel.hidden = false
    },
    hide: () => {
      panel.hidden = true
    },
    focus: () => {
      title.focus()
    },
  }
}
