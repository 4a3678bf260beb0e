/** What every page is given besides its own facts: language, formats, the present and the built files. */
import type { Formatter } from '../i18n/format.ts'
import type { Dictionary } from '../i18n/id.ts'
import type { Language } from '../i18n/language.ts'
import type { Summary } from '../../server/domain/present-status.ts'

/** Addresses of the built files of one page. */
export interface PageAssets {
  readonly styles: readonly string[]
  readonly scripts: readonly string[]
}

/** Own condition of the monitor, for the notices and the footer. */
export type MonitorFacts = Pick<Summary, 'blind' | 'faults' | 'lastRound'>

export interface View {
  readonly language: Language
  /** Language that the address itself states; links carry it on. Null = cookie or browser decided. */
  readonly statedLanguage: Language | null
  readonly t: Dictionary
  readonly format: Formatter
  /** IANA zone in which instants are written. */
  readonly timezone: string
  /** When the page was made, epoch ms. */
  readonly now: number
  /** Own path and query without `lang`, for the language links. */
  readonly path: string
  readonly isDemo: boolean
  readonly monitor: MonitorFacts
  readonly assets: PageAssets
}

type Parameters = Readonly<Record<string, string | undefined>>

/** An address of this site with its query; empty values are left out and a stated language is kept. */
export const toLink = (view: View, path: string, parameters: Parameters = {}): string => {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') search.set(name, value)
  }
  if (view.statedLanguage !== null) search.set('lang', view.statedLanguage)
  const query = search.toString()
  return query === '' ? path : `${path}?${query}`
}

/** The page of one hotspot. */
export const toHotspotLink = (view: View, id: string): string =>
  toLink(view, `/hotspots/${encodeURIComponent(id)}`)
