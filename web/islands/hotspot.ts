/** Draws the latency of the last 24 hours; the library is loaded only when the chart comes into view. */
import { createFormatter } from '../i18n/format.ts'
import { dictionaryOf, findLanguage } from '../i18n/language.ts'
import type { LatencyCheck } from './latency-chart.ts'

const dayMs = 86_400_000

const readColour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim()

const load = async (place: HTMLElement, now: number): Promise<readonly LatencyCheck[]> => {
  const query = new URLSearchParams({ from: String(now - dayMs), to: String(now) })
  const response = await fetch(`${place.dataset['source'] ?? ''}?${query.toString()}`)
  if (!response.ok) throw new Error(`latency answered ${String(response.status)}`)
  const { checks } = (await response.json()) as { checks: readonly LatencyCheck[] }
  return checks.filter((check) => check.items.some((item) => item.avgMs !== null))
}

const draw = async (place: HTMLElement): Promise<void> => {
  const now = Number(place.dataset['now'])
  const [checks, { drawLatency }] = await Promise.all([
    load(place, now),
    import('./latency-chart.ts'),
  ])
  if (checks.length === 0) return
  const language = findLanguage(document.documentElement.lang) ?? 'id'
  drawLatency(place, checks, {
    from: now - dayMs,
    to: now,
    format: createFormatter(language, place.dataset['timezone'] ?? 'Asia/Jakarta'),
    words: dictionaryOf(language),
    colours: ['--accent', '--degraded', '--up', '--down'].map(readColour),
    text: readColour('--soft'),
    grid: readColour('--line'),
  })
}

const place = document.getElementById('chart')
if (place !== null) {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return
      observer.disconnect()
      // Without the chart its summary and its table still stand there.
      draw(place).catch(() => {
        place.hidden = true
      })
    },
    { rootMargin: '200px' },
  )
  observer.observe(place)
}
