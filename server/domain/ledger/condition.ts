/** What a hotspot was at an instant, all hours: lifecycle, sight and health joined by precedence. */
import type { Health, Lifecycle, Tier } from '../hotspot.ts'
import type { AllClass } from './classes.ts'
import { createCursor, createSpanCursor, type Cursor, type Walker } from './cursor.ts'
import type { ConditionFacts, Dated, Spell } from './facts.ts'
import type { Span } from './span.ts'

export interface Condition {
  /** What to walk with. */
  readonly walkers: readonly Walker[]
  /** The class where the walkers stand. `isUpstream`: an outage that hangs on an uplink's covers the instant. */
  readonly readClass: (isUpstream: boolean) => AllClass
}

export const toSpan = ({ startedAt, endedAt }: Spell): Span => ({
  from: startedAt,
  to: endedAt ?? Infinity,
})

const toSteps = <T>(dated: readonly Dated<T>[]) =>
  dated.map(({ validFrom, value }) => ({ at: validFrom, value }))

/** Walks the facts from their beginning; a condition is used once. */
export const createCondition = (facts: ConditionFacts): Condition => {
  const health = createCursor<Health>(
    'unknown',
    facts.flips.map((flip) => ({ at: flip.at, value: flip.health })),
  )
  const lifecycle = createCursor<Lifecycle>('planned', toSteps(facts.lifecycle))
  const tiers = createCursor<readonly Tier[]>([], toSteps(facts.tiers))
  const unseen = createSpanCursor(facts.unseen.map(toSpan))
  const blindOf = (tier: Tier | 'all'): Cursor<true | null> =>
    createSpanCursor(facts.blind.filter((one) => one.tier === tier).map(toSpan))
  const blind = { all: blindOf('all'), near: blindOf('near'), far: blindOf('far') }
  const isBlind = (): boolean =>
    blind.all.value !== null ||
    (tiers.value.length > 0 && tiers.value.every((tier) => blind[tier].value !== null))
  return {
    walkers: [health, lifecycle, tiers, unseen, blind.all, blind.near, blind.far],
    readClass: (isUpstream) => {
      if (lifecycle.value !== 'active') return 'not_in_service'
      if (health.value === 'unknown' || unseen.value !== null || isBlind()) return 'unknown'
      return isUpstream ? 'upstream' : health.value
    },
  }
}
