/** What is wrong with the monitor itself, in the words that suit the reader. */
import type { Summary } from '../../server/domain/present-status.ts'
import type { Formatter } from './format.ts'
import type { Dictionary } from './id.ts'

/** Who reads: residents get no details of the monitor's own faults. */
export type Audience = 'public' | 'staff'

interface NoticeFacts {
  readonly t: Dictionary
  readonly format: Formatter
  /** Epoch ms. */
  readonly now: number
  readonly monitor: Pick<Summary, 'blind' | 'faults'>
}

/** Blind time in words: the whole network, or one tier of it. */
const toBlindText = ({ t, format, now, monitor }: NoticeFacts): string | null => {
  const { blind } = monitor
  if (blind === null) return null
  const since = format.instant(blind.since, now)
  const [tier] = blind.tiers
  if (blind.tiers.length === 1 && tier !== undefined && tier !== 'all') {
    return t.notice.blindTier(t.wall.tier[tier], since)
  }
  return t.notice.blind(since)
}

/** One sentence per thing that is wrong now; empty when nothing is. */
export const toMonitorNotices = (facts: NoticeFacts, audience: Audience): readonly string[] => {
  const { t, format, now, monitor } = facts
  const blind = toBlindText(facts)
  const texts = blind === null ? [] : [blind]
  if (audience === 'staff') {
    for (const { code, since } of monitor.faults) {
      texts.push(t.notice.fault(t.fault[code], format.instant(since, now)))
    }
    return texts
  }
  // Residents need not know that witnesses were never configured: nothing is wrong at this moment.
  const isFaulty = monitor.faults.some((fault) => fault.code !== 'no_witnesses')
  if (isFaulty) texts.push(t.notice.faultsPublic)
  return texts
}
