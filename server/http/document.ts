/** A body that is prepared once and sent many times: bytes in three encodings, each with its headers. */
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Context } from 'hono'
import type { Encoding } from './encoding.ts'
import { chooseEncoding } from './encoding.ts'
import type { HeaderSet } from './headers.ts'
import type { HttpEnv } from './request.ts'
import { getRequestId, readHeader } from './request.ts'

type Bytes = Uint8Array<ArrayBuffer>

interface Variant {
  readonly bytes: Bytes
  readonly etag: string
  readonly headers: HeaderSet
  readonly notModifiedHeaders: HeaderSet
}

export interface Document {
  readonly identity: Variant
  /** Null until compressed, or when it saves nothing. */
  readonly gzip: Variant | null
  readonly br: Variant | null
}

export interface DocumentSource {
  readonly bytes: Bytes
  /** Without quotes; two different bodies never share it. */
  readonly tag: string
  /** Headers of every answer, `Content-Type` among them. */
  readonly headers: HeaderSet
}

const compressGzip = promisify<Uint8Array, object, Uint8Array>(gzip)
const compressBrotli = promisify<Uint8Array, object, Uint8Array>(brotliCompress)

/** Below it the headers of compression cost more than it saves. */
const smallestCompressed = 512

const suffixes: Readonly<Record<Encoding, string>> = { identity: '', gzip: '-gz', br: '-br' }

const toVariant = (source: DocumentSource, encoding: Encoding, bytes: Bytes): Variant => {
  const etag = `"${source.tag}${suffixes[encoding]}"`
  const shared: HeaderSet = { ...source.headers, ETag: etag, Vary: 'Accept-Encoding' }
  const encoded = encoding === 'identity' ? shared : { ...shared, 'Content-Encoding': encoding }
  const { 'Content-Type': _type, ...notModifiedHeaders } = shared
  return {
    bytes,
    etag,
    headers: { ...encoded, 'Content-Length': String(bytes.byteLength) },
    notModifiedHeaders,
  }
}

/** A document that can be sent at once, not yet compressed. */
export const toPlainDocument = (source: DocumentSource): Document => ({
  identity: toVariant(source, 'identity', source.bytes),
  gzip: null,
  br: null,
})

/** How hard to compress: `live` bytes change every round, `lasting` ones never. */
const levels = {
  live: { gzip: 6, brotli: 4 },
  lasting: { gzip: 9, brotli: 10 },
} as const

/** The same document with its compressed variants; the work is done in zlib's own threads. */
export const compressDocument = async (
  source: DocumentSource,
  effort: keyof typeof levels,
): Promise<Document> => {
  const plain = toPlainDocument(source)
  if (source.bytes.byteLength < smallestCompressed) return plain
  const level = levels[effort]
  // One after the other: the pool also serves files and name look-ups.
  const gzipped = await compressGzip(source.bytes, { level: level.gzip })
  const brotli = await compressBrotli(source.bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: level.brotli,
      [constants.BROTLI_PARAM_SIZE_HINT]: source.bytes.byteLength,
    },
  })
  return {
    ...plain,
    gzip: toVariant(source, 'gzip', new Uint8Array(gzipped)),
    br: toVariant(source, 'br', new Uint8Array(brotli)),
  }
}

const isNamed = (header: string, document: Document): boolean => {
  if (header === '*') return true
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return [document.identity, document.gzip, document.br].some(
    (variant) => variant !== null && tags.includes(variant.etag),
  )
}

/** Answers with prepared bytes, or with 304 when the client names them in `If-None-Match`. */
export const sendDocument = (c: Context<HttpEnv>, document: Document): Response => {
  const encoding = chooseEncoding(readHeader(c, 'accept-encoding'))
  const variant = document[encoding] ?? document.identity
  const known = readHeader(c, 'if-none-match')
  if (known !== undefined && (known === variant.etag || isNamed(known, document))) {
    const headers = { ...variant.notModifiedHeaders, 'X-Request-Id': getRequestId(c) }
    return new Response(null, { status: 304, headers })
  }
  const headers = { ...variant.headers, 'X-Request-Id': getRequestId(c) }
  return new Response(variant.bytes, { headers })
}
