/** Faults of our own that are present now: named in the log, in `/readyz` and in the summary. */
import type { SelfFault } from '../domain/hotspot.ts'
import type { LiveState } from '../store/live.ts'
import type { Log } from '../log.ts'

export type FaultCode = SelfFault['code']

export interface FaultBoard {
  raise: (code: FaultCode, detail: string) => void
  clear: (code: FaultCode) => void
}

/** Publishes and logs a fault when it appears and when it goes, not while it stays. */
export const createFaultBoard = (live: LiveState, log: Log, now: () => number): FaultBoard => {
  const faults = new Map<FaultCode, SelfFault>()
  const publish = (): void => {
    live.publish({ faults: [...faults.values()] })
  }
  return {
    raise: (code, detail) => {
      const known = faults.get(code)
      if (known?.detail === detail) return
      faults.set(code, { code, detail, since: known?.since ?? now() })
      if (known === undefined) log.error({ fault: code, detail }, 'own fault')
      publish()
    },
    clear: (code) => {
      const known = faults.get(code)
      if (known === undefined) return
      faults.delete(code)
      log.info({ fault: code, lastedMs: now() - known.since }, 'own fault is over')
      publish()
    },
  }
}
