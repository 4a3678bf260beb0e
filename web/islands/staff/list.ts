/** The list beside the map: the same hotspots, problems first, a part of them at a time. */
import type { Formatter } from '../../i18n/format.ts'
import type { Dictionary } from '../../i18n/id.ts'
import { toAreaText, toKindName } from '../../i18n/words.ts'
import type { PublicHotspot } from '../../../server/domain/present-status.ts'
import { isApproximate, toShownState } from '../../state/shown-state.ts'
import { createElement, createGlyph, getElement, setGlyph, setText } from '../dom.ts'

/** Rows that are made at first, and with every step further down: 2,000 at once would freeze a cheap phone. */
const firstRows = 60
const moreRows = 120

/** Names up to this length are put into the list; the page of the hotspot has the whole. */
const longestName = 300

export interface HotspotList {
  /** Shows these hotspots in this order. */
  readonly show: (rows: readonly PublicHotspot[]) => void
  readonly select: (id: string | null) => void
  readonly focus: (id: string) => void
  /** Durations go on. */
  readonly tick: () => void
}

interface Line {
  readonly item: HTMLLIElement
  readonly button: HTMLButtonElement
  readonly update: (row: PublicHotspot) => void
}

interface ListOptions {
  readonly words: Dictionary
  readonly format: Formatter
  readonly now: () => number
  readonly onSelect: (id: string) => void
}

const createLine = (options: ListOptions, id: string): Line => {
  const { words, format, now } = options
  const glyph = createGlyph('unknown')
  const name = createElement('bdi', '')
  const place = createElement('bdi', '')
  const guess = createElement('span', '', ` · ${words.list.approximate}`)
  const state = createElement('b', '')
  const age = createElement('span', 'age')
  const button = createElement(
    'button',
    'item',
    glyph,
    createElement('span', 'name', name),
    createElement('span', 'meta', place, guess),
    state,
    age,
  )
  button.type = 'button'
  button.addEventListener('click', () => {
    options.onSelect(id)
  })
  const item = createElement('li', '', button)
  item.dataset['id'] = id
  const update = (row: PublicHotspot): void => {
    const shown = toShownState(row)
    setGlyph(glyph, shown)
    setText(name, row.name.slice(0, longestName))
    const parts = [toKindName(words, row.kind), toAreaText(row)]
    if (row.lat === null) parts.push(words.list.noPoint)
    setText(place, parts.filter((part) => part !== '').join(' · '))
    guess.hidden = !isApproximate(row)
    state.className = shown
    setText(state, words.state[shown])
    setText(age, row.healthSince === null ? '' : format.duration(now() - row.healthSince))
  }
  return { item, button, update }
}

/** Puts `items` into `list` in order, moving only what stands elsewhere. */
const arrange = (list: HTMLElement, items: readonly HTMLElement[]): void => {
  const focused = document.activeElement
  const wanted = new Set<Element>(items)
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove()
  let there = list.firstElementChild
  for (const item of items) {
    if (item === there) there = item.nextElementSibling
    else list.insertBefore(item, there)
  }
  // A row that is moved in the document loses the focus.
  if (focused instanceof HTMLElement && focused !== document.activeElement && focused.isConnected) {
    focused.focus({ preventScroll: true })
  }
}

/** Calls whenever `button` is to be seen, until it is hidden. */
const callInView = (button: HTMLElement, action: () => void): void => {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting) || button.hidden) return
    action()
    // Only a change is told: watched anew, a button that is still in view says so again.
    observer.unobserve(button)
    observer.observe(button)
  })
  observer.observe(button)
}

/** Takes over the list that the server rendered. */
export const createHotspotList = (options: ListOptions): HotspotList => {
  const list = getElement('list')
  const empty = getElement('list-empty')
  const more = getElement('list-more')
  const lines = new Map<string, Line>()
  let rows: readonly PublicHotspot[] = []
  let limit = firstRows
  let selectedId: string | null = null

  const getLine = (id: string): Line => {
    const line = lines.get(id) ?? createLine(options, id)
    lines.set(id, line)
    return line
  }
  const mark = (id: string | null, isSelected: boolean): void => {
    const button = id === null ? undefined : lines.get(id)?.button
    if (isSelected) button?.setAttribute('aria-current', 'true')
    else button?.removeAttribute('aria-current')
  }
  const toItem = (row: PublicHotspot): HTMLElement => {
    const line = getLine(row.id)
    line.update(row)
    return line.item
  }
  const showRest = (): void => {
    const rest = Math.max(0, rows.length - limit)
    more.hidden = rest === 0
    setText(more, options.words.staff.more(options.format.number(Math.min(rest, moreRows))))
    empty.hidden = rows.length > 0
    mark(selectedId, true)
  }
  const render = (): void => {
    arrange(list, rows.slice(0, limit).map(toItem))
    showRest()
  }
  const showMore = (): void => {
    list.append(...rows.slice(limit, limit + moreRows).map(toItem))
    limit += moreRows
    showRest()
  }

  getElement('list-pager').hidden = true
  list.replaceChildren()
  more.addEventListener('click', showMore)
  callInView(more, showMore)

  return {
    show: (next) => {
      if (next.length < rows.length) limit = Math.max(firstRows, Math.min(limit, next.length))
      rows = next
      render()
    },
    select: (id) => {
      mark(selectedId, false)
      selectedId = id
      mark(id, true)
    },
    focus: (id) => {
      lines.get(id)?.button.focus()
    },
    tick: render,
  }
}
