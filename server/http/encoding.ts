/** Which of the prepared encodings a client gets (RFC 9110, 12.5.3). */

export type Encoding = 'br' | 'gzip' | 'identity'

/** Browsers send a handful of different headers: each is read once. */
const known = new Map<string, Encoding>()
const knownLimit = 200

const readWeight = (parameters: readonly string[]): number => {
  const weight = parameters.map((one) => one.trim()).find((one) => one.startsWith('q='))
  if (weight === undefined) return 1
  const value = Number(weight.slice(2))
  return Number.isFinite(value) ? value : 0
}

const parseEncoding = (header: string): Encoding => {
  const weights = new Map<string, number>()
  for (const part of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';')
    weights.set(name.trim(), readWeight(parameters))
  }
  const rest = weights.get('*') ?? 0
  const br = weights.get('br') ?? rest
  const gzip = weights.get('gzip') ?? weights.get('x-gzip') ?? rest
  if (br > 0 && br >= gzip) return 'br'
  return gzip > 0 ? 'gzip' : 'identity'
}

/** The best prepared encoding for an `Accept-Encoding` header; without one the bytes go as they are. */
export const chooseEncoding = (header: string | undefined): Encoding => {
  if (header === undefined) return 'identity'
  const found = known.get(header)
  if (found !== undefined) return found
  const encoding = parseEncoding(header)
  if (known.size < knownLimit) known.set(header, encoding)
  return encoding
}
