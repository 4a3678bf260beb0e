/** The search form and the counts above the board: they act at once, and the address follows. */
import type { Formatter } from '../../i18n/format.ts'
import { findShownState, type ShownState } from '../../state/shown-state.ts'
import type { HotspotFilter } from '../../state/hotspot-filter.ts'
import { getElement, setText } from '../dom.ts'

/** States that are shown as a count even when nothing has them. */
const mainStates: readonly ShownState[] = ['down', 'degraded', 'unknown', 'up']

/** Pause in typing after which the search is run. */
const typingMs = 150

const readForm = (form: HTMLFormElement): HotspotFilter => {
  const data = new FormData(form)
  const read = (name: string): string => {
    const value = data.get(name)
    return typeof value === 'string' ? value : ''
  }
  return {
    q: read('q'),
    kecamatan: read('kecamatan'),
    kind: read('kind'),
    state: findShownState(read('state')),
  }
}

const writeForm = (form: HTMLFormElement, filter: HotspotFilter): void => {
  const write = (name: string, value: string): void => {
    const field = form.elements.namedItem(name)
    if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = value
  }
  write('q', filter.q)
  write('kecamatan', filter.kecamatan)
  write('kind', filter.kind)
  write('state', filter.state ?? '')
}

export interface Filters {
  readonly write: (filter: HotspotFilter) => void
}

const noFilter: HotspotFilter = { q: '', kecamatan: '', kind: '', state: undefined }

/** Makes the form act without sending it. */
export const bindFilters = (onChange: (filter: HotspotFilter) => void): Filters => {
  const form = document.querySelector<HTMLFormElement>('form.filters')
  if (form === null) throw new Error('the page has no filters')
  let typing: ReturnType<typeof setTimeout> | undefined
  const change = (): void => {
    clearTimeout(typing)
    onChange(readForm(form))
  }
  const set = (filter: HotspotFilter): void => {
    writeForm(form, filter)
    onChange(filter)
  }
  form.classList.add('instant')
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    change()
  })
  form.addEventListener('change', change)
  form.addEventListener('input', () => {
    clearTimeout(typing)
    typing = setTimeout(change, typingMs)
  })
  getElement('reset').addEventListener('click', (event) => {
    event.preventDefault()
    set(noFilter)
  })
  getElement('counts').addEventListener('click', (event) => {
    const item = event.target instanceof Element ? event.target.closest('li') : null
    const state = findShownState(item?.dataset['state'])
    if (state === undefined) return
    event.preventDefault()
    const filter = readForm(form)
    // A second click on the same count shows everything again.
    set({ ...filter, state: filter.state === state ? undefined : state })
  })
  return {
    write: (filter) => {
      writeForm(form, filter)
    },
  }
}

const showCount = (item: Element, count: number, isChosen: boolean, format: Formatter): void => {
  const number = item.querySelector('b')
  const link = item.querySelector('a')
  if (number !== null) setText(number, format.number(count))
  if (isChosen) link?.setAttribute('aria-current', 'true')
  else link?.removeAttribute('aria-current')
}

/** Shows how many hotspots have each state, and which of them is the filter. */
export const showCounts = (
  counts: ReadonlyMap<ShownState, number>,
  filter: HotspotFilter,
  format: Formatter,
): void => {
  for (const item of getElement('counts').children) {
    const state = item instanceof HTMLElement ? findShownState(item.dataset['state']) : undefined
    if (state === undefined || !(item instanceof HTMLElement)) continue
    const count = counts.get(state) ?? 0
    const isChosen = filter.state === state
    item.hidden = count === 0 && !mainStates.includes(state) && !isChosen
    showCount(item, count, isChosen, format)
  }
  const isFiltered = Object.values(filter).some((value) => value !== '' && value !== undefined)
  getElement('reset').hidden = !isFiltered
}
