/** Works out every row and the summary anew, in small steps, and says what reads differently. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { BlindInterval, Hotspot } from '../domain/hotspot.ts'
import type { PublicHotspot } from '../domain/present-status.ts'
import { computePresentHotspot, computeSummary, isSameToReader } from '../domain/present-status.ts'
import type { LiveState } from '../store/live.ts'
import type { Places } from './places.ts'
import type { Present } from './present.ts'
import type { PresentRow } from './snapshot-sources.ts'

/** Rows worked out before other requests get their turn. */
const rowsPerTurn = 200

/** One present with all its rows, and how it differs from the one before. */
export interface Built {
  readonly present: Present
  readonly rows: ReadonlyMap<string, PresentRow>
  readonly texts: ReadonlyMap<string, string>
  readonly changed: readonly string[]
  readonly hasRemoved: boolean
}

const compareIds = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

export interface PresentSources {
  readonly live: LiveState
  readonly places: Places
}

/** Works out all rows, pausing after every `rowsPerTurn`; rows that read the same keep their text. */
export function* buildPresent(
  { live, places }: PresentSources,
  old: ReadonlyMap<string, PresentRow>,
  now: number,
): Generator<undefined, Built> {
  const blind: readonly BlindInterval[] = live.blind
  places.refresh(now)
  const rows = new Map<string, PresentRow>()
  const changed: string[] = []
  let count = 0
  for (const id of [...live.hotspots.keys()].sort(compareIds)) {
    const status = live.hotspots.get(id)
    // It may have left the inventory during a pause.
    if (status === undefined) continue
    const place = places.find(status.hotspot, now)
    const row = toPresentRow(status, old.get(id), computePresentHotspot(status, blind, now, place))
    rows.set(id, row)
    const before = old.get(id)
    if (before === undefined || !isSameToReader(before.hotspot, row.hotspot)) changed.push(row.text)
    count += 1
    if (count % rowsPerTurn === 0) yield
  }
  const hotspots = new Map([...rows].map(([id, row]) => [id, row.hotspot]))
  const { witnesses, lastRound, faults } = live
  const facts = { rows: hotspots.values(), blind, witnesses, lastRound, faults }
  return {
    present: { generatedAt: now, rows: hotspots, summary: computeSummary(facts, now) },
    rows,
    texts: new Map([...rows].map(([id, row]) => [id, row.text])),
    changed,
    hasRemoved: [...old.keys()].some((id) => !rows.has(id)),
  }
}

const toPresentRow = (
  status: PresentRow['status'],
  before: PresentRow | undefined,
  hotspot: PublicHotspot,
): PresentRow => {
  const isUntouched = before?.status === status && isSameToReader(before.hotspot, hotspot)
  return isUntouched ? before : { status, hotspot, text: JSON.stringify(hotspot) }
}

/** For the start, when there is nothing yet to serve. */
export const runAtOnce = (steps: Generator<undefined, Built>): Built => {
  let step = steps.next()
  while (step.done !== true) step = steps.next()
  return step.value
}

/** For all later builds: other requests get their turn at every pause. */
export const runInTurns = async (steps: Generator<undefined, Built>): Promise<Built> => {
  let step = steps.next()
  while (step.done !== true) {
    await nextTurn()
    step = steps.next()
  }
  return step.value
}

function* listHotspots(rows: ReadonlyMap<string, PresentRow>): Generator<Hotspot, void> {
  for (const { status } of rows.values()) yield status.hotspot
}

/** Next instant at which a row grows stale, opens, closes or changes its maintenance, epoch ms; Infinity when none does. */
export const findNextExpiry = (
  rows: ReadonlyMap<string, PresentRow>,
  places: Places,
  now: number,
): number => {
  let next = places.findNextChange(listHotspots(rows), now)
  for (const { status } of rows.values()) {
    const { staleAt } = status
    if (staleAt !== null && staleAt > now && staleAt < next) next = staleAt
  }
  return next
}
