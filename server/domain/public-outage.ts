/** An outage as everybody may see it. */
import type { Cause, Outage } from './hotspot.ts'
import type { OutageCauses } from './people/outage-change.ts'

/** A part of an outage to which people gave a cause of its own. */
export interface OutagePart {
  readonly from: number
  readonly to: number | null
  readonly cause: Cause
}

export interface PublicOutage extends Outage {
  readonly parts: readonly OutagePart[]
  /** Whole length; of an open outage its length so far, ms. */
  readonly durationMs: number
}

/** An outage whose `cause` is the one in effect, with the parts in effect: those that people made, of it or of its uplink's. */
export type OutageInEffect = Outage & OutageCauses

/** The cause with which it began. */
const toFirstCause = ({ startedAt, cause, parts }: OutageInEffect): Cause =>
  parts.findLast(({ from }) => from <= startedAt)?.cause ?? cause

/** The whole outage, divided where its cause changes; empty while one cause holds for all of it. */
const toPublicParts = (outage: OutageInEffect): OutagePart[] => {
  const { startedAt, endedAt, parts } = outage
  const end = endedAt ?? Infinity
  // Parts of an uplink's outage may lie before or after this one.
  const inside = parts.filter(({ from }) => from > startedAt && from < end)
  if (inside.length === 0) return []
  return [{ from: startedAt, cause: toFirstCause(outage) }, ...inside].map((part, index) => ({
    from: part.from,
    to: inside[index]?.from ?? endedAt,
    cause: part.cause,
  }))
}

/** @param now epoch ms: up to there an open outage has lasted */
export const toPublicOutage = (outage: OutageInEffect, now: number): PublicOutage => ({
  id: outage.id,
  hotspotId: outage.hotspotId,
  uplinkId: outage.uplinkId,
  uplinkOutageId: outage.uplinkOutageId,
  severity: outage.severity,
  layer: outage.layer,
  reason: outage.reason,
  cause: toFirstCause(outage),
  parts: toPublicParts(outage),
  startedAt: outage.startedAt,
  endedAt: outage.endedAt,
  endReason: outage.endReason,
  durationMs: Math.max(0, (outage.endedAt ?? now) - outage.startedAt),
  acknowledgedAt: outage.acknowledgedAt,
})
