/** Keeps the sentences about the monitor itself current: they come with no event of their own. */
import type { Summary } from '../../../server/domain/present-status.ts'
import type { Formatter } from '../../i18n/format.ts'
import type { Dictionary } from '../../i18n/id.ts'
import { toMonitorNotices } from '../../i18n/notices.ts'
import { createElement, getElement } from '../dom.ts'

interface NoticeOptions {
  readonly words: Dictionary
  readonly format: Formatter
  readonly now: () => number
}

const show = (texts: readonly string[]): void => {
  const place = getElement('monitor-notices')
  const shown = [...place.children].map((one) => one.textContent)
  // Said again unchanged, a screen reader would read it again.
  if (shown.join('\n') === texts.join('\n')) return
  place.replaceChildren(...texts.map((text) => createElement('p', 'notice', text)))
}

/** Asks for the summary and shows what is wrong, in the words of staff. */
export const createNotices = ({ words, format, now }: NoticeOptions) => ({
  refresh: async (): Promise<void> => {
    const response = await fetch('/api/v1/summary', { cache: 'no-cache' })
    if (!response.ok) return
    const monitor = (await response.json()) as Summary
    show(toMonitorNotices({ t: words, format, now: now(), monitor }, 'staff'))
  },
})
