/** Which hotspot outages hang on an uplink's outage, and when they are cut loose again. */

/** An uplink's own outage, open (`endedAt` null) or ended. */
export interface UplinkOutageSpan {
  readonly startedAt: number
  readonly endedAt: number | null
}

/**
 * How many rounds apart two beginnings, or two ends, still count as one event: two, and half a round because no probe
 * starts at the very instant of its round.
 */
const roundsApart = 2.5

/**
 * A hotspot's outage hangs on the uplink's when it begins while the uplink is down, or within two rounds of the
 * uplink's own start, either way round.
 *
 * @param intervalMs interval of the hotspot's round, ms
 */
export const isCausedByUplink = (
  startedAt: number,
  uplink: UplinkOutageSpan,
  intervalMs: number,
): boolean => {
  const reach = roundsApart * intervalMs
  if (startedAt < uplink.startedAt) return uplink.startedAt - startedAt <= reach
  if (uplink.endedAt === null || startedAt < uplink.endedAt) return true
  return startedAt - uplink.startedAt <= reach
}

/**
 * Where an attached outage is to be split: the uplink's end, when the hotspot stays (or stayed) down more than two
 * rounds beyond it; null while it is not to be split.
 *
 * @param until the outage's end, or now while it is open, epoch ms
 */
export const findSplit = (
  uplink: UplinkOutageSpan,
  until: number,
  intervalMs: number,
): number | null => {
  if (uplink.endedAt === null) return null
  return until - uplink.endedAt > roundsApart * intervalMs ? uplink.endedAt : null
}
