/** The live stream: reconnects for ever, and knows how old the picture is. */

/** What a stream's events have in common. */
interface Stamped {
  readonly generatedAt: number
}

export interface StreamHandlers {
  /** Each event by its name, with its parsed data. */
  readonly onEvent: (name: StreamEventName, data: Stamped) => void
  readonly onState: (isConnected: boolean) => void
}

const eventNames = ['snapshot', 'health', 'outage', 'round', 'blind'] as const
export type StreamEventName = (typeof eventNames)[number]

const firstRetryMs = 3_000
const longestRetryMs = 60_000

/** Opens `/api/v1/events` and keeps it open. */
export const openStream = (handlers: StreamHandlers): void => {
  let retryMs = firstRetryMs
  const connect = (): void => {
    const source = new EventSource('/api/v1/events')
    source.addEventListener('open', () => {
      retryMs = firstRetryMs
      handlers.onState(true)
    })
    source.addEventListener('error', () => {
      handlers.onState(false)
      // The browser retries a broken line by itself, but gives up when the answer was an error.
      if (source.readyState !== EventSource.CLOSED) return
      setTimeout(connect, retryMs * (1 + Math.random() / 2))
      retryMs = Math.min(longestRetryMs, retryMs * 2)
    })
    for (const name of eventNames) {
      source.addEventListener(name, (event: MessageEvent<string>) => {
        handlers.onEvent(name, JSON.parse(event.data) as Stamped)
      })
    }
  }
  connect()
}

export interface Freshness {
  /** Something was measured or decided at this instant of the server's clock. */
  readonly see: (at: number) => void
  /** Newest instant seen, epoch ms of the server's clock. */
  readonly lastAt: () => number
  /** The server's clock, epoch ms: this machine's may be wrong by hours. */
  readonly now: () => number
  readonly isStale: () => boolean
}

/** @param serverNow the server's clock when the page was made, epoch ms */
export const createFreshness = (
  serverNow: number,
  freshAt: number,
  staleAfterMs: number,
): Freshness => {
  const offsetMs = serverNow - Date.now()
  let lastAt = freshAt
  const now = (): number => Date.now() + offsetMs
  return {
    see: (at) => {
      lastAt = Math.max(lastAt, at)
    },
    lastAt: () => lastAt,
    now,
    isStale: () => now() - lastAt > staleAfterMs,
  }
}
