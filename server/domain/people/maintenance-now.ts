/** Which maintenance windows hold at an instant, and until when that answer holds. */
import type { Span } from '../ledger/span.ts'
import { mergeSpans } from '../ledger/span.ts'
import type { Calendar } from '../service-hours/open-spans.ts'
import { listMaintenanceSpans, type Maintenance } from './maintenance.ts'

/** How far ahead the next beginning or end is looked for, ms. */
const aheadMs = 8 * 86_400_000

export interface WindowNow {
  readonly window: Maintenance
  /** When it ends, or pauses until it recurs, epoch ms; null = open, or later than eight days from now. */
  readonly until: number | null
}

export interface MaintenanceNow {
  /** Windows that hold, oldest first. */
  readonly windows: readonly WindowNow[]
  /** First beginning or end within the next eight days, epoch ms; Infinity = none. */
  readonly changesAt: number
}

const toEdges = ({ from, to }: Span): number[] => [from, to]

/** @param windows those that are not called off and touch the eight days after `at` */
export const computeMaintenanceNow = (
  windows: readonly Maintenance[],
  at: number,
  calendar: Calendar,
): MaintenanceNow => {
  const range = { from: at, to: at + aheadMs }
  const held: WindowNow[] = []
  let changesAt = Infinity
  for (const window of windows) {
    const spans = mergeSpans(listMaintenanceSpans(window, range, calendar))
    for (const edge of spans.flatMap(toEdges)) {
      if (edge > at && edge < changesAt) changesAt = edge
    }
    const [first] = spans
    if (first?.from !== at) continue
    held.push({ window, until: first.to < range.to ? first.to : null })
  }
  return { windows: held, changesAt }
}

/** The windows of this range are needed for `computeMaintenanceNow`. */
export const toMaintenanceReach = (at: number): Span => ({ from: at, to: at + aheadMs })
