/** Ledgers on request: of one hotspot at once, of sets in small steps, one month at a time, and kept for a while. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { HotspotStatus } from '../domain/hotspot.ts'
import type { Spell } from '../domain/ledger/facts.ts'
import {
  computeGroups,
  createMemberLedgers,
  groupings,
  type GroupMember,
  type Grouping,
  type LedgerGroup,
} from '../domain/ledger/groups.ts'
import type { HoursContext } from '../domain/ledger/dated-facts.ts'
import { computeLedger, type Ledger } from '../domain/ledger/ledger.ts'
import type { Span } from '../domain/ledger/span.ts'
import { createAuditStore } from '../store/audit-store.ts'
import { createLedgerStore } from '../store/ledger-store.ts'
import type { Db } from '../store/database.ts'
import type { LiveState } from '../store/live.ts'
import { HttpError } from './errors.ts'

/** All sets of one period. */
export interface SetLedgers {
  /** When they were computed, epoch ms: so far a running period is accounted for. */
  readonly generatedAt: number
  readonly byGrouping: Readonly<Record<Grouping, readonly LedgerGroup[]>>
}

export interface LedgerBook {
  /** @throws DomainError `invalid` for a period that has not begun */
  readonly readHotspot: (status: HotspotStatus, period: Span, now: number) => Ledger
  /**
   * The sets of one month; a running month is at most a minute old.
   *
   * @throws HttpError `busy` when too many other months wait
   */
  readonly readSets: (period: Span) => Promise<SetLedgers>
}

/** Hotspots computed before other requests get their turn. */
const hotspotsPerTurn = 50

/** A running month moves on; one that is over changes only by what people say, and by late samples on its first day. */
const runningMs = 60_000
const finishedMs = 3_600_000
const lateMs = 86_400_000

/** Months that are kept, and months that may wait. */
const mostKept = 24
const mostWaiting = 12

/** Beyond its `staleAt` no sample speaks for a hotspot. */
const listUnseen = ({ staleAt }: HotspotStatus, now: number): Spell[] =>
  staleAt !== null && staleAt < now ? [{ startedAt: staleAt, endedAt: null }] : []

interface Kept {
  readonly revision: number
  readonly sets: SetLedgers
}

interface BookDeps {
  readonly db: Db
  readonly live: LiveState
  readonly hours: HoursContext
  /** Epoch ms. */
  readonly now: () => number
}

const createSetComputer = ({ live, db, hours }: BookDeps) => {
  const store = createLedgerStore(db, hours)
  return async (period: Span, now: number): Promise<SetLedgers> => {
    const range = store.openPeriod({ ...period, now })
    const ledgerOf = createMemberLedgers()
    const members: GroupMember[] = []
    let count = 0
    for (const id of [...live.hotspots.keys()]) {
      const status = live.hotspots.get(id)
      // It may have left the inventory during a pause.
      if (status === undefined) continue
      const member = { id, ...range.readHotspot(status.hotspot, listUnseen(status, now)) }
      ledgerOf(member, period.from, period.to)
      members.push(member)
      count += 1
      if (count % hotspotsPerTurn === 0) await nextTurn()
    }
    const byGrouping: Partial<Record<Grouping, readonly LedgerGroup[]>> = {}
    for (const grouping of groupings) {
      byGrouping[grouping] = computeGroups(members, grouping, ledgerOf)
      await nextTurn()
    }
    return { generatedAt: now, byGrouping: byGrouping as SetLedgers['byGrouping'] }
  }
}

const createSetReader = (deps: BookDeps): LedgerBook['readSets'] => {
  const compute = createSetComputer(deps)
  const { findLastId } = createAuditStore(deps.db)
  const kept = new Map<string, Kept>()
  const running = new Map<string, Promise<SetLedgers>>()
  let last: Promise<unknown> = Promise.resolve()

  const findKept = (key: string, { to }: Span, now: number): SetLedgers | undefined => {
    const found = kept.get(key)
    if (found?.revision !== findLastId()) return undefined
    const holdsMs = found.sets.generatedAt >= to + lateMs ? finishedMs : runningMs
    const ageMs = now - found.sets.generatedAt
    return ageMs >= 0 && ageMs < holdsMs ? found.sets : undefined
  }

  const computeAndKeep = async (key: string, period: Span): Promise<SetLedgers> => {
    try {
      // Read before the facts: what is said meanwhile makes the answer old.
      const revision = findLastId()
      const sets = await compute(period, deps.now())
      kept.delete(key)
      kept.set(key, { revision, sets })
      const [oldest] = kept.keys()
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
      return sets
    } finally {
      running.delete(key)
    }
  }

  return async (period) => {
    const key = `${String(period.from)}-${String(period.to)}`
    const known = findKept(key, period, deps.now()) ?? running.get(key)
    if (known !== undefined) return known
    if (running.size >= mostWaiting) {
      throw new HttpError('busy', 'Too many months are being computed; ask again later', {
        'Retry-After': '5',
      })
    }
    const mine = last.then(() => computeAndKeep(key, period))
    last = mine.catch(() => undefined)
    running.set(key, mine)
    return mine
  }
}

/** Reads facts from `db`; what is served now comes from `live`. */
export const createLedgerBook = (deps: BookDeps): LedgerBook => {
  const store = createLedgerStore(deps.db, deps.hours)
  return {
    readHotspot: (status, period, now) => {
      const range = store.openPeriod({ ...period, now })
      return computeLedger(range.readHotspot(status.hotspot, listUnseen(status, now)).facts)
    },
    readSets: createSetReader(deps),
  }
}
