/** The ledger once more, second by second and straight from the words of the product; shares no code with the ledger. */
import type { LedgerFacts, LedgerOutage } from '../../../server/domain/ledger/facts.ts'

const stepMs = 1000

type Seconds = Record<string, number>

export interface BruteContract {
  numerator: number
  denominator: number
}

/** What the brute force counted, in ms; classes and causes without time are missing. */
export interface BruteLedger {
  readonly all: Seconds
  readonly service: Seconds
  readonly allCauses: Seconds
  readonly serviceCauses: Seconds
  readonly contract: BruteContract
  maintenanceMs: number
  maintenanceDownMs: number
}

const add = (sums: Seconds, name: string): void => {
  sums[name] = (sums[name] ?? 0) + stepMs
}

/** The entry that began last, of those that have begun. */
const newest = <T>(entries: readonly T[], at: number, begin: (entry: T) => number) => {
  let found: T | undefined
  for (const entry of entries) {
    if (begin(entry) > at) continue
    if (found === undefined || begin(entry) >= begin(found)) found = entry
  }
  return found
}

const isIn = (spell: { startedAt: number; endedAt: number | null }, at: number): boolean =>
  spell.startedAt <= at && (spell.endedAt === null || at < spell.endedAt)

const isInSpan = (span: { from: number; to: number }, at: number): boolean =>
  span.from <= at && at < span.to

export interface Instant {
  readonly all: string
  readonly service: string
  readonly cause: string
  readonly outage: LedgerOutage | undefined
  readonly contract: LedgerFacts['contracts'][number]['contract'] | undefined
  readonly isMaintenance: boolean
}

const isBlindAt = (facts: LedgerFacts, at: number): boolean => {
  const blind = new Set(facts.blind.filter((one) => isIn(one, at)).map(({ tier }) => tier))
  if (blind.has('all')) return true
  const tiers = newest(facts.tiers, at, (entry) => entry.validFrom)?.value ?? []
  return tiers.length > 0 && !tiers.some((tier) => !blind.has(tier))
}

const findOutage = (facts: LedgerFacts, at: number): LedgerOutage | undefined => {
  const downs = facts.outages.filter((one) => one.severity === 'down' && isIn(one, at))
  return newest(downs, at, (one) => one.startedAt)
}

/** Class of view `all` while the hotspot is in service. */
const findCondition = (
  facts: LedgerFacts,
  at: number,
  outage: LedgerOutage | undefined,
): string => {
  const health = newest(facts.flips, at, (flip) => flip.at)?.health ?? 'unknown'
  if (facts.unseen.some((one) => isIn(one, at)) || isBlindAt(facts, at)) return 'unknown'
  const isUpstream = outage !== undefined && outage.uplinkOutageId !== null
  return isUpstream && health !== 'unknown' ? 'upstream' : health
}

const findCause = (outage: LedgerOutage | undefined, at: number): string => {
  if (outage === undefined) return 'unclassified'
  return newest(outage.parts, at, (part) => part.from)?.cause ?? outage.cause
}

/** Everything that holds at one instant. */
const lookAt = (facts: LedgerFacts, at: number): Instant => {
  const outage = findOutage(facts, at)
  const isMaintenance = facts.maintenance.some((span) => isInSpan(span, at))
  let all = findCondition(facts, at, outage)
  let service = all
  if (isMaintenance) service = 'maintenance'
  if (facts.closed.some((span) => isInSpan(span, at))) service = 'closed'
  if (newest(facts.lifecycle, at, (entry) => entry.validFrom)?.value !== 'active') {
    all = 'notInService'
    service = 'notInService'
  }
  const held = facts.contracts.filter((span) => isInSpan(span, at))
  return {
    all,
    service,
    cause: findCause(outage, at),
    outage,
    contract: newest(held, at, (span) => span.from)?.contract,
    isMaintenance,
  }
}

const isDown = (name: string): boolean => name === 'down' || name === 'upstream'
const isUsable = (name: string): boolean => name === 'up' || name === 'degraded'

const judge = (sums: BruteContract, { service, cause, contract }: Instant): void => {
  const excused: readonly string[] = contract?.excusedCauses ?? ['power']
  if (isUsable(service)) sums.numerator += stepMs
  if (isUsable(service) || (isDown(service) && !excused.includes(cause))) {
    sums.denominator += stepMs
  }
}

/** Counts every second of the period up to `now`. */
export const countBySecond = (facts: LedgerFacts): BruteLedger => {
  const found: BruteLedger = {
    all: {},
    service: {},
    allCauses: {},
    serviceCauses: {},
    contract: { numerator: 0, denominator: 0 },
    maintenanceMs: 0,
    maintenanceDownMs: 0,
  }
  for (let at = facts.from; at < Math.min(facts.to, facts.now); at += stepMs) {
    const instant = lookAt(facts, at)
    add(found.all, instant.all)
    add(found.service, instant.service)
    if (isDown(instant.all)) add(found.allCauses, instant.cause)
    if (isDown(instant.service)) add(found.serviceCauses, instant.cause)
    judge(found.contract, instant)
    if (!instant.isMaintenance || instant.all === 'notInService') continue
    found.maintenanceMs += stepMs
    if (isDown(instant.all)) found.maintenanceDownMs += stepMs
  }
  return found
}

/** Whole known length in view `service`, also outside the period; an open outage's up to `end`. */
const measure = (facts: LedgerFacts, outage: LedgerOutage, end: number): number => {
  let ms = 0
  for (let at = outage.startedAt; at < (outage.endedAt ?? end); at += stepMs) {
    const instant = lookAt(facts, at)
    if (instant.outage?.id === outage.id && isDown(instant.service)) ms += stepMs
  }
  return ms
}

/** Owed ms of each contract by id, as `K-1` → 12000; contracts that owe nothing are missing. */
export const countOwedBySecond = (facts: LedgerFacts): Seconds => {
  const end = Math.min(facts.to, facts.now)
  const known = new Map(facts.outages.map((one) => [one.id, measure(facts, one, end)]))
  const owed: Seconds = {}
  for (let at = facts.from; at < end; at += stepMs) {
    const { outage, contract, service, cause } = lookAt(facts, at)
    if (outage === undefined || contract === undefined || !isDown(service)) continue
    const isOwed = contract.owedCauses.some((one) => one === cause)
    const isLong = (known.get(outage.id) ?? 0) > contract.restitutionThresholdMs
    if (isOwed && isLong) add(owed, contract.id)
  }
  return owed
}
