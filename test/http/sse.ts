/** Reads server-sent events from a real socket. */

interface ServerEvent {
  readonly name: string
  readonly data: Record<string, unknown>
}

interface EventReader {
  readonly response: Response
  /** The next event; throws when the stream ends or nothing comes for five seconds. */
  readonly next: () => Promise<ServerEvent>
  /** Everything so far that is no event: comments and retry times. */
  readonly lines: string[]
  readonly close: () => void
}

const parseBlock = (block: string, lines: string[]): ServerEvent | null => {
  let name: string | undefined
  let data = ''
  for (const line of block.split('\n')) {
    if (line.startsWith('event: ')) name = line.slice(7)
    else if (line.startsWith('data: ')) data += line.slice(6)
    else lines.push(line)
  }
  return name === undefined ? null : { name, data: JSON.parse(data) as Record<string, unknown> }
}

export const openEvents = async (
  url: string,
  headers: Record<string, string> = {},
): Promise<EventReader> => {
  const aborter = new AbortController()
  const response = await fetch(`${url}/api/v1/events`, { headers, signal: aborter.signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (reader === undefined) throw new Error('no stream')
  const lines: string[] = []
  let text = ''
  const readBlock = async (): Promise<string> => {
    for (let end = text.indexOf('\n\n'); ; end = text.indexOf('\n\n')) {
      if (end >= 0) {
        const block = text.slice(0, end)
        text = text.slice(end + 2)
        return block
      }
      const { value, done } = await reader.read()
      if (done) throw new Error('the stream ended')
      text += value
    }
  }
  const next = async (): Promise<ServerEvent> => {
    for (;;) {
      const event = parseBlock(await readBlock(), lines)
      if (event !== null) return event
    }
  }
  return {
    response,
    lines,
    next: () =>
      Promise.race([
        next(),
        new Promise<never>((_resolve, reject) => {
          setTimeout(reject, 5000, new Error('no event came')).unref()
        }),
      ]),
    close: () => {
      aborter.abort()
    },
  }
}
