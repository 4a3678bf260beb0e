/** Renders pages to text, from a view made by hand. */
import { createFormatter } from '../../../web/i18n/format.ts'
import { dictionaryOf, type Language } from '../../../web/i18n/language.ts'
import type { View } from '../../../web/pages/view.ts'
import type { PublicHotspot } from '../../../server/domain/present-status.ts'

/** 2026-01-15 10:00 in Jakarta. */
export const now = Date.UTC(2026, 0, 15, 3)

export const minuteMs = 60_000

export const createView = (changed: Partial<View> = {}, language: Language = 'id'): View => ({
  language,
  statedLanguage: null,
  t: dictionaryOf(language),
  format: createFormatter(language, 'Asia/Jakarta'),
  timezone: 'Asia/Jakarta',
  now,
  path: '/',
  isDemo: false,
  monitor: { blind: null, faults: [], lastRound: null },
  assets: { styles: ['/assets/base.css'], scripts: ['/assets/island.js'] },
  ...changed,
})

export const createRow = (changed: Partial<PublicHotspot> = {}): PublicHotspot => ({
  id: 'taman-a',
  name: 'Taman A',
  kind: 'taman',
  kecamatan: 'Beji',
  kelurahan: 'Kukusan',
  areaCode: null,
  lat: -6.3,
  lon: 106.8,
  coordinateBasis: 'office',
  lifecycle: 'active',
  health: 'up',
  healthSince: now - 90 * minuteMs,
  healthReason: null,
  checkedAt: now - minuteMs,
  openNow: null,
  maintenance: null,
  layers: [],
  ...changed,
})

/** The text that a reader gets: without tags, one blank between words. */
export const toText = (html: { toString: () => string }): string =>
  html
    .toString()
    .replaceAll(/<(svg|title|head)[ >].*?<\/\1>/gs, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()

/** The HTML of a page. */
export const toHtml = (page: { toString: () => string }): string => page.toString()
