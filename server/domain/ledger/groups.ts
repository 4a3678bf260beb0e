/** Ledgers of sets: members counted for the time in which they belonged to a kecamatan, a kind, a provider or the city. */
import { factAt, listStretches, toTiers, type FactsByField } from './dated-facts.ts'
import type { LedgerFacts } from './facts.ts'
import { computeLedger, type Ledger } from './ledger.ts'
import { computeSetLedger, type SetLedger, type SetMember } from './set-ledger.ts'

export const groupings = ['kecamatan', 'kind', 'provider', 'city'] as const
export type Grouping = (typeof groupings)[number]

/** A hotspot with all that its ledger and its membership are made of. */
export interface GroupMember {
  readonly id: string
  readonly facts: LedgerFacts
  readonly dated: FactsByField
}

export interface LedgerGroup {
  /** Name of the kecamatan, kind or provider; null = none is known; `city` has one group without a name. */
  readonly name: string | null
  readonly ledger: SetLedger
}

interface Stretch {
  readonly name: string | null
  readonly ledgers: readonly Ledger[]
}

/** The ledger of the whole period is computed once, however many groupings ask for it. */
export const createMemberLedgers = () => {
  const whole = new Map<string, Ledger>()
  return (member: GroupMember, from: number, to: number): Ledger => {
    const { facts } = member
    if (from !== facts.from || to !== facts.to) return computeLedger({ ...facts, from, to })
    const known = whole.get(member.id)
    if (known !== undefined) return known
    const ledger = computeLedger(facts)
    whole.set(member.id, ledger)
    return ledger
  }
}

type MemberLedgers = ReturnType<typeof createMemberLedgers>

/** It had a required check at some time up to the end of the period. */
const wasMonitored = ({ dated, facts }: GroupMember): boolean =>
  toTiers(dated).some(({ validFrom, value }) => value.length > 0 && validFrom < facts.to)

const listMemberStretches = (
  member: GroupMember,
  grouping: Grouping,
  ledgerOf: MemberLedgers,
): Stretch[] => {
  const { facts, dated } = member
  const isMonitored = wasMonitored(member)
  const fields = grouping === 'city' ? [] : [grouping]
  const byName = new Map<string | null, Ledger[]>()
  // Of a stretch that has not begun there is nothing to account for.
  const begun = listStretches(dated, fields, facts).filter(({ from }) => from < facts.now)
  for (const { from, to } of begun) {
    const name = grouping === 'city' ? null : factAt(dated, grouping, from)
    const ledgers = byName.get(name) ?? []
    if (isMonitored) ledgers.push(ledgerOf(member, from, to))
    byName.set(name, ledgers)
  }
  return [...byName].map(([name, ledgers]) => ({ name, ledgers }))
}

/** One ledger for each set of a grouping, by name; sets without a name come last. */
export const computeGroups = (
  members: readonly GroupMember[],
  grouping: Grouping,
  ledgerOf: MemberLedgers = createMemberLedgers(),
): LedgerGroup[] => {
  const sets = new Map<string | null, SetMember[]>()
  for (const member of members) {
    for (const { name, ledgers } of listMemberStretches(member, grouping, ledgerOf)) {
      const set = sets.get(name) ?? []
      set.push({ id: member.id, ledgers })
      sets.set(name, set)
    }
  }
  return [...sets]
    .sort(([a], [b]) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1))
    .map(([name, list]) => ({ name, ledger: computeSetLedger(list) }))
}
