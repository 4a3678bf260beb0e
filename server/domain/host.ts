/** What counts as the address of something that may be probed: canonical IP, RFC 1123 host name, plain http(s) URL. */
import ipaddr from 'ipaddr.js'

const maximumNameLength = 253
const maximumUrlLength = 2048

/** One label of a host name (RFC 1123 section 2.1): letters, digits and inner hyphens, at most 63. */
const labelPattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
/** Names whose last label looks like a number are addresses to some resolvers (`127.1`, `0x7f.1`): never names. */
const numericLabelPattern = /^(?:\d+|0x[0-9a-f]*)$/

const parseIpv6 = (text: string): string | null => {
  // A zone index (`%eth0`) names an interface of this machine, and brackets belong to URLs.
  if (!/^[0-9a-f:.]+$/i.test(text) || !ipaddr.IPv6.isValid(text)) return null
  const address = ipaddr.IPv6.parse(text)
  return address.isIPv4MappedAddress()
    ? address.toIPv4Address().toString()
    : address.toRFC5952String()
}

const parseName = (text: string): string | null => {
  const name = text.toLowerCase().replace(/\.$/, '')
  if (name.length === 0 || name.length > maximumNameLength) return null
  const labels = name.split('.')
  if (!labels.every((label) => labelPattern.test(label))) return null
  return numericLabelPattern.test(labels.at(-1) ?? '') ? null : name
}

/**
 * Reads a host: an IPv4 address of four decimal parts, an IPv6 address, or a host name.
 *
 * @returns its one canonical spelling (IPv6 as in RFC 5952, mapped IPv4 as IPv4, names in lower case without final
 *   dot), or null for everything else. The result has only `[a-z0-9.:-]` and begins with a letter, digit or colon.
 */
export const parseHost = (text: string): string | null => {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text).toString()
  if (text.includes(':')) return parseIpv6(text)
  return parseName(text)
}

/** A URL's authority as written, before the URL parser repairs it. */
const authorityPattern = /^https?:\/\/([^/?#]+)/i

const hasPlainAuthority = (text: string): boolean => {
  const authority = authorityPattern.exec(text)?.[1]
  if (authority === undefined || authority.includes('@')) return false
  const host = authority.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1')
  // The URL parser would read numbers as addresses (2130706433 is 127.0.0.1): what is written must already be a host.
  return parseHost(host) !== null
}

/**
 * Reads the URL of a portal page: http or https, no user name or password, a host as of `parseHost`.
 *
 * @returns the URL as the WHATWG URL standard writes it, without fragment; or null
 */
export const parsePortalUrl = (text: string): string | null => {
  if (text.length > maximumUrlLength || !/^[\x21-\x7e]+$/.test(text) || text.includes('\\')) {
    return null
  }
  if (!hasPlainAuthority(text) || !URL.canParse(text)) return null
  const url = new URL(text)
  if (url.port === '0') return null
  url.hash = ''
  return url.href
}
