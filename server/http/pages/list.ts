/** Filters, ranks and cuts the inventory into the pages of a list. */
import type { Context } from 'hono'
import type { PublicHotspot } from '../../domain/present-status.ts'
import {
  matchesFilter,
  searchLimit,
  toSearchText,
  toSearchWords,
  type HotspotFilter,
} from '../../../web/state/hotspot-filter.ts'
import {
  compareForResidents,
  compareForStaff,
  findShownState,
  toResidentState,
  toShownState,
} from '../../../web/state/shown-state.ts'
import { toKindName } from '../../../web/i18n/words.ts'
import type { ListPage } from '../../../web/pages/residents.tsx'
import type { View } from '../../../web/pages/view.ts'
import type { PageDeps } from '../deps.ts'
import type { HttpEnv } from '../request.ts'

/** Rows of one list page: about four screens of a phone, and a first view far below 30 KB. */
const pageSize = 50

interface Prepared {
  readonly row: PublicHotspot
  readonly searchText: string
}

export interface HotspotList {
  /** The page that a request asks for. Residents do not see places that are planned or retired. */
  readonly readPage: (c: Context<HttpEnv>, view: View, audience: 'public' | 'staff') => ListPage
  /** How many places residents are told of, and how many of them work. */
  readonly countForResidents: () => { readonly working: number; readonly total: number }
}

const readFilter = (c: Context<HttpEnv>): HotspotFilter => ({
  q: (c.req.query('q') ?? '').slice(0, searchLimit),
  kecamatan: (c.req.query('kecamatan') ?? '').slice(0, searchLimit),
  kind: (c.req.query('kind') ?? '').slice(0, searchLimit),
  state: findShownState(c.req.query('state')),
})

const isForResidents = (row: PublicHotspot): boolean =>
  row.lifecycle !== 'planned' && row.lifecycle !== 'retired'

const listChoices = (view: View, rows: readonly Prepared[]): ListPage['choices'] => {
  const kecamatan = new Set<string>()
  const kinds = new Set<string>()
  for (const { row } of rows) {
    if (row.kecamatan !== null) kecamatan.add(row.kecamatan)
    kinds.add(row.kind)
  }
  const collator = new Intl.Collator(view.language)
  return {
    kecamatan: [...kecamatan].sort(collator.compare),
    kinds: [...kinds].sort((a, b) =>
      collator.compare(toKindName(view.t, a), toKindName(view.t, b)),
    ),
  }
}

/** When a closed place opens, epoch ms; null for one that is open, or whose hours nobody knows. */
export const findOpensAt = (deps: PageDeps, row: PublicHotspot): number | null => {
  const status = deps.live.hotspots.get(row.id)
  if (status === undefined || row.openNow !== false) return null
  const opening = deps.places.findOpening(status.hotspot, deps.now())
  return opening?.isOpen === false ? opening.changesAt : null
}

const listOpensAt = (deps: PageDeps, rows: readonly PublicHotspot[]): ListPage['opensAt'] =>
  new Map(
    rows.flatMap((row) => {
      const at = findOpensAt(deps, row)
      return at === null ? [] : [[row.id, at] as const]
    }),
  )

const clampPage = (text: string | undefined, pages: number): number => {
  const page = /^\d{1,6}$/.test(text ?? '') ? Number(text) : 1
  return Math.min(Math.max(1, page), Math.max(1, pages))
}

/** Lists over the live inventory. Sorting names is slow, so their order is kept until the rows change. */
export const createHotspotList = (deps: PageDeps): HotspotList => {
  const collator = new Intl.Collator('id', { numeric: true })
  let source: unknown = null
  let byName: readonly Prepared[] = []
  const prepare = (): readonly Prepared[] => {
    const { rows } = deps.present
    if (rows === source) return byName
    byName = [...rows.values()]
      .sort((a, b) => collator.compare(a.name.slice(0, 100), b.name.slice(0, 100)))
      .map((row) => ({
        row,
        searchText: toSearchText(row, deps.live.hotspots.get(row.id)?.hotspot.address ?? ''),
      }))
    source = rows
    return byName
  }
  return {
    readPage: (c, view, audience) => {
      const filter = readFilter(c)
      const words = toSearchWords(filter.q)
      const compare = audience === 'public' ? compareForResidents : compareForStaff
      const all =
        audience === 'public' ? prepare().filter(({ row }) => isForResidents(row)) : prepare()
      // A state means what its reader sees.
      const toState = audience === 'public' ? toResidentState : toShownState
      const { state } = filter
      const found = all.filter(
        ({ row, searchText }) =>
          matchesFilter(row, searchText, { ...filter, state: undefined }, words) &&
          (state === undefined || toState(row) === state),
      )
      const pages = Math.max(1, Math.ceil(found.length / pageSize))
      const page = clampPage(c.req.query('page'), pages)
      const rows = found
        .toSorted((a, b) => compare(a.row, b.row))
        .slice((page - 1) * pageSize, page * pageSize)
        .map(({ row }) => row)
      return {
        filter,
        choices: listChoices(view, all),
        rows,
        opensAt: listOpensAt(deps, rows),
        found: found.length,
        total: all.length,
        page,
        pages,
      }
    },
    countForResidents: () => {
      const all = prepare().filter(({ row }) => isForResidents(row))
      const working = all.filter(({ row }) => toResidentState(row) === 'up').length
      return { working, total: all.length }
    },
  }
}
