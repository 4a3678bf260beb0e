/** What people decided about places, as it is now: who is open, and whom a maintenance window holds. */
import type { Hotspot } from '../domain/hotspot.ts'
import type { HoursContext } from '../domain/ledger/dated-facts.ts'
import { holdsFor } from '../domain/people/maintenance.ts'
import {
  computeMaintenanceNow,
  toMaintenanceReach,
  type MaintenanceNow,
} from '../domain/people/maintenance-now.ts'
import type { PresentMaintenance, PresentPlace } from '../domain/present-status.ts'
import { createOpeningFinder, type Opening } from '../domain/service-hours/opening.ts'
import type { Db } from '../store/database.ts'
import { createMaintenanceStore } from '../store/maintenance-store.ts'

export interface Places {
  readonly find: (hotspot: Hotspot, now: number) => PresentPlace
  /** Null = service hours not known. */
  readonly findOpening: (hotspot: Hotspot, now: number) => Opening | null
  /**
   * Reads the maintenance windows anew, if it is time to.
   *
   * @returns whether other windows hold than before
   */
  readonly refresh: (now: number) => boolean
  /** First instant after `now` at which a place opens or closes, or a window begins or ends; Infinity = none. */
  readonly findNextChange: (hotspots: Iterable<Hotspot>, now: number) => number
}

/** Windows may be entered by another process: after this time they are read again, ms. */
const rereadMs = 2000

const createWindows = (db: Db, { calendar }: HoursContext) => {
  const store = createMaintenanceStore(db)
  let held: MaintenanceNow = { windows: [], changesAt: 0 }
  let text = ''
  let readAt = -Infinity
  return {
    held: () => held,
    refresh: (now: number): boolean => {
      const isFresh = now >= readAt && now - readAt < rereadMs && now < held.changesAt
      if (isFresh) return false
      readAt = now
      const { from, to } = toMaintenanceReach(now)
      held = computeMaintenanceNow(store.listTouching(from, to), now, calendar)
      const before = text
      text = JSON.stringify(held.windows)
      return text !== before
    },
  }
}

const findMaintenance = (hotspot: Hotspot, held: MaintenanceNow): PresentMaintenance | null => {
  const found = held.windows.find(({ window }) => holdsFor(window, hotspot))
  return found === undefined ? null : { title: found.window.title, until: found.until }
}

/** Windows are read from `db`; hours are those of the inventory as it is now. */
export const createPlaces = (db: Db, hours: HoursContext): Places => {
  const opening = createOpeningFinder(hours.defaultHours, hours.calendar)
  const windows = createWindows(db, hours)
  return {
    find: (hotspot, now) => ({
      openNow: opening.find(hotspot, now)?.isOpen ?? null,
      maintenance: findMaintenance(hotspot, windows.held()),
    }),
    findOpening: opening.find,
    refresh: windows.refresh,
    findNextChange: (hotspots, now) => {
      let next = windows.held().changesAt
      for (const hotspot of hotspots) {
        const at = opening.find(hotspot, now)?.changesAt ?? Infinity
        if (at < next) next = at
      }
      return next
    },
  }
}
