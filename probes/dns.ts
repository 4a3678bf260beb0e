/** Does a given name server answer a question? */
import { createSocket, type Socket } from 'node:dgram'
import { randomInt } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { performance } from 'node:perf_hooks'
import { canonicalHost } from './address-policy.ts'
import { resolveInTime, toEndedVerdict } from './connect.ts'
import { createDeadline, type Deadline } from './deadline.ts'
import { decodeAnswer, encodeQuestion, toCodeName, type DnsAnswer } from './dns-message.ts'
import type { Resolve } from './resolve.ts'
import type { DnsTarget, Prober, ProbePhase, ProbeResult } from './result.ts'
import { isPort, toDown, toSystemVerdict, toUnknown } from './verdict.ts'

/** Whole probe, ms. */
const defaultTimeoutMs = 3000
const dnsPort = 53

/** One datagram may get lost: the question is sent again when this share of the time is over. */
const resendShare = 1 / 3

interface Exchange {
  readonly address: string
  readonly port: number
  readonly question: Buffer
  readonly resendMs: number
}

type Reply =
  | { readonly answer: DnsAnswer; readonly ms: number }
  | { readonly answer: null; readonly verdict: (phases: readonly ProbePhase[]) => ProbeResult }

/** A datagram socket of our own, not c-ares: that one reports a lack of file descriptors as a refusing server. */
const openSocket = (address: string): Socket =>
  createSocket({
    type: isIPv6(address) ? 'udp6' : 'udp4',
    // The address is canonical; were it ever not, nothing may resolve it here.
    lookup: (host, _options, done) => {
      done(null, host, isIPv6(host) ? 6 : 4)
    },
  })

const exchange = (wanted: Exchange, deadline: Deadline): Promise<Reply> =>
  new Promise((resolve) => {
    const socket = openSocket(wanted.address)
    const startedAt = performance.now()
    let resend: NodeJS.Timeout | undefined
    let isOver = false
    const settle = (reply: Reply): void => {
      if (isOver) return
      isOver = true
      clearTimeout(resend)
      socket.close()
      resolve(reply)
    }
    const onError = (error: Error | null): void => {
      if (error === null) return
      settle({ answer: null, verdict: (phases) => toSystemVerdict(error, phases) })
    }
    const send = (): void => {
      if (!isOver) socket.send(wanted.question, onError)
    }
    socket.on('error', onError)
    socket.on('message', (message) => {
      const answer = decodeAnswer(wanted.question, message)
      if (answer !== null) settle({ answer, ms: performance.now() - startedAt })
    })
    // Connected, so that an ICMP error comes back as a refusal and answers of strangers are dropped by the kernel.
    socket.connect(wanted.port, wanted.address, (error?: Error) => {
      if (error !== undefined || isOver) {
        onError(error ?? null)
        return
      }
      send()
      resend = setTimeout(send, wanted.resendMs)
    })
    deadline.guard(() => {
      const verdict = (phases: readonly ProbePhase[]): ProbeResult =>
        toEndedVerdict(deadline, 'waiting for the answer', phases)
      settle({ answer: null, verdict })
    })
  })

const judge = (answer: DnsAnswer, ms: number, phases: readonly ProbePhase[]): ProbeResult => {
  const name = toCodeName(answer.code)
  const allPhases = [...phases, { name: 'answer', ms, detail: name }]
  if (answer.code !== 0) return toDown('dns_answer', name, allPhases)
  if (answer.records === 0 && !answer.isTruncated) {
    return toDown('dns_answer', 'no address in the answer', allPhases)
  }
  return { outcome: 'up', latencyMs: ms, phases: allPhases }
}

const probe = async (
  resolve: Resolve,
  target: DnsTarget,
  deadline: Deadline,
): Promise<ProbeResult> => {
  if (deadline.ended !== null) return toUnknown('aborted', 'given up before it began')
  const port = target.port ?? dnsPort
  const asked = canonicalHost(target.name)
  if (!isPort(port)) return toUnknown('invalid_target', 'the port must be 1–65535')
  if (asked?.kind !== 'name') {
    return toUnknown('invalid_target', 'the name to ask for is not a host name')
  }
  const resolution = await resolveInTime(resolve, target.host, deadline)
  if (resolution.address === null) return resolution.verdict
  const phases: ProbePhase[] = resolution.phase === null ? [] : [resolution.phase]
  const reply = await exchange(
    {
      address: resolution.address,
      port,
      question: encodeQuestion(randomInt(0x10000), asked.name),
      resendMs: (target.timeoutMs ?? defaultTimeoutMs) * resendShare,
    },
    deadline,
  )
  return reply.answer === null ? reply.verdict(phases) : judge(reply.answer, reply.ms, phases)
}

/**
 * Up when the server answers an A question with at least one record; an NXDOMAIN, an error code or an empty answer is
 * down with reason `dns_answer`.
 */
export const createDns =
  (options: { readonly resolve: Resolve }): Prober<DnsTarget> =>
  async (target, signal) => {
    const deadline = createDeadline(target.timeoutMs ?? defaultTimeoutMs, signal)
    try {
      return await probe(options.resolve, target, deadline)
    } finally {
      deadline.release()
    }
  }
