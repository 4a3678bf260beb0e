/** From one run of the program to the next: what is read back, and which time nobody saw. */
import type { RecordStore } from '../../store/record-store.ts'
import type { Draft, Memory } from './memory.ts'

const stoppedFact = 'stopped_at'

/** Fills the memory from the database. */
export const loadMemory = (store: RecordStore, memory: Memory): void => {
  for (const [key, state] of store.loadStates()) memory.states.set(key, state)
  for (const flip of store.listLastFlips()) memory.flips.set(flip.hotspotKey, flip)
  for (const outage of store.listLastUplinkOutages()) {
    memory.uplinkOutages.set(outage.uplinkKey, outage)
  }
  for (const open of store.listOpenOutageRows()) {
    if (open.hotspotKey === null) continue
    memory.outages.set(open.hotspotKey, open)
    if (open.uplinkOutageId === null) continue
    const uplink = store.findOutage(open.uplinkOutageId)
    if (uplink !== undefined) memory.attachedTo.set(open.uplinkOutageId, uplink)
  }
  for (const blind of store.listOpenBlind()) memory.blind.set(blind.tier, blind)
}

/**
 * Opens the blind interval of the time in which the program was not running: from the orderly stop, or else one
 * interval after the last finished round's scheduled time.
 *
 * @returns the end of that time as known now, epoch ms; 0 for a first start
 */
export const openDarkTime = (
  store: RecordStore,
  draft: Draft,
  now: number,
  intervalMs: number,
): number => {
  const stopped = store.findFact(stoppedFact)
  const lastRound = store.findLastRound()
  if (stopped === undefined && lastRound === undefined) return 0
  store.removeFact(stoppedFact)
  if (draft.blind.get('all') !== undefined) return now
  const startedAt =
    stopped === undefined ? (lastRound?.scheduledAt ?? now) + intervalMs : Number(stopped)
  const cause = stopped === undefined ? 'crashed' : 'stopped'
  const blind = { tier: 'all', cause, startedAt: Math.min(startedAt, now), endedAt: null } as const
  draft.blind.set('all', store.insertBlind(blind))
  return now
}

/** The first round after it ends a time in which nobody ran. */
export const closeDarkTime = (store: RecordStore, draft: Draft, at: number): void => {
  const open = draft.blind.get('all')
  if (open === undefined) return
  store.closeBlind(open.id, at)
  draft.blind.delete('all')
}

export const noteStop = (store: RecordStore, now: number): void => {
  store.setFact(stoppedFact, String(now))
}
