/** Targets as people write them: `icmp:ADDRESS`, `tcp:ADDRESS:PORT`, `dns:ADDRESS:NAME`, `http(s)://…`. */
import { canonicalHost } from './address-policy.ts'
import type { ProbeTarget } from './result.ts'
import { isPort } from './verdict.ts'
import { parseWebUrl } from './web-url.ts'

/** Thrown for text that is no target; the message says how to write it. */
export class TargetTextError extends Error {}

const remedy =
  'write icmp:ADDRESS, tcp:ADDRESS:PORT, dns:ADDRESS:NAME or http://…; IPv6 in brackets, as in tcp:[fd00::1]:443'

const parseHost = (text: string): string => {
  const host = canonicalHost(text)
  if (host === null) {
    throw new TargetTextError(
      `"${text}" is neither an IP address nor a host name (a name of other letters is written as xn--…)`,
    )
  }
  return host.kind === 'ip' ? host.address : host.name
}

const parsePort = (text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN
  if (!isPort(port)) throw new TargetTextError(`"${text}" is not a port: write 1–65535`)
  return port
}

/** `HOST`, or `[HOST]` for IPv6, and what stands behind it after a colon. */
const splitHost = (text: string): { host: string; rest: string } => {
  if (text.startsWith('[')) {
    const end = text.indexOf(']')
    const behind = text.slice(end + 1)
    if (end === -1 || (behind !== '' && !behind.startsWith(':'))) {
      throw new TargetTextError(`"${text}": ${remedy}`)
    }
    return { host: text.slice(1, end), rest: behind.slice(1) }
  }
  const colon = text.indexOf(':')
  if (colon === -1) return { host: text, rest: '' }
  return { host: text.slice(0, colon), rest: text.slice(colon + 1) }
}

const parseUrlTarget = (text: string): ProbeTarget => {
  const url = parseWebUrl(text)
  if (url === null) {
    throw new TargetTextError(
      `"${text}" is not the URL of a page: write http:// or https://, an IP address or a host name (xn--… for other letters), and no user name or password`,
    )
  }
  return { kind: 'http', url: url.href }
}

const parseDns = (text: string): ProbeTarget => {
  const { host, rest } = splitHost(text)
  const last = rest.lastIndexOf(':')
  // `dns:ADDRESS:PORT:NAME` for a server on another port.
  const name = canonicalHost(rest.slice(last + 1))
  if (name?.kind !== 'name') {
    throw new TargetTextError(`"${rest}" is not a name to ask for: ${remedy}`)
  }
  const target = { kind: 'dns', host: parseHost(host), name: name.name } as const
  return last === -1 ? target : { ...target, port: parsePort(rest.slice(0, last)) }
}

/** @throws TargetTextError with the remedy */
export const parseTargetText = (text: string): ProbeTarget => {
  const trimmed = text.trim()
  const colon = trimmed.indexOf(':')
  const rest = trimmed.slice(colon + 1)
  switch (trimmed.slice(0, Math.max(0, colon)).toLowerCase()) {
    case 'icmp':
      // Without a port no bracket is needed, but people will write them.
      return { kind: 'icmp', host: parseHost(rest.replace(/^\[(.*)\]$/, '$1')) }
    case 'tcp': {
      const { host, rest: port } = splitHost(rest)
      return { kind: 'tcp', host: parseHost(host), port: parsePort(port) }
    }
    case 'dns':
      return parseDns(rest)
    case 'http':
      // `http:URL`, as in `http:https://portal.example/`, is the spelling of the settings.
      return parseUrlTarget(/^https?:\/\//i.test(rest) ? rest : trimmed)
    case 'https':
      return parseUrlTarget(trimmed)
    default:
      throw new TargetTextError(`"${trimmed}" is not a target: ${remedy}`)
  }
}
