/** Which witnesses speak for a check: near (our own network) or far (through the provider and the internet). */
import ipaddr from 'ipaddr.js'
import type { ProbeTarget } from '../../probes/result.ts'
import type { Check, Tier } from './hotspot.ts'

/** Ranges of our own networks: RFC 1918, RFC 4193, RFC 6598, link-local and loopback. */
const nearRanges = new Set(['private', 'uniqueLocal', 'carrierGradeNat', 'linkLocal', 'loopback'])

const hostOf = (target: ProbeTarget): string => {
  if (target.kind !== 'http') return target.host
  try {
    return new URL(target.url).hostname.replace(/^\[|\]$/g, '')
  } catch {
    return ''
  }
}

/** Near when the target is a private address, else far; the check's own setting wins. A name counts as far. */
export const tierOfCheck = (check: Pick<Check, 'target' | 'tier'>): Tier => {
  if (check.tier !== null) return check.tier
  const host = hostOf(check.target)
  if (!ipaddr.isValid(host)) return 'far'
  return nearRanges.has(ipaddr.process(host).range()) ? 'near' : 'far'
}
