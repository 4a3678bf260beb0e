/** Which hotspots a search asks for: one rule for the server's lists and the staff's map. */
import type { PublicHotspot } from '../../server/domain/present-status.ts'
import { toShownState, type ShownState } from './shown-state.ts'

/** Empty text or undefined means: all. */
export interface HotspotFilter {
  readonly q: string
  readonly kecamatan: string
  readonly kind: string
  readonly state: ShownState | undefined
}

/** Longest search text that is looked at, in characters. */
export const searchLimit = 100

/** Small letters without accents, one blank between words. */
const foldText = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

type Searched = Pick<PublicHotspot, 'name' | 'kind' | 'kecamatan' | 'kelurahan' | 'id'>

/** The folded text in which words are searched; a hotspot's name counts up to 300 characters. */
export const toSearchText = (row: Searched, more = ''): string =>
  foldText(
    `${row.name.slice(0, 300)} ${row.kind} ${row.kecamatan ?? ''} ${row.kelurahan ?? ''} ${row.id} ${more}`,
  )

/** The words of a search; each must appear. */
export const toSearchWords = (q: string): readonly string[] =>
  foldText(q.slice(0, searchLimit))
    .split(' ')
    .filter((word) => word !== '')

/** Whether a hotspot answers the filter. `words` are those of its `q`, made once for many rows. */
export const matchesFilter = (
  row: PublicHotspot,
  searchText: string,
  filter: HotspotFilter,
  words: readonly string[],
): boolean =>
  (filter.kecamatan === '' || row.kecamatan === filter.kecamatan) &&
  (filter.kind === '' || row.kind === filter.kind) &&
  (filter.state === undefined || toShownState(row) === filter.state) &&
  words.every((word) => searchText.includes(word))
