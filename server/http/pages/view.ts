/** Language, formats and the monitor's own condition for one request. */
import { getCookie, setCookie } from 'hono/cookie'
import type { Context } from 'hono'
import { createFormatter, type Formatter } from '../../../web/i18n/format.ts'
import {
  dictionaryOf,
  findAcceptedLanguage,
  findLanguage,
  languages,
  type Language,
} from '../../../web/i18n/language.ts'
import type { View } from '../../../web/pages/view.ts'
import type { PageDeps } from '../deps.ts'
import { readHeader, type HttpEnv } from '../request.ts'
import { readAssets, type PageName } from './assets.ts'

const cookieName = 'lang'
const yearSeconds = 365 * 24 * 3600

export type CreateView = (c: Context<HttpEnv>, page: PageName) => View

/** Stated in the address, else chosen earlier, else what the browser asks for, else Indonesian. */
const chooseLanguage = (c: Context<HttpEnv>, stated: Language | undefined): Language =>
  stated ??
  findLanguage(getCookie(c, cookieName)) ??
  findAcceptedLanguage(readHeader(c, 'accept-language')) ??
  'id'

/** What a page's address can say, besides its language. */
const pageParameters = ['q', 'kecamatan', 'kind', 'state', 'page', 'id', 'at', 'month'] as const

/** Longest value of a page's address that comes back in its links, characters. */
const longestParameter = 100

/** Path and query without `lang`, so that a language link can set its own; what no page knows is left out. */
const toPath = (c: Context<HttpEnv>): string => {
  const kept = new URLSearchParams()
  for (const name of pageParameters) {
    const value = c.req.query(name)
    if (value !== undefined && value !== '') kept.set(name, value.slice(0, longestParameter))
  }
  const query = kept.toString()
  return query === '' ? c.req.path : `${c.req.path}?${query}`
}

/** Prepares what all requests share; the result makes the view of one request. */
export const createViewFactory = (deps: PageDeps): CreateView => {
  const { timezone, isDemo } = deps.settings
  const assets = readAssets(deps.webRoot)
  const formatters = new Map<Language, Formatter>(
    languages.map((language) => [language, createFormatter(language, timezone)]),
  )
  return (c, page) => {
    const stated = findLanguage(c.req.query('lang'))
    const language = chooseLanguage(c, stated)
    if (stated !== undefined) {
      setCookie(c, cookieName, stated, { path: '/', maxAge: yearSeconds, sameSite: 'Lax' })
    }
    const { blind, faults, lastRound } = deps.present.summary
    return {
      language,
      statedLanguage: stated ?? null,
      t: dictionaryOf(language),
      format: formatters.get(language) ?? createFormatter(language, timezone),
      timezone,
      now: deps.now(),
      path: toPath(c),
      isDemo,
      monitor: { blind, faults, lastRound },
      assets: assets[page],
    }
  }
}
