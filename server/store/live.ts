/**
 * The present, held in memory: what map, list, events and metrics show without a query.
 *
 * The recorder publishes after its transaction is committed; http reads and subscribes. Nothing here is the only
 * copy of a fact: at start the recorder fills it from the database.
 */
import type {
  BlindInterval,
  HotspotStatus,
  Outage,
  RoundStatus,
  SelfFault,
  WitnessStatus,
} from '../domain/hotspot.ts'

/** What one commit changed. Absent parts did not change. */
export interface LiveChange {
  readonly hotspots?: readonly HotspotStatus[]
  /** Hotspots that left the inventory, by id. */
  readonly removed?: readonly string[]
  /** Outages that opened, changed or ended. */
  readonly outages?: readonly Outage[]
  readonly round?: RoundStatus
  /** Open blind intervals after the change. */
  readonly blind?: readonly BlindInterval[]
  readonly witnesses?: readonly WitnessStatus[]
  readonly faults?: readonly SelfFault[]
}

export type LiveListener = (change: LiveChange) => void

export interface LiveState {
  /** By hotspot id, in inventory order. */
  readonly hotspots: ReadonlyMap<string, HotspotStatus>
  /** Open outages by outage id. */
  readonly openOutages: ReadonlyMap<number, Outage>
  readonly lastRound: RoundStatus | null
  readonly blind: readonly BlindInterval[]
  readonly witnesses: readonly WitnessStatus[]
  readonly faults: readonly SelfFault[]
  /** Scheduler is running and the database answered its last write. */
  readonly ready: boolean
  setReady: (ready: boolean) => void
  publish: (change: LiveChange) => void
  /** Calls back after each publish, synchronously; returns the way to stop. Listeners must not throw. */
  subscribe: (listener: LiveListener) => () => void
}

const applyRows = (
  { hotspots = [], removed = [], outages = [] }: LiveChange,
  statuses: Map<string, HotspotStatus>,
  openOutages: Map<number, Outage>,
): void => {
  for (const status of hotspots) statuses.set(status.hotspot.id, status)
  for (const id of removed) statuses.delete(id)
  for (const outage of outages) {
    if (outage.endedAt === null) openOutages.set(outage.id, outage)
    else openOutages.delete(outage.id)
  }
}

export const createLiveState = (): LiveState => {
  const hotspots = new Map<string, HotspotStatus>()
  const openOutages = new Map<number, Outage>()
  const listeners = new Set<LiveListener>()
  let lastRound: RoundStatus | null = null
  let blind: readonly BlindInterval[] = []
  let witnesses: readonly WitnessStatus[] = []
  let faults: readonly SelfFault[] = []
  let ready = false
  return {
    hotspots,
    openOutages,
    get lastRound() {
      return lastRound
    },
    get blind() {
      return blind
    },
    get witnesses() {
      return witnesses
    },
    get faults() {
      return faults
    },
    get ready() {
      return ready
    },
    setReady: (value) => {
      ready = value
    },
    publish: (change) => {
      applyRows(change, hotspots, openOutages)
      lastRound = change.round ?? lastRound
      blind = change.blind ?? blind
      witnesses = change.witnesses ?? witnesses
      faults = change.faults ?? faults
      for (const listener of listeners) listener(change)
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
