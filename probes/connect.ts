/** Opens one TCP connection to a checked address. */
import { connect as netConnect, type Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { Deadline } from './deadline.ts'
import type { Resolution, Resolve } from './resolve.ts'
import type { ProbePhase, ProbeResult } from './result.ts'
import { toDown, toSystemVerdict, toUnknown } from './verdict.ts'

export type Connection =
  | { readonly socket: Socket; readonly ms: number }
  | { readonly socket: null; readonly verdict: ProbeResult }

/** The verdict on a probe that had to stop in the named step. */
export const toEndedVerdict = (
  deadline: Deadline,
  step: string,
  phases: readonly ProbePhase[],
): ProbeResult =>
  deadline.ended === 'aborted'
    ? toUnknown('aborted', `given up: ${step}`, phases)
    : toDown('timeout', `no end in time: ${step}`, phases)

/** A name that is not resolved in time is the resolver's fault, not the target's. */
export const resolveInTime = async (
  resolve: Resolve,
  host: string,
  deadline: Deadline,
): Promise<Resolution> => {
  const resolution = resolve(host)
  if (!(resolution instanceof Promise)) return resolution
  const ended = new Promise<Resolution>((settle) => {
    deadline.guard(() => {
      const verdict =
        deadline.ended === 'aborted'
          ? toUnknown('aborted', 'given up: resolving the name')
          : toUnknown('resolver', 'the name was not resolved in time')
      settle({ address: null, verdict })
    })
  })
  return Promise.race([resolution, ended])
}

const ignoreError = (): void => undefined

/**
 * The connected socket belongs to the caller, who must destroy it; it carries an error listener, so that a late reset
 * hurts nobody. A failed one is destroyed here.
 *
 * @param address canonical IP that the policy allowed
 */
export const connect = (
  address: string,
  port: number,
  deadline: Deadline,
  phases: readonly ProbePhase[],
): Promise<Connection> =>
  new Promise((settle) => {
    const startedAt = performance.now()
    const socket = netConnect({ host: address, port, noDelay: true })
    const fail = (verdict: ProbeResult): void => {
      socket.destroy()
      settle({ socket: null, verdict })
    }
    const stepPhases = (detail: string): ProbePhase[] => [
      ...phases,
      { name: 'connect', ms: performance.now() - startedAt, detail },
    ]
    const onError = (error: Error): void => {
      fail(toSystemVerdict(error, stepPhases(error.message)))
    }
    socket.on('error', ignoreError)
    socket.once('error', onError)
    socket.once('connect', () => {
      socket.removeListener('error', onError)
      settle({ socket, ms: performance.now() - startedAt })
    })
    deadline.guard(() => {
      fail(toEndedVerdict(deadline, 'connecting', stepPhases('not answered')))
    })
  })
