/** A period cut at every instant at which anything changes that a figure depends on. */
import type { Cause } from '../hotspot.ts'
import { isDownClass, type AllClass, type ServiceClass } from './classes.ts'
import { createCondition, toSpan } from './condition.ts'
import { createCursor, createHeldCursor, createSpanCursor, walk } from './cursor.ts'
import type { LedgerContract, LedgerFacts, LedgerOutage } from './facts.ts'
import type { Span } from './span.ts'

export interface Slice extends Span {
  /** Class of view `all`. */
  readonly all: AllClass
  /** Class of view `service`. */
  readonly service: ServiceClass
  /** Why it is down; `unclassified` while it is not. */
  readonly cause: Cause
  /** The outage of severity `down` that covers it. */
  readonly outage: LedgerOutage | null
  readonly contract: LedgerContract | null
  readonly isMaintenance: boolean
}

/** The cause in effect at `at`: of the newest part that has begun, or else the outage's. */
const findCause = (outage: LedgerOutage | null, at: number): Cause => {
  if (outage === null) return 'unclassified'
  let found: { readonly from: number; readonly cause: Cause } | undefined
  for (const part of outage.parts) {
    if (part.from <= at && (found === undefined || part.from >= found.from)) found = part
  }
  return found?.cause ?? outage.cause
}

/** Visits the slices of `range` from the earliest to the latest, without gap or overlap. */
export const visitSlices = (
  facts: LedgerFacts,
  range: Span,
  visit: (slice: Slice) => void,
): void => {
  const condition = createCondition(facts)
  const downs = facts.outages.filter(({ severity }) => severity === 'down')
  const outage = createHeldCursor(downs.map((value) => ({ ...toSpan(value), value })))
  const part = createCursor(
    null,
    downs.flatMap(({ parts }) => parts.map(({ from }) => ({ at: from, value: null }))),
  )
  const closed = createSpanCursor(facts.closed)
  const maintenance = createSpanCursor(facts.maintenance)
  const contract = createHeldCursor(
    facts.contracts.map(({ from, to, contract: value }) => ({ from, to, value })),
  )
  const toServiceClass = (all: AllClass): ServiceClass => {
    if (all === 'not_in_service') return all
    if (closed.value !== null) return 'closed'
    return maintenance.value === null ? all : 'maintenance'
  }
  const walkers = [...condition.walkers, outage, part, closed, maintenance, contract]
  walk(walkers, range, (from, to) => {
    const all = condition.readClass(outage.value !== null && outage.value.uplinkOutageId !== null)
    visit({
      from,
      to,
      all,
      service: toServiceClass(all),
      cause: isDownClass(all) ? findCause(outage.value, from) : 'unclassified',
      outage: outage.value,
      contract: contract.value,
      isMaintenance: maintenance.value !== null,
    })
  })
}
