/** An outage as everybody may see it. */
import type { Cause, Outage } from './hotspot.ts'

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

/** @param now epoch ms: up to there an open outage has lasted */
export const toPublicOutage = (outage: Outage, now: number): PublicOutage => ({
  id: outage.id,
  hotspotId: outage.hotspotId,
  uplinkId: outage.uplinkId,
  uplinkOutageId: outage.uplinkOutageId,
  severity: outage.severity,
  layer: outage.layer,
  reason: outage.reason,
  cause: outage.cause,
  parts: [],
  startedAt: outage.startedAt,
  endedAt: outage.endedAt,
  endReason: outage.endReason,
  durationMs: Math.max(0, (outage.endedAt ?? now) - outage.startedAt),
  acknowledgedAt: outage.acknowledgedAt,
})
