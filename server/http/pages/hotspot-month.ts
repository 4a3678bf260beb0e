/** The month that the page of one hotspot accounts for, and the months beside it. */
import type { HotspotStatus } from '../../domain/hotspot.ts'
import { monthOf, parseMonth, toMonthText } from '../../domain/month.ts'
import type { MonthAccount, MonthLink } from '../../../web/pages/hotspot-month.tsx'
import type { PageDeps } from '../deps.ts'

/**
 * The account of the month asked for, or of the running one when that is none, or has not begun.
 *
 * @param asked `YYYY-MM` as the address has it
 */
export const readMonth = (
  deps: PageDeps,
  status: HotspotStatus,
  asked: string | undefined,
  now: number,
): MonthAccount => {
  const zone = deps.settings.timezone
  const stated = parseMonth(asked ?? '', zone)
  const month = stated === undefined || stated.from > now ? monthOf(zone, now) : stated
  const toLink = (at: number): MonthLink => ({
    month: toMonthText(zone, at),
    from: monthOf(zone, at).from,
  })
  const first = deps.history.findFirstFlip(status.hotspot.key)
  return {
    ledger: deps.ledgers.readHotspot(status, month, now),
    isRunning: month.to > now,
    previous: first !== null && first < month.from ? toLink(month.from - 1) : null,
    next: month.to <= now ? toLink(month.to) : null,
  }
}
