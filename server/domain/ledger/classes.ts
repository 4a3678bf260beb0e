/** The classes into which a period is divided, and time counted by them. */
import { causes, type Cause } from '../hotspot.ts'

/** View `all`, in order of precedence: where several apply, the earlier wins. */
export type AllClass = 'not_in_service' | 'unknown' | 'upstream' | 'down' | 'degraded' | 'up'

/** View `service`: `closed` and `maintenance` come after `not_in_service` and before all others. */
export type ServiceClass = AllClass | 'closed' | 'maintenance'

/** Milliseconds per class of view `all`, with the keys of JSON. */
export interface AllTotals {
  readonly notInService: number
  readonly unknown: number
  readonly upstream: number
  readonly down: number
  readonly degraded: number
  readonly up: number
}

/** Milliseconds per class of view `service`. */
export interface ServiceTotals extends AllTotals {
  readonly closed: number
  readonly maintenance: number
}

export type CauseTotals = Readonly<Record<Cause, number>>

/** Totals while they are being counted. */
export interface Tally {
  readonly classes: { -readonly [Name in keyof ServiceTotals]: number }
  /** `down` and `upstream` by cause. */
  readonly causes: Record<Cause, number>
}

export const createTally = (): Tally => ({
  classes: {
    notInService: 0,
    closed: 0,
    maintenance: 0,
    unknown: 0,
    upstream: 0,
    down: 0,
    degraded: 0,
    up: 0,
  },
  causes: {
    power: 0,
    provider: 0,
    device: 0,
    cabling: 0,
    vandalism: 0,
    portal: 0,
    other: 0,
    unclassified: 0,
  },
})

export const isDownClass = (found: ServiceClass): boolean =>
  found === 'down' || found === 'upstream'

/** Counts `ms` of one class; `cause` matters for down time only. */
export const addTime = (tally: Tally, found: ServiceClass, ms: number, cause: Cause): void => {
  tally.classes[found === 'not_in_service' ? 'notInService' : found] += ms
  if (isDownClass(found)) tally.causes[cause] += ms
}

/** Adds what another tally, or the view of a ledger, has counted. */
export const addTotals = (
  sum: Tally,
  classes: AllTotals & Partial<ServiceTotals>,
  downByCause: CauseTotals,
): void => {
  for (const name of Object.keys(sum.classes) as (keyof ServiceTotals)[]) {
    sum.classes[name] += classes[name] ?? 0
  }
  for (const cause of causes) sum.causes[cause] += downByCause[cause]
}

/** Without the classes that view `all` does not know. */
export const toAllTotals = ({
  notInService,
  unknown,
  upstream,
  down,
  degraded,
  up,
}: AllTotals): AllTotals => ({ notInService, unknown, upstream, down, degraded, up })

/** Time in which the hotspot's condition was really observed. */
export const computeKnown = ({ up, degraded, down, upstream }: AllTotals): number =>
  up + degraded + down + upstream

/** Length of the period. */
export const computeTotal = (classes: AllTotals & Partial<ServiceTotals>): number =>
  computeKnown(classes) +
  classes.unknown +
  classes.notInService +
  (classes.closed ?? 0) +
  (classes.maintenance ?? 0)
