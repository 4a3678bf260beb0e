/** A body that is prepared once and sent many times: bytes in three encodings, each with its headers. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Context } from 'hono'
import type { Encoding } from './encoding.ts'
import { chooseEncoding } from './encoding.ts'
import type { HeaderSet } from './headers.ts'
import type { HttpEnv } from './request.ts'
import { getRequestId, identifyRequest, readHeader } from './request.ts'

type Bytes = Uint8Array<ArrayBuffer>

interface Answer {
  readonly status: 200 | 304
  readonly headers: HeaderSet
  /** The same headers as node:http takes them fastest: name, value, name, value … */
  readonly pairs: readonly string[]
  readonly bytes: Bytes | null
}

interface Variant {
  readonly bytes: Bytes
  readonly etag: string
  readonly found: Answer
  readonly notModified: Answer
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

const toAnswer = (status: Answer['status'], headers: HeaderSet, bytes: Bytes | null): Answer => ({
  status,
  headers,
  pairs: Object.entries(headers).flat(),
  bytes,
})

const toVariant = (source: DocumentSource, encoding: Encoding, bytes: Bytes): Variant => {
  const etag = `"${source.tag}${suffixes[encoding]}"`
  const { 'Content-Type': type = 'application/octet-stream', ...others } = source.headers
  const shared: HeaderSet = { ...others, ETag: etag, Vary: 'Accept-Encoding' }
  const headers: HeaderSet = {
    'Content-Type': type,
    'Content-Length': String(bytes.byteLength),
    ...(encoding === 'identity' ? {} : { 'Content-Encoding': encoding }),
    ...shared,
  }
  return {
    bytes,
    etag,
    found: toAnswer(200, headers, bytes),
    notModified: toAnswer(304, shared, null),
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
  live: { gzip: 5, brotli: 4 },
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

const selectAnswer = (
  document: Document,
  accepted: string | undefined,
  known: string | undefined,
): Answer => {
  const variant = document[chooseEncoding(accepted)] ?? document.identity
  if (known === undefined) return variant.found
  return known === variant.etag || isNamed(known, document) ? variant.notModified : variant.found
}

/** Answers with prepared bytes, or with 304 when the client names them in `If-None-Match`. */
export const sendDocument = (c: Context<HttpEnv>, document: Document): Response => {
  const accepted = readHeader(c, 'accept-encoding')
  const { status, headers, bytes } = selectAnswer(
    document,
    accepted,
    readHeader(c, 'if-none-match'),
  )
  return new Response(bytes, { status, headers: { ...headers, 'X-Request-Id': getRequestId(c) } })
}

/** The same answer without a `Request` and a `Response` object: for what most clients ask most of the time. */
export const writeDocument = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  document: Document,
): void => {
  const accepted = incoming.headers['accept-encoding']
  const known = incoming.headers['if-none-match']
  const { status, pairs, bytes } = selectAnswer(
    document,
    typeof accepted === 'string' ? accepted : undefined,
    known,
  )
  outgoing.writeHead(status, [...pairs, 'X-Request-Id', identifyRequest(incoming)])
  outgoing.end(bytes)
}
