/** The only writer of measured facts: one round, one transaction. Everything that is told is told after its commit. */
import { needsConfirmation } from '../domain/check-state.ts'
import type { HotspotStatus, Outage, RoundStatus, WitnessStatus } from '../domain/hotspot.ts'
import type { LiveState } from '../store/live.ts'
import type { RecordStore } from '../store/record-store.ts'
import type { City } from './city.ts'
import { recordBlindTiers } from './record/blind.ts'
import { closeDarkTime, loadMemory, noteStop, openDarkTime } from './record/continuity.ts'
import { recordHotspot, toStatus, type HotspotContext } from './record/hotspots.ts'
import { recordInventory } from './record/inventory.ts'
import { createDraft, createMemory, type Draft } from './record/memory.ts'
import type { RoundInput, WitnessMeasurement } from './record/round-input.ts'
import { recordSample, type SampleContext } from './record/samples.ts'
import { recordUplink, splitOutlasting } from './record/uplinks.ts'

export type { RoundInput } from './record/round-input.ts'

export interface RecorderSettings {
  readonly store: RecordStore
  /** Null where nobody is to be told, while history is made. */
  readonly live: LiveState | null
  /** First instant of the local day that holds `at`, epoch ms. */
  readonly dayOf: (at: number) => number
  /** False leaves raw samples out (made history beyond their retention); rollups are always written. */
  readonly keepsSamples?: boolean
}

export interface RecordedRound {
  /** Checks that deviate from what is confirmed and are to be probed again soon. */
  readonly deviating: readonly number[]
  /** Outages that opened, changed or ended. */
  readonly outages: readonly Outage[]
}

const toWitnessStatus = (witness: WitnessMeasurement): WitnessStatus => ({
  name: witness.name,
  tier: witness.tier,
  state: witness.result.outcome,
  checkedAt: witness.at,
})

const toRoundStatus = (input: RoundInput): RoundStatus => ({
  schedule: input.schedule,
  scheduledAt: input.scheduledAt,
  startedAt: input.startedAt,
  finishedAt: input.finishedAt,
  checks: input.measurements.length,
  skipped: input.skipped,
})

const listOwners = (city: City, input: RoundInput) => {
  const hotspotKeys = new Set<number>()
  const uplinkKeys = new Set<number>()
  for (const { checkKey } of input.measurements) {
    const check = city.checks.get(checkKey)?.check
    if (check?.hotspotKey != null) hotspotKeys.add(check.hotspotKey)
    if (check?.uplinkKey != null) uplinkKeys.add(check.uplinkKey)
  }
  return { hotspotKeys, uplinkKeys }
}

const recordSamples = (
  context: SampleContext,
  draft: Draft,
  city: City,
  input: RoundInput,
): void => {
  // Neighbouring checks lie on neighbouring pages.
  const sorted = [...input.measurements].sort((a, b) => a.checkKey - b.checkKey)
  for (const measurement of sorted) {
    const planned = city.checks.get(measurement.checkKey)
    // A check that left the inventory while it was being probed has nothing to say any more.
    if (planned !== undefined) recordSample(context, draft, planned, measurement)
  }
}

const recordOwners = (
  context: HotspotContext,
  draft: Draft,
  city: City,
  input: RoundInput,
): void => {
  const { hotspotKeys, uplinkKeys } = listOwners(city, input)
  for (const key of uplinkKeys) {
    const uplink = city.uplinks.get(key)
    if (uplink !== undefined) recordUplink(context, draft, city, uplink)
  }
  for (const key of hotspotKeys) {
    const hotspot = city.hotspots.get(key)
    if (hotspot !== undefined) recordHotspot(context, draft, hotspot)
  }
  if (input.kind === 'round') splitOutlasting(context, draft, city)
}

const emptyCity: City = {
  hotspots: new Map(),
  uplinks: new Map(),
  hotspotsOfUplink: new Map(),
  checks: new Map(),
}

/**
 * Records measurements. Call `start` once before the first round, `setCity` whenever the inventory changed.
 *
 * Every method runs in one immediate transaction and throws the database's error when that fails; then nothing of it
 * counts, in the file as in memory, and the caller may try the same input again.
 */
export class Recorder {
  readonly #settings: RecorderSettings
  readonly #memory = createMemory()
  #city = emptyCity
  /** End of the newest time in which nobody was running, epoch ms. */
  #darkUntil = 0

  constructor(settings: RecorderSettings) {
    this.#settings = settings
  }

  /** Writes one pass: samples, rollups, states, flips, outages, blind intervals and bookkeeping. */
  recordRound(input: RoundInput): RecordedRound {
    const { store, live } = this.#settings
    const draft = createDraft(this.#memory)
    const outages = store.inTransaction(() => {
      this.#write(draft, input)
      return this.#listTouchedOutages(draft)
    })
    draft.commit()
    live?.publish({
      hotspots: this.#toStatuses(draft, draft.touchedHotspots),
      outages,
      blind: [...this.#memory.blind.values()],
      witnesses: input.witnesses.map(toWitnessStatus),
      ...(input.kind === 'round' ? { round: toRoundStatus(input) } : {}),
    })
    return { deviating: this.#listDeviating(input), outages }
  }

  /** Takes a new inventory: ends the outages of hotspots that are no longer watched. */
  setCity(next: City, now: number): void {
    const { store, live } = this.#settings
    const draft = createDraft(this.#memory)
    const removed = [...this.#city.hotspots.values()]
      .filter((h) => !next.hotspots.has(h.hotspot.key))
      .map((h) => h.hotspot.id)
    const outages = store.inTransaction(() => {
      const context = { store, at: now, darkUntil: this.#darkUntil, isEdit: true }
      recordInventory(context, draft, next)
      return this.#listTouchedOutages(draft)
    })
    draft.commit()
    this.#city = next
    live?.publish({ hotspots: this.#toStatuses(draft, next.hotspots.keys()), removed, outages })
  }

  /**
   * Reads back where everything stands, and opens the blind interval of the time in which nobody ran; the first round
   * ends it. Nothing is opened or announced again.
   *
   * @param intervalMs interval of the default schedule, ms
   */
  start(now: number, intervalMs: number): void {
    const { store, live } = this.#settings
    loadMemory(store, this.#memory)
    const draft = createDraft(this.#memory)
    this.#darkUntil = store.inTransaction(() => openDarkTime(store, draft, now, intervalMs))
    draft.commit()
    const round = store.findLastRound()
    live?.publish({
      blind: [...this.#memory.blind.values()],
      outages: store.listOpenOutages(),
      ...(round === undefined ? {} : { round }),
    })
  }

  /** Nobody looked during `[from, now)`: a blind interval of its own that the next round ends. */
  noteDarkness(from: number, now: number, cause: 'suspended' | 'clock' | 'database'): void {
    const { store, live } = this.#settings
    const draft = createDraft(this.#memory)
    store.inTransaction(() => {
      if (draft.blind.get('all') !== undefined) return
      const blind = { tier: 'all', cause, startedAt: Math.min(from, now), endedAt: null } as const
      draft.blind.set('all', store.insertBlind(blind))
    })
    draft.commit()
    this.#darkUntil = Math.max(this.#darkUntil, now)
    live?.publish({ blind: [...this.#memory.blind.values()] })
  }

  /** Orderly stop: the time from here on is blind. */
  stop(now: number): void {
    const { store } = this.#settings
    store.inTransaction(() => {
      noteStop(store, now)
    })
  }

  #write(draft: Draft, input: RoundInput): void {
    const { store, dayOf, keepsSamples = true } = this.#settings
    const darkUntil = this.#darkUntil
    closeDarkTime(store, draft, input.startedAt)
    const dark = recordBlindTiers(store, draft, input)
    recordSamples({ store, dayOf, dark, darkUntil, keepsSamples }, draft, this.#city, input)
    recordOwners({ store, at: input.startedAt, darkUntil }, draft, this.#city, input)
    if (input.kind === 'round') store.saveRound(toRoundStatus(input))
  }

  #toStatuses(draft: Draft, keys: Iterable<number>): HotspotStatus[] {
    return [...keys].flatMap((key) => {
      const hotspot = this.#city.hotspots.get(key)
      return hotspot === undefined ? [] : [toStatus(hotspot, draft)]
    })
  }

  /** Call at the end of the transaction: rows that never lasted are told as ended, and removed. */
  #listTouchedOutages(draft: Draft): Outage[] {
    const { store } = this.#settings
    const outages = [...draft.touchedOutages].flatMap((id) => store.findOutage(id) ?? [])
    for (const id of draft.erasedOutages) store.eraseOutage(id)
    return outages
  }

  #listDeviating(input: RoundInput): number[] {
    const keys = input.measurements.map((measurement) => measurement.checkKey)
    return keys.filter((key) => {
      const state = this.#memory.states.get(key)
      return state !== undefined && needsConfirmation(state)
    })
  }
}
