/** Takes in a page from a hostile server: decoded, counted, and never more than the limit. */
import type { Transform } from 'node:stream'
import { createBrotliDecompress, createUnzip } from 'node:zlib'

/** Decoded bytes that are read and judged; what lies beyond is not read. */
const bodyLimit = 256 * 1024

/** Wire bytes of a coded body: a stream that decodes to nothing must end as well. */
const codedLimit = 2 * bodyLimit

/** `full`: the limit is reached. `broken`: the coding is not what the header said. */
export type BodyEnd = 'full' | 'broken'

export interface Body {
  /** Takes one piece off the wire. */
  readonly write: (piece: Buffer) => void
  /** The server has sent everything; calls back when all of it is decoded, unless `onEnd` was called before. */
  readonly finish: (done: () => void) => void
  /** Text read so far; empty when it was not to be kept. */
  readonly text: () => string
  /** Frees what decoding holds. Must be called, at any time. */
  readonly close: () => void
}

export interface BodyOptions {
  readonly isTextWanted: boolean
  readonly contentEncoding: string
  readonly contentType: string
  /** Called at most once, when reading must stop. */
  readonly onEnd: (end: BodyEnd) => void
}

const createDecoder = (encoding: string): Transform | null => {
  switch (encoding.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
    case 'deflate':
      // Unzip tells gzip and zlib streams apart by their first bytes.
      return createUnzip()
    case 'br':
      return createBrotliDecompress()
    default:
      return null
  }
}

/** One growing buffer: a page that trickles in as single bytes must not cost an object per byte. */
const createStore = (isKept: boolean) => {
  let bytes = Buffer.alloc(0)
  let length = 0
  return {
    /** Returns false when the limit is reached. */
    add: (piece: Buffer): boolean => {
      const taken = Math.min(piece.length, bodyLimit - length)
      if (isKept && length + taken > bytes.length) {
        const grown = Buffer.allocUnsafe(
          Math.min(bodyLimit, Math.max(4096, 2 * bytes.length, length + taken)),
        )
        bytes.copy(grown, 0, 0, length)
        bytes = grown
      }
      if (isKept) piece.copy(bytes, length, 0, taken)
      length += taken
      return length < bodyLimit
    },
    read: (): Buffer => (isKept ? bytes.subarray(0, length) : bytes),
  }
}

const decodeText = (bytes: Buffer, contentType: string): string => {
  const charset = /charset="?([\w-]{1,40})/i.exec(contentType)?.[1]
  if (charset === undefined || /^utf-?8$/i.test(charset)) return bytes.toString('utf8')
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch (error) {
    // A charset that nobody knows is the page's own mistake; browsers then fall back too.
    if (error instanceof RangeError) return bytes.toString('utf8')
    throw error
  }
}

const createPlainBody = (options: BodyOptions): Body => {
  const store = createStore(options.isTextWanted)
  let isOver = false
  return {
    write: (piece) => {
      if (isOver || store.add(piece)) return
      isOver = true
      options.onEnd('full')
    },
    finish: (done) => {
      if (!isOver) done()
    },
    text: () => decodeText(store.read(), options.contentType),
    close: () => {
      isOver = true
    },
  }
}

const createCodedBody = (options: BodyOptions, decoder: Transform): Body => {
  const store = createStore(options.isTextWanted)
  let coded = 0
  let isOver = false
  const end = (why: BodyEnd): void => {
    if (isOver) return
    isOver = true
    decoder.destroy()
    options.onEnd(why)
  }
  decoder.on('data', (piece: Buffer) => {
    if (!isOver && !store.add(piece)) end('full')
  })
  decoder.on('error', () => {
    end('broken')
  })
  return {
    write: (piece) => {
      if (isOver) return
      coded += piece.length
      decoder.write(piece)
      if (coded >= codedLimit) end('full')
    },
    finish: (done) => {
      decoder.once('end', () => {
        if (isOver) return
        isOver = true
        done()
      })
      decoder.end()
    },
    text: () => decodeText(store.read(), options.contentType),
    close: () => {
      isOver = true
      decoder.destroy()
    },
  }
}

/** A coding that nobody asked for and we cannot read is taken as the bytes it is: expected text is then missing. */
export const createBody = (options: BodyOptions): Body => {
  const decoder = options.contentEncoding === '' ? null : createDecoder(options.contentEncoding)
  return decoder === null ? createPlainBody(options) : createCodedBody(options, decoder)
}
