/** What the recorder remembers between rounds, and a draft of it that counts only after the commit. */
import type { CheckState } from '../../domain/check-state.ts'
import type { HealthReading } from '../../domain/health.ts'
import type { UplinkOutageSpan } from '../../domain/uplink.ts'
import type { BlindRow, FlipRow, OutageRow } from '../../store/record-store.ts'

/** A map whose changes can be thrown away: reads fall through, writes stay in the draft until `commit`. */
class DraftMap<K, V> {
  readonly #base: Map<K, V>
  readonly #changes = new Map<K, V | undefined>()

  constructor(base: Map<K, V>) {
    this.#base = base
  }

  get(key: K): V | undefined {
    return this.#changes.has(key) ? this.#changes.get(key) : this.#base.get(key)
  }

  set(key: K, value: V): void {
    this.#changes.set(key, value)
  }

  delete(key: K): void {
    this.#changes.set(key, undefined)
  }

  values(): V[] {
    const merged = new Map<K, V | undefined>([...this.#base, ...this.#changes])
    return [...merged.values()].filter((value) => value !== undefined)
  }

  commit(): void {
    for (const [key, value] of this.#changes) {
      if (value === undefined) this.#base.delete(key)
      else this.#base.set(key, value)
    }
    this.#changes.clear()
  }
}

export interface UplinkOutage extends UplinkOutageSpan {
  readonly id: number
}

/** A reading with the newest sample that it rests on. */
export interface RememberedReading extends HealthReading {
  /** Start of that sample, epoch ms. */
  readonly readAt: number
}

export interface Memory {
  readonly states: Map<number, CheckState>
  /** Newest flip by hotspot key. */
  readonly flips: Map<number, FlipRow>
  /** Newest reading by hotspot key. */
  readonly readings: Map<number, RememberedReading>
  /** Open outage by hotspot key. */
  readonly outages: Map<number, OutageRow>
  /** Newest own outage by uplink key, open or ended. */
  readonly uplinkOutages: Map<number, UplinkOutage>
  /** Every uplink outage that an open hotspot outage hangs on, by outage id. */
  readonly attachedTo: Map<number, UplinkOutage>
  /** Open blind interval by tier. */
  readonly blind: Map<string, BlindRow>
}

export const createMemory = (): Memory => ({
  states: new Map(),
  flips: new Map(),
  readings: new Map(),
  outages: new Map(),
  uplinkOutages: new Map(),
  attachedTo: new Map(),
  blind: new Map(),
})

/** What the samples of one pass changed about a hotspot. */
export interface Move {
  /** Earliest sample of the pass, epoch ms. */
  firstAt: number
  /** Earliest beginning of a run that was decided in the pass, epoch ms; Infinity without one. */
  decidedSince: number
}

/** Draft of one transaction, with what it touched for those who are told afterwards. */
export const createDraft = (memory: Memory) => {
  const maps = {
    states: new DraftMap(memory.states),
    flips: new DraftMap(memory.flips),
    readings: new DraftMap(memory.readings),
    outages: new DraftMap(memory.outages),
    uplinkOutages: new DraftMap(memory.uplinkOutages),
    attachedTo: new DraftMap(memory.attachedTo),
    blind: new DraftMap(memory.blind),
  }
  return {
    ...maps,
    /** What the samples of this pass moved, by hotspot key. */
    moves: new Map<number, Move>(),
    /** Outages that turned out never to have lasted. */
    erasedOutages: new Set<number>(),
    touchedHotspots: new Set<number>(),
    touchedOutages: new Set<number>(),
    commit: (): void => {
      for (const map of Object.values(maps)) map.commit()
    },
  }
}

export type Draft = ReturnType<typeof createDraft>
