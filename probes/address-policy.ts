/** Which addresses may be probed at all, and what counts as an address or a host name. */
import { isIPv4, isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'

export interface AddressLists {
  /** Only these may be probed, even where the default would refuse. Undefined: all but the default refusals. */
  readonly allowed?: readonly string[] | undefined
  /** These may never be probed, whatever `allowed` says. */
  readonly refused?: readonly string[] | undefined
}

export interface AddressPolicy {
  /** True for an IP address, in any spelling that `canonicalHost` takes, that may be dialled. False for all else. */
  readonly isAllowed: (address: string) => boolean
}

export type CanonicalHost =
  | { readonly kind: 'ip'; readonly address: string }
  | { readonly kind: 'name'; readonly name: string }

/**
 * Refused unless allowed by name: this host, link-local with the cloud metadata service inside, multicast, reserved
 * and broadcast (IANA special-purpose registries, RFC 6890).
 */
const refusedByDefault = [
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Unspecified, loopback, and the long-deprecated IPv4-compatible addresses.
  '::/96',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
  'fd00:ec2::254/128',
  // Teredo and the local NAT64 prefix carry an IPv4 address where no fixed rule finds it.
  '2001::/32',
  '64:ff9b:1::/48',
]

/** RFC 1123 with an end that no C library reads as a number. */
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const numberLike = /^(?:\d+|0x[0-9a-f]*)$/

/** First and last address of an IPv4 range as numbers: a round asks for thousands of addresses. */
type V4Range = readonly [number, number]
type V6Range = readonly [ipaddr.IPv6, number]

interface Ranges {
  readonly v4: readonly V4Range[]
  readonly v6: readonly V6Range[]
}

const toNumber = (octets: readonly number[]): number =>
  octets.reduce((sum, octet) => sum * 256 + octet, 0)

/** Value of a dotted decimal address that `isIPv4` has accepted. */
const parseV4 = (text: string): number => {
  let sum = 0
  let octet = 0
  for (let index = 0; index < text.length; index += 1) {
    const digit = text.charCodeAt(index) - 48
    if (digit >= 0) octet = octet * 10 + digit
    else {
      sum = sum * 256 + octet
      octet = 0
    }
  }
  return sum * 256 + octet
}

const parseV6 = (text: string): ipaddr.IPv6 | null =>
  isIPv6(text) && !text.includes('%') ? ipaddr.IPv6.parse(text) : null

/** Prefixes that carry an IPv4 address, and its first byte: NAT64 (RFC 6052) and 6to4 (RFC 3056). */
const carriers = [
  { network: ipaddr.IPv6.parse('64:ff9b::'), prefix: 96, offset: 12 },
  { network: ipaddr.IPv6.parse('2002::'), prefix: 16, offset: 2 },
]

const findCarriedV4 = (address: ipaddr.IPv6): number | null => {
  const carrier = carriers.find(({ network, prefix }) => address.match(network, prefix))
  if (carrier === undefined) return null
  return toNumber(address.toByteArray().slice(carrier.offset, carrier.offset + 4))
}

const parsePrefix = (text: string | undefined, bits: number): number => {
  if (text === undefined) return bits
  return /^\d{1,3}$/.test(text) && Number(text) <= bits ? Number(text) : NaN
}

const parseNetwork = (text: string): readonly [ipaddr.IPv4 | ipaddr.IPv6, number] => {
  const [host = '', prefixText, ...rest] = text.trim().split('/')
  const isV4 = isIPv4(host)
  const address = isV4 ? ipaddr.IPv4.parse(host) : parseV6(host)
  const prefix = parsePrefix(prefixText, isV4 ? 32 : 128)
  if (address === null || rest.length > 0 || Number.isNaN(prefix)) {
    throw new Error(
      `"${text}" is not an address range: write it as 10.0.0.0/8, 192.0.2.7 or fd00::/8`,
    )
  }
  const Family = isV4 ? ipaddr.IPv4 : ipaddr.IPv6
  const network = Family.networkAddressFromCIDR(`${host}/${String(prefix)}`).toString()
  if (network !== address.toString()) {
    throw new Error(`"${text}" has bits set behind its prefix: write ${network}/${String(prefix)}`)
  }
  return [address, prefix]
}

const addRange = (text: string, v4: V4Range[], v6: V6Range[]): void => {
  const [address, prefix] = parseNetwork(text)
  if (address instanceof ipaddr.IPv4) {
    const first = toNumber(address.octets)
    v4.push([first, first + 2 ** (32 - prefix) - 1])
    return
  }
  if (address.isIPv4MappedAddress()) {
    throw new Error(`"${text}" is an IPv4 range in IPv6 spelling: write the IPv4 range`)
  }
  v6.push([address, prefix])
}

const parseRanges = (texts: readonly string[]): Ranges => {
  const v4: V4Range[] = []
  const v6: V6Range[] = []
  for (const text of texts) addRange(text, v4, v6)
  return { v4, v6 }
}

const hasV4 = ({ v4 }: Ranges, value: number): boolean =>
  v4.some(([first, last]) => value >= first && value <= last)

const hasV6 = ({ v6 }: Ranges, address: ipaddr.IPv6): boolean =>
  v6.some(([network, prefix]) => address.match(network, prefix))

/**
 * @param lists CIDR ranges or single addresses; an address without a prefix is itself
 * @throws Error that names the entry and how to write it
 */
export const createAddressPolicy = (lists: AddressLists = {}): AddressPolicy => {
  const allowed = lists.allowed === undefined ? null : parseRanges(lists.allowed)
  const refused = parseRanges(lists.refused ?? [])
  const ownRefusals = parseRanges(refusedByDefault)

  const isV4Allowed = (value: number): boolean => {
    if (hasV4(refused, value)) return false
    return allowed === null ? !hasV4(ownRefusals, value) : hasV4(allowed, value)
  }

  /** A carrier address is allowed by itself, but not when it leads to what is refused. */
  const isCarriedRefused = (value: number): boolean =>
    hasV4(refused, value) ||
    (hasV4(ownRefusals, value) && (allowed === null || !hasV4(allowed, value)))

  const isV6Allowed = (address: ipaddr.IPv6): boolean => {
    if (address.isIPv4MappedAddress()) return isV4Allowed(toNumber(address.toIPv4Address().octets))
    if (hasV6(refused, address)) return false
    const carried = findCarriedV4(address)
    if (carried !== null && isCarriedRefused(carried)) return false
    return allowed === null ? !hasV6(ownRefusals, address) : hasV6(allowed, address)
  }

  return {
    isAllowed: (text) => {
      if (isIPv4(text)) return isV4Allowed(parseV4(text))
      const address = parseV6(text)
      return address !== null && isV6Allowed(address)
    },
  }
}

const isHostName = (name: string): boolean => {
  if (name.length === 0 || name.length > 253) return false
  const labels = name.split('.')
  return labels.every((part) => label.test(part)) && !numberLike.test(labels.at(-1) ?? '')
}

/**
 * The one spelling of a host that may go on to a dialler, a resolver or a child process: dotted decimal, RFC 5952, or
 * a lower-case ASCII host name without a final dot. Null for everything else: `inet_aton` numbers such as `127.1` or
 * `0x7f.1`, zone ids, white space, shell and control characters, names that are not ASCII (write them as `xn--…`).
 */
export const canonicalHost = (text: string): CanonicalHost | null => {
  if (isIPv4(text)) return { kind: 'ip', address: text }
  if (text.includes(':')) {
    const address = parseV6(text)
    if (address === null) return null
    const isMapped = address.isIPv4MappedAddress()
    return { kind: 'ip', address: (isMapped ? address.toIPv4Address() : address).toString() }
  }
  // Before lower-casing: some letters, such as the Kelvin sign, turn into ASCII by it.
  if (!/^[A-Za-z0-9.-]+$/.test(text)) return null
  const name = (text.endsWith('.') ? text.slice(0, -1) : text).toLowerCase()
  return isHostName(name) ? { kind: 'name', name } : null
}
