/** Turns an open connection into a TLS one and judges the certificate as a browser would. */
import { isIP, type Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { connect as tlsConnect, createSecureContext, type TLSSocket } from 'node:tls'
import { toEndedVerdict } from '../connect.ts'
import type { Deadline } from '../deadline.ts'
import type { ProbePhase, ProbeResult } from '../result.ts'
import { findSystemVerdict, toDown, toErrorCode } from '../verdict.ts'

/** A certificate that ends within this time should have been renewed. */
const expiringMs = 14 * 86_400_000

export type Secured =
  | { readonly socket: TLSSocket; readonly phase: ProbePhase; readonly isExpiring: boolean }
  | { readonly socket: null; readonly verdict: ProbeResult }

export interface Securing {
  readonly socket: Socket
  /** Host of the URL without brackets: the certificate must be made out to it. */
  readonly host: string
  readonly deadline: Deadline
  readonly phases: readonly ProbePhase[]
}

export interface SecureOptions {
  /** PEM certificates of authorities to trust instead of the built-in ones. */
  readonly trusted?: string | undefined
  /** Wall clock, epoch ms, for the age of certificates. */
  readonly now: () => number
}

const ignoreError = (): void => undefined

/** The secured socket belongs to the caller, who must destroy it; a failed one is destroyed here. */
export const createSecure = ({ trusted, now }: SecureOptions) => {
  // One context for all probes: reading the root certificates costs milliseconds.
  const secureContext = createSecureContext(trusted === undefined ? {} : { ca: trusted })

  return ({ socket, host, deadline, phases }: Securing): Promise<Secured> =>
    new Promise((settle) => {
      const startedAt = performance.now()
      const secured = tlsConnect({
        socket,
        host,
        ...(isIP(host) === 0 ? { servername: host } : {}),
        secureContext,
        ALPNProtocols: ['http/1.1'],
      })
      const stepPhases = (detail: string): ProbePhase[] => [
        ...phases,
        { name: 'tls', ms: performance.now() - startedAt, detail },
      ]
      const fail = (verdict: ProbeResult): void => {
        secured.destroy()
        socket.destroy()
        settle({ socket: null, verdict })
      }
      const onError = (error: Error): void => {
        const code = toErrorCode(error)
        const failed = stepPhases(error.message)
        // EPROTO and every code that is no system error come from the handshake or the certificate.
        fail(findSystemVerdict(error, failed) ?? toDown('tls_invalid', code, failed))
      }
      secured.on('error', ignoreError)
      secured.once('error', onError)
      secured.once('secureConnect', () => {
        secured.removeListener('error', onError)
        const validTo = secured.getPeerCertificate().valid_to
        const isExpiring = Date.parse(validTo) - now() < expiringMs
        const detail = `${secured.getProtocol() ?? ''}, certificate valid to ${validTo}`
        const phase = { name: 'tls', ms: performance.now() - startedAt, detail }
        settle({ socket: secured, phase, isExpiring })
      })
      deadline.guard(() => {
        fail(toEndedVerdict(deadline, 'the TLS handshake', stepPhases('not finished')))
      })
    })
}
