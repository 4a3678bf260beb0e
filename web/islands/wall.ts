/** Keeps the wallboard current: takes the newest copy of its own page, and recovers by itself. */
import { createFormatter, type Formatter } from '../i18n/format.ts'
import { dictionaryOf, findLanguage } from '../i18n/language.ts'
import { getElement } from './dom.ts'
import { createFreshness, openStream, type Freshness } from './stream.ts'

/** Events that come closer together are shown together. */
const gatherMs = 400
/** Also without any event, so that ages go on and a dead stream is no dead board. */
const longestMs = 30_000

const language = findLanguage(document.documentElement.lang) ?? 'id'
const words = dictionaryOf(language)

const readFacts = (): { freshness: Freshness; format: Formatter } => {
  const { now, freshAt, staleAfterMs, timezone } = getElement('facts').dataset
  return {
    freshness: createFreshness(Number(now), Number(freshAt), Number(staleAfterMs)),
    format: createFormatter(language, timezone ?? 'Asia/Jakarta'),
  }
}

let facts = readFacts()
let pending: ReturnType<typeof setTimeout> | undefined
let isLoading = false
let loadedAt = performance.now()

const showClock = (): void => {
  const { format, freshness } = facts
  const clock = document.getElementById('clock')
  if (clock !== null) clock.textContent = format.clock(freshness.now())
  const stale = getElement('stale')
  stale.hidden = !freshness.isStale()
  if (!stale.hidden) {
    stale.textContent = words.staff.stale(format.dateTime(freshness.lastAt()))
  }
}

const scriptOf = (page: Document): string | null | undefined =>
  page.querySelector('script[src]')?.getAttribute('src')

/** Text parsed by DOMParser runs nothing; it is our own page, escaped by the server. */
const showPage = (html: string): void => {
  const page = new DOMParser().parseFromString(html, 'text/html')
  // A new version of the program: start it, rather than show its page with our old script.
  if (scriptOf(page) !== scriptOf(document)) {
    location.reload()
    return
  }
  for (const id of ['content', 'monitor-notices', 'data-age']) {
    const next = page.getElementById(id)
    if (next !== null) getElement(id).replaceChildren(...next.childNodes)
  }
  facts = readFacts()
  showClock()
}

const load = async (): Promise<void> => {
  if (isLoading) return
  isLoading = true
  loadedAt = performance.now()
  try {
    const response = await fetch(location.href, { signal: AbortSignal.timeout(10_000) })
    if (response.ok) showPage(await response.text())
  } catch {
    // The server cannot be reached: the board marks itself as old, and the next try comes by itself.
  } finally {
    isLoading = false
  }
}

const loadSoon = (): void => {
  clearTimeout(pending)
  pending = setTimeout(() => void load(), gatherMs)
}

openStream({ onEvent: loadSoon, onState: () => undefined })
setInterval(() => {
  showClock()
  if (performance.now() - loadedAt > longestMs) void load()
}, 1000)
showClock()
document.documentElement.dataset['ready'] = 'true'
