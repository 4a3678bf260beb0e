/** Which addresses may be probed at all, and what counts as an address or a host name. */
import { isIP, isIPv4 } from 'node:net'
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

type Address = ipaddr.IPv4 | ipaddr.IPv6

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

const parseAddress = (text: string): Address | null => {
  const family = isIP(text)
  if (family === 0 || text.includes('%')) return null
  if (family === 4) return ipaddr.IPv4.parse(text)
  const address = ipaddr.IPv6.parse(text)
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address
}

/** Prefixes that carry an IPv4 address, and its first byte: NAT64 (RFC 6052) and 6to4 (RFC 3056). */
const carriers = [
  { network: ipaddr.IPv6.parse('64:ff9b::'), prefix: 96, offset: 12 },
  { network: ipaddr.IPv6.parse('2002::'), prefix: 16, offset: 2 },
]

const findCarriedV4 = (address: Address): ipaddr.IPv4 | null => {
  if (address instanceof ipaddr.IPv4) return null
  const carrier = carriers.find(({ network, prefix }) => address.match(network, prefix))
  if (carrier === undefined) return null
  return new ipaddr.IPv4(address.toByteArray().slice(carrier.offset, carrier.offset + 4))
}

type Range = readonly [Address, number]

const parsePrefix = (text: string | undefined, bits: number): number => {
  if (text === undefined) return bits
  return /^\d{1,3}$/.test(text) && Number(text) <= bits ? Number(text) : NaN
}

const parseRange = (text: string): Range => {
  const [host = '', prefixText, ...rest] = text.trim().split('/')
  const address = parseAddress(host)
  const bits = address instanceof ipaddr.IPv4 ? 32 : 128
  if (bits === 32 && host.includes(':')) {
    throw new Error(`"${text}" is an IPv4 range in IPv6 spelling: write the IPv4 range`)
  }
  const prefix = parsePrefix(prefixText, bits)
  if (address === null || rest.length > 0 || Number.isNaN(prefix)) {
    throw new Error(
      `"${text}" is not an address range: write it as 10.0.0.0/8, 192.0.2.7 or fd00::/8`,
    )
  }
  const Family = bits === 32 ? ipaddr.IPv4 : ipaddr.IPv6
  const network = Family.networkAddressFromCIDR(`${host}/${String(prefix)}`).toString()
  if (network !== address.toString()) {
    throw new Error(`"${text}" has bits set behind its prefix: write ${network}/${String(prefix)}`)
  }
  return [address, prefix]
}

const isIn = (address: Address, ranges: readonly Range[]): boolean =>
  ranges.some(
    ([network, prefix]) => network.kind() === address.kind() && address.match(network, prefix),
  )

/**
 * @param lists CIDR ranges or single addresses; an address without a prefix is itself
 * @throws Error that names the entry and how to write it
 */
export const createAddressPolicy = (lists: AddressLists = {}): AddressPolicy => {
  const allowed = lists.allowed?.map(parseRange)
  const refused = (lists.refused ?? []).map(parseRange)
  const ownRefusals = refusedByDefault.map(parseRange)

  const isPlainAllowed = (address: Address): boolean =>
    allowed === undefined ? !isIn(address, ownRefusals) : isIn(address, allowed)

  const judge = (text: string): boolean => {
    const address = parseAddress(text)
    if (address === null || isIn(address, refused)) return false
    const inner = findCarriedV4(address)
    if (inner !== null) {
      if (isIn(inner, refused)) return false
      const isInnerNamed = allowed !== undefined && isIn(inner, allowed)
      if (isIn(inner, ownRefusals) && !isInnerNamed) return false
    }
    return isPlainAllowed(address)
  }
  return { isAllowed: judge }
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
    const address = parseAddress(text)
    return address === null ? null : { kind: 'ip', address: address.toString() }
  }
  // Before lower-casing: some letters, such as the Kelvin sign, turn into ASCII by it.
  if (!/^[A-Za-z0-9.-]+$/.test(text)) return null
  const name = (text.endsWith('.') ? text.slice(0, -1) : text).toLowerCase()
  return isHostName(name) ? { kind: 'name', name } : null
}
