/** Sends what a page made: encoded for the client, with the headers that its caches need. */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Context } from 'hono'
import { chooseEncoding, type Encoding } from '../encoding.ts'
import { readHeader, type HttpEnv } from '../request.ts'

const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)

/** Quality 5 costs about what gzip 6 does, and a page is made for one request. */
const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }

const encode = async (text: string, encoding: Encoding): Promise<Buffer> => {
  if (encoding === 'br') return toBrotli(text, brotliOptions)
  if (encoding === 'gzip') return toGzip(text)
  return Buffer.from(text)
}

interface Body {
  readonly text: string
  readonly type: string
  readonly status?: number
}

const send = async (c: Context<HttpEnv>, body: Body): Promise<Response> => {
  const encoding = chooseEncoding(readHeader(c, 'accept-encoding'))
  const bytes = await encode(body.text, encoding)
  c.status((body.status ?? 200) as Parameters<typeof c.status>[0])
  c.header('Content-Type', body.type)
  c.header('Vary', 'Accept-Encoding, Accept-Language, Cookie')
  if (encoding !== 'identity') c.header('Content-Encoding', encoding)
  return c.body(new Uint8Array(bytes))
}

/** A whole page. `page` is rendered JSX, escaped by its renderer. */
export const sendPage = (
  c: Context<HttpEnv>,
  page: { toString: () => string },
  status = 200,
): Promise<Response> =>
  send(c, { text: `<!doctype html>${page.toString()}`, type: 'text/html; charset=utf-8', status })

/** Text that clients ask for again and again: with a tag of its content, so that they get it once. */
export const sendTagged = async (
  c: Context<HttpEnv>,
  text: string,
  type: string,
): Promise<Response> => {
  const tag = `W/"${createHash('sha1').update(text).digest('base64url')}"`
  c.header('ETag', tag)
  c.header('Cache-Control', 'no-cache')
  const known = (readHeader(c, 'if-none-match') ?? '').split(',').map((one) => one.trim())
  if (!known.includes(tag)) return send(c, { text, type })
  c.header('Vary', 'Accept-Encoding, Accept-Language, Cookie')
  return c.body(null, 304)
}
