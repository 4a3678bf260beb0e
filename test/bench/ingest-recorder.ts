/** The real recorder over a file, as the program wires it. */
import { planCity, type Inventory } from '../../server/monitor/city.ts'
import { Recorder } from '../../server/monitor/record.ts'
import type { Db } from '../../server/store/database.ts'
import { createLiveState, type LiveState } from '../../server/store/live.ts'
import { createRecordStore } from '../../server/store/record-store.ts'
import { begin, minuteMs, schedule } from './city.ts'

const dayMs = 86_400_000

/** Days are those of UTC; the inventory is in the file already. */
export const openRecorder = (
  db: Db,
  inventory: Inventory,
  live: LiveState = createLiveState(),
): Recorder => {
  const recorder = new Recorder({
    store: createRecordStore(db),
    live,
    dayOf: (at) => at - (at % dayMs),
  })
  recorder.start(begin, minuteMs)
  recorder.setCity(
    planCity(inventory, { defaultSchedule: schedule, intervalOf: () => minuteMs }),
    begin,
  )
  return recorder
}
