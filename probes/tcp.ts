/** Does a TCP port take the connection? */
import { connect, resolveInTime } from './connect.ts'
import { createDeadline, type Deadline } from './deadline.ts'
import type { Resolve } from './resolve.ts'
import type { Prober, ProbePhase, ProbeResult, TcpTarget } from './result.ts'
import { isPort, toUnknown } from './verdict.ts'

/** Whole probe, ms. */
const defaultTimeoutMs = 3000

const probe = async (
  resolve: Resolve,
  target: TcpTarget,
  deadline: Deadline,
): Promise<ProbeResult> => {
  if (deadline.ended !== null) return toUnknown('aborted', 'given up before it began')
  if (!isPort(target.port)) return toUnknown('invalid_target', 'the port must be 1–65535')
  const resolution = await resolveInTime(resolve, target.host, deadline)
  if (resolution.address === null) return resolution.verdict
  const phases: ProbePhase[] = resolution.phase === null ? [] : [resolution.phase]
  const connection = await connect(resolution.address, target.port, deadline, phases)
  if (connection.socket === null) return connection.verdict
  connection.socket.destroy()
  const latencyMs = connection.ms
  const detail = `${resolution.address} port ${String(target.port)}`
  return {
    outcome: 'up',
    latencyMs,
    phases: [...phases, { name: 'connect', ms: latencyMs, detail }],
  }
}

/** Up when the handshake completes (RFC 9293); `latencyMs` is the time of the handshake. */
export const createTcp =
  (options: { readonly resolve: Resolve }): Prober<TcpTarget> =>
  async (target, signal) => {
    const deadline = createDeadline(target.timeoutMs ?? defaultTimeoutMs, signal)
    try {
      return await probe(options.resolve, target, deadline)
    } finally {
      deadline.release()
    }
  }
