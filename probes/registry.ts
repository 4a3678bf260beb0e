/** Every prober by the kind of its target: the one list that a new kind joins. */
import type { AddressPolicy } from './address-policy.ts'
import { createDns } from './dns.ts'
import { createHttp } from './http/http.ts'
import { createIcmp, type Icmp } from './icmp/icmp.ts'
import { createResolve } from './resolve.ts'
import type { Prober, ProbeKind, ProbeTarget } from './result.ts'
import { createTcp } from './tcp.ts'

export interface ProberOptions {
  /** What may be probed; every address is asked of it right before it is used. */
  readonly policy: AddressPolicy
  /** Wall clock, epoch ms. */
  readonly now: () => number
  /** Name servers as `address` or `address:port`; default those of the system. */
  readonly nameServers?: readonly string[] | undefined
  /** Folders in which fping and ping are looked for, `:` between them; default the usual ones. */
  readonly searchPath?: string | undefined
  /** PEM certificates of authorities to trust instead of the built-in ones. */
  readonly trustedAuthorities?: string | undefined
}

export type TargetOf<Kind extends ProbeKind> = Extract<ProbeTarget, { readonly kind: Kind }>

export type Registry = { readonly [Kind in ProbeKind]: Prober<TargetOf<Kind>> }

export interface Probers {
  readonly registry: Registry
  readonly icmp: Icmp
}

/** Probers that share one cache of resolved names. */
export const createProbers = (options: ProberOptions): Probers => {
  const resolve = createResolve({ policy: options.policy, servers: options.nameServers })
  const icmp = createIcmp({ resolve, searchPath: options.searchPath })
  return {
    registry: {
      icmp: icmp.probeOne,
      tcp: createTcp({ resolve }),
      http: createHttp({ resolve, now: options.now, trusted: options.trustedAuthorities }),
      dns: createDns({ resolve }),
    },
    icmp,
  }
}
