/** Blind intervals: when no witness of a tier answers, and when nobody was running. */
import type { Tier } from '../../domain/hotspot.ts'
import type { RecordStore } from '../../store/record-store.ts'
import type { Draft } from './memory.ts'
import type { RoundInput } from './round-input.ts'

const tiers: readonly Tier[] = ['near', 'far']

/** The tier has witnesses and none of them answered: its failures say nothing about hotspots. */
const isDark = (input: RoundInput, tier: Tier): boolean => {
  const witnesses = input.witnesses.filter((witness) => witness.tier === tier)
  return witnesses.length > 0 && witnesses.every((witness) => witness.result.outcome !== 'up')
}

const answers = (input: RoundInput, tier: Tier): boolean =>
  input.witnesses.some((witness) => witness.tier === tier && witness.result.outcome === 'up')

/**
 * Opens and closes the witnesses' intervals by the results of this pass.
 *
 * @returns the tiers that are dark in this pass
 */
export const recordBlindTiers = (
  store: RecordStore,
  draft: Draft,
  input: RoundInput,
): ReadonlySet<Tier> => {
  const dark = new Set<Tier>()
  for (const tier of tiers) {
    const open = draft.blind.get(tier)
    if (isDark(input, tier)) {
      dark.add(tier)
      if (open === undefined) {
        const startedAt = input.startedAt
        draft.blind.set(
          tier,
          store.insertBlind({ tier, cause: 'witnesses', startedAt, endedAt: null }),
        )
      }
    } else if (open !== undefined && answers(input, tier)) {
      store.closeBlind(open.id, input.startedAt)
      draft.blind.delete(tier)
    } else if (open !== undefined && !input.witnesses.some((w) => w.tier === tier)) {
      // The witnesses were taken out of the settings: nobody can say any longer that the tier is dark.
      store.closeBlind(open.id, input.startedAt)
      draft.blind.delete(tier)
    }
  }
  return dark
}
