/** Which text is the URL of a page that may be probed. */
import { canonicalHost } from './address-policy.ts'

/** Scheme and host as they are written, before a URL parser reads `0x7f.1` as an address or drops a line break. */
const written = /^https?:\/\/(\[[^\]]*\]|[^/?#:@\\[\]]*)(?=[:/?#]|$)/i

const toPlainHost = (host: string): string => (host.startsWith('[') ? host.slice(1, -1) : host)

/** Host without the brackets of IPv6. */
export const toUrlHost = (url: URL): string => toPlainHost(url.hostname)

/**
 * The URL, without its fragment, of an http(s) page whose host is written as an address or an ASCII host name and
 * that carries no user name. Null for all else.
 */
export const parseWebUrl = (text: string): URL | null => {
  const raw = written.exec(text)?.[1]
  if (raw === undefined || !URL.canParse(text)) return null
  const host = canonicalHost(toPlainHost(raw))
  const url = new URL(text)
  const parsed = canonicalHost(toUrlHost(url))
  if (host === null || JSON.stringify(host) !== JSON.stringify(parsed)) return null
  url.hash = ''
  return url
}
