/** Joins the live stream to the picture of the city, and says how fresh it is. */
import type { Formatter } from '../../i18n/format.ts'
import type { Dictionary } from '../../i18n/id.ts'
import type { RoundStatus } from '../../../server/domain/hotspot.ts'
import type { PublicHotspot, Summary } from '../../../server/domain/present-status.ts'
import type { PublicOutage } from '../../../server/domain/public-outage.ts'
import { toShownState } from '../../state/shown-state.ts'
import { getElement, setText } from '../dom.ts'
import { openStream, type Freshness, type StreamEventName } from '../stream.ts'
import type { City, Told } from './city.ts'

interface LiveOptions {
  readonly city: City
  readonly freshness: Freshness
  readonly words: Dictionary
  readonly format: Formatter
  /** After each round: ages are due. */
  readonly onRound: () => void
  /** The monitor may see, or lack, something else than before. */
  readonly onMonitor: () => void
}

interface Stamp {
  readonly generatedAt: number
}

/** After a failed load the next try comes after this time. */
const retryMs = 5_000

/** Changes within this time are read out as one sentence. */
const gatherMs = 1_500

const createAnnouncer = (words: Dictionary, format: Formatter) => {
  const waiting = new Map<string, string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  return (row: PublicHotspot): void => {
    waiting.set(row.id, words.staff.changed(row.name.slice(0, 80), words.state[toShownState(row)]))
    clearTimeout(timer)
    timer = setTimeout(() => {
      const [only = ''] = waiting.values()
      const count = format.number(waiting.size)
      setText(getElement('said'), waiting.size === 1 ? only : words.staff.changedMany(count))
      waiting.clear()
    }, gatherMs)
  }
}

/** Loads the whole picture until it is there. */
const createLoader = ({ city, words }: LiveOptions) => {
  let isLoading = false
  const load = async (): Promise<void> => {
    if (isLoading) return
    isLoading = true
    try {
      await city.load()
    } catch {
      setText(getElement('live'), words.staff.loadFailed)
      setTimeout(() => void load(), retryMs)
    } finally {
      isLoading = false
    }
  }
  return load
}

const createStatus = ({ freshness, words, format }: LiveOptions) => {
  let isConnected = false
  const showAge = (): void => {
    const stale = getElement('stale')
    const isStale = freshness.isStale()
    if (isStale) setText(stale, words.staff.stale(format.dateTime(freshness.lastAt())))
    stale.hidden = !isStale
    const age = format.duration(freshness.now() - freshness.lastAt())
    setText(getElement('data-age'), words.footer.data(format.dateTime(freshness.lastAt()), age))
    const live = getElement('live')
    live.classList.toggle('on', isConnected && !isStale)
    const at = format.clockSeconds(freshness.lastAt())
    setText(live, isConnected ? words.staff.live(at) : words.staff.reconnecting)
  }
  return {
    showAge,
    setConnected: (value: boolean) => {
      isConnected = value
      showAge()
    },
  }
}

/** Starts the stream. The first event is always a snapshot, also after every reconnection. */
export const startLive = (options: LiveOptions): { readonly load: () => Promise<void> } => {
  const { city, freshness, words, format, onRound, onMonitor } = options
  const announce = createAnnouncer(words, format)
  const load = createLoader(options)
  const status = createStatus(options)
  const actions: Readonly<Record<StreamEventName, (data: Stamp) => void>> = {
    snapshot: (data) => {
      const { lastRound } = data as Summary
      freshness.see(lastRound?.finishedAt ?? data.generatedAt)
      onMonitor()
      // The picture that is being loaded, or was, may be newer than this summary.
      if (data.generatedAt > city.loadedAt()) void load()
    },
    health: (data) => {
      const row = data as Told<PublicHotspot>
      freshness.see(data.generatedAt)
      city.setRow(row)
      announce(row)
    },
    outage: (data) => {
      freshness.see(data.generatedAt)
      city.setOutage(data as Told<PublicOutage>)
    },
    round: (data) => {
      freshness.see((data as Stamp & Pick<RoundStatus, 'finishedAt'>).finishedAt)
      onRound()
      onMonitor()
    },
    blind: (data) => {
      freshness.see(data.generatedAt)
      onMonitor()
    },
  }
  openStream({
    onEvent: (name, data) => {
      actions[name](data)
      status.showAge()
    },
    onState: status.setConnected,
  })
  setInterval(status.showAge, 1_000)
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && freshness.isStale()) void load()
  })
  return { load }
}
