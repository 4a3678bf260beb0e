/** What a probe is asked and what it answers: the one vocabulary shared by every prober. */

/** How a target is measured. A new kind touches the prober, the registry and its test. */
export type ProbeKind = 'icmp' | 'tcp' | 'http' | 'dns'

/** ICMP echo (RFC 792 / RFC 4443) to a host. */
export interface IcmpTarget {
  readonly kind: 'icmp'
  /** Canonical IP address or validated host name. */
  readonly host: string
  /** Echoes sent; the target is up when at least one is answered. Default 3, range 1–10. */
  readonly echoes?: number
  /** Time to wait for each echo, ms. Default 1000. */
  readonly timeoutMs?: number
}

/** TCP connect (RFC 9293): up when the handshake completes. */
export interface TcpTarget {
  readonly kind: 'tcp'
  readonly host: string
  /** 1–65535 */
  readonly port: number
  /** Whole probe, ms. Default 3000. */
  readonly timeoutMs?: number
}

/** HTTP(S) GET of a portal page, at most three redirects, at most 256 KB of decoded body. */
export interface HttpTarget {
  readonly kind: 'http'
  readonly url: string
  /** Text that must appear in the page, else impairment `text_missing`. */
  readonly expectText?: string
  /** Texts that must not appear, else impairment `text_forbidden`. */
  readonly forbiddenTexts?: readonly string[]
  /** Whole probe with redirects and body, ms. Default 5000. */
  readonly timeoutMs?: number
}

/** One A/AAAA query (RFC 1035) sent to a given resolver. */
export interface DnsTarget {
  readonly kind: 'dns'
  /** Address of the resolver. */
  readonly host: string
  /** Default 53. */
  readonly port?: number
  /** The name asked for. */
  readonly name: string
  /** Whole probe, ms. Default 3000. */
  readonly timeoutMs?: number
}

export type ProbeTarget = IcmpTarget | TcpTarget | HttpTarget | DnsTarget

/** The hotspot's fault: what the network answered, or failed to answer. */
export type DownReason =
  | 'timeout'
  | 'refused'
  | 'unreachable'
  | 'reset'
  | 'name_not_found'
  | 'tls_invalid'
  | 'http_status'
  | 'http_protocol'
  | 'redirect_loop'
  | 'dns_answer'

/** Our own fault, or something that forbids a verdict. Never counted against the hotspot. */
export type UnknownCause =
  | 'blocked'
  | 'blind'
  | 'no_program'
  | 'no_permission'
  | 'no_resources'
  | 'resolver'
  | 'invalid_target'
  | 'aborted'
  | 'internal'

/** A flaw of a target that answered. Thresholded flaws (`slow`, `lossy`) are judged in the domain. */
export type ProbeFlaw = 'text_missing' | 'text_forbidden' | 'tls_expiring' | 'redirect_refused'

/** One step of a probe as it happened, for `titik probe`. */
export interface ProbePhase {
  readonly name: string
  readonly ms: number
  readonly detail?: string
}

export interface UpResult {
  readonly outcome: 'up'
  /** Mean round-trip or whole-probe time, ms ≥ 0. */
  readonly latencyMs: number
  /** Fastest and slowest echo, ms; absent for probes that measure once. */
  readonly minMs?: number
  readonly maxMs?: number
  /** Echoes sent and lost; absent for probes that measure once. */
  readonly sent?: number
  readonly lost?: number
  readonly flaws?: readonly ProbeFlaw[]
  /** Cleaned text ≤ 200 characters. */
  readonly detail?: string
  readonly phases?: readonly ProbePhase[]
}

export interface DownResult {
  readonly outcome: 'down'
  readonly reason: DownReason
  /** Cleaned text ≤ 200 characters. */
  readonly detail: string
  readonly phases?: readonly ProbePhase[]
}

export interface UnknownResult {
  readonly outcome: 'unknown'
  readonly cause: UnknownCause
  /** Cleaned text ≤ 200 characters. */
  readonly detail: string
  readonly phases?: readonly ProbePhase[]
}

export type ProbeResult = UpResult | DownResult | UnknownResult

/** A prober never throws and ends soon after its signal aborts. */
export type Prober<T extends ProbeTarget = ProbeTarget> = (
  target: T,
  signal: AbortSignal,
) => Promise<ProbeResult>

/** A stored probe result before it is stored: when it began and what it said. */
export interface Measurement {
  /** Start of the probe, epoch ms. */
  readonly at: number
  readonly result: ProbeResult
}
