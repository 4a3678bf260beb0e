/** The search form and the page links of a list: plain GET, so that they work without JavaScript. */
import { toKindName } from '../i18n/words.ts'
import { shownStates, type ShownState } from '../state/shown-state.ts'
import { searchLimit, type HotspotFilter } from '../state/hotspot-filter.ts'
import { toLink, type View } from './view.ts'

/** What the filters can choose from: values that occur in the inventory, in display order. */
export interface FilterChoices {
  readonly kecamatan: readonly string[]
  readonly kinds: readonly string[]
}

interface SelectProps {
  readonly name: string
  readonly label: string
  readonly all: string
  readonly value: string
  readonly options: readonly (readonly [value: string, label: string])[]
}

const Select = ({ name, label, all, value, options }: SelectProps) => (
  <p class="field">
    <label for={`f-${name}`}>{label}</label>
    <select id={`f-${name}`} name={name}>
      <option value="">{all}</option>
      {options.map(([option, text]) => (
        <option value={option} selected={option === value}>
          {text}
        </option>
      ))}
    </select>
  </p>
)

interface FiltersProps {
  readonly view: View
  readonly action: '/' | '/staff'
  readonly filter: HotspotFilter
  readonly choices: FilterChoices
  /** States that can be chosen; none leaves the field out. */
  readonly states?: readonly ShownState[]
}

/** Search, kecamatan and kind; on the staff's page also the state. */
export const HotspotFilters = ({ view, action, filter, choices, states }: FiltersProps) => {
  const { t } = view
  const isFiltered =
    filter.q !== '' || filter.kecamatan !== '' || filter.kind !== '' || filter.state !== undefined
  return (
    <form class="filters" role="search" aria-label={t.list.filters} action={action} method="get">
      <p class="field wide">
        <label for="f-q">{t.list.search}</label>
        <input
          id="f-q"
          name="q"
          type="search"
          value={filter.q}
          maxlength={searchLimit}
          placeholder={t.list.searchHint}
          autocomplete="off"
        />
      </p>
      <Select
        name="kecamatan"
        label={t.list.kecamatan}
        all={t.list.all}
        value={filter.kecamatan}
        options={choices.kecamatan.map((name) => [name, name])}
      />
      <Select
        name="kind"
        label={t.list.kind}
        all={t.list.all}
        value={filter.kind}
        options={choices.kinds.map((kind) => [kind, toKindName(t, kind)])}
      />
      {states === undefined ? null : (
        <Select
          name="state"
          label={t.list.state}
          all={t.list.all}
          value={filter.state ?? ''}
          options={shownStates
            .filter((state) => states.includes(state))
            .map((state) => [state, t.state[state]])}
        />
      )}
      {view.statedLanguage === null ? null : (
        <input type="hidden" name="lang" value={view.statedLanguage} />
      )}
      <p class="actions">
        <button type="submit">{t.list.apply}</button>
        <a id="reset" href={toLink(view, action)} hidden={!isFiltered}>
          {t.list.reset}
        </a>
      </p>
    </form>
  )
}

interface PagerProps {
  readonly view: View
  readonly path: '/' | '/staff'
  readonly filter: HotspotFilter
  /** 1-based. */
  readonly page: number
  readonly pages: number
}

/** Links to the neighbouring pages of a list; nothing when there is one page only. */
export const Pager = ({ view, path, filter, page, pages }: PagerProps) => {
  if (pages <= 1) return null
  const { t, format } = view
  const toPage = (number: number): string =>
    toLink(view, path, { ...filter, page: number === 1 ? undefined : String(number) })
  return (
    <nav class="pager" aria-label={t.list.pages}>
      {page > 1 ? (
        <a href={toPage(page - 1)} rel="prev">
          ← {t.list.previous}
        </a>
      ) : null}
      <span>{t.list.page(format.number(page), format.number(pages))}</span>
      {page < pages ? (
        <a href={toPage(page + 1)} rel="next">
          {t.list.next} →
        </a>
      ) : null}
    </nav>
  )
}
