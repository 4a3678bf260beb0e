/** The simulated city: real listeners on loopback for every hotspot, uplink and witness, and the hands that break them. */
import type { Action, CutMode } from './action.ts'
import { createBlackHole, type BlackHole } from './black-hole.ts'
import {
  createCity,
  listThings,
  type City,
  type FieldHotspot,
  type FieldOptions,
  type FieldUplink,
  type FieldWitness,
  type HotspotThing,
  type Thing,
} from './city.ts'
import type { Endpoint } from './endpoint.ts'
import { defaultPorts, type FieldPorts } from './plan.ts'
import { assertRoutesMayChange, setSwallowed } from './route-hole.ts'

export interface Field {
  readonly ports: FieldPorts
  readonly hotspots: readonly FieldHotspot[]
  readonly uplinks: readonly FieldUplink[]
  readonly witnesses: readonly FieldWitness[]
  /** Resolves when every listener is in its new state; one action after the other. Rejects for an id that is not here. */
  readonly apply: (action: Action) => Promise<void>
  /** Frees every port; resolves when all listeners are closed. */
  readonly close: () => Promise<void>
}

/** Pairs of ports tried before giving up; more would make the gateways' range reach the portals'. */
const portAttempts = 50

/** Endpoints opened at once, so that 4,000 of them do not hold the event loop in one go. */
const openBatch = 500

const closeAll = async (endpoints: readonly Endpoint[]): Promise<void> => {
  await Promise.all(endpoints.map((endpoint) => endpoint.close()))
}

const openAll = async (endpoints: readonly Endpoint[]): Promise<void> => {
  for (let index = 0; index < endpoints.length; index += openBatch) {
    const batch = endpoints.slice(index, index + openBatch)
    // Settled, not all: a listener that is still on its way could not be closed again.
    const results = await Promise.allSettled(batch.map((endpoint) => endpoint.open()))
    const failure = results.find((result) => result.status === 'rejected')
    if (failure !== undefined) throw failure.reason as Error
  }
}

const openCity = async (city: City): Promise<void> => {
  // First of all: a field whose hotspots are cut still owns its ports.
  const endpoints = [...city.reservation, ...listThings(city).flatMap(({ endpoints: own }) => own)]
  try {
    await openAll(endpoints)
  } catch (error) {
    await closeAll(endpoints)
    throw error
  }
}

const openOnFreePorts = async (
  options: FieldOptions,
): Promise<{ city: City; ports: FieldPorts }> => {
  const first = options.ports ?? defaultPorts
  for (let attempt = 0; ; attempt++) {
    const ports = { portal: first.portal + attempt, gateway: first.gateway + attempt }
    const city = createCity(options, ports)
    try {
      await openCity(city)
      return { city, ports }
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      if (!isTaken || attempt + 1 === portAttempts) throw error
    }
  }
}

const wantedCut = (thing: Thing): CutMode | null => {
  const uplink = (thing as Partial<HotspotThing>).uplink
  return thing.cut ?? uplink?.cut ?? null
}

/** Brings the listeners of everything whose cut changed into the state that is wanted. */
const settle = async (city: City, blackHole: BlackHole): Promise<void> => {
  const things = listThings(city)
  const changed = things.filter((thing) => thing.inForce !== wantedCut(thing))
  const swallowed = changed.filter(
    (thing) => (thing.inForce === 'blackhole') !== (wantedCut(thing) === 'blackhole'),
  )
  for (const thing of swallowed) {
    await setSwallowed(thing.address, wantedCut(thing) === 'blackhole')
  }
  for (const thing of changed) thing.inForce = wantedCut(thing)
  const isClosed = (thing: Thing): boolean =>
    thing.inForce === 'refuse' || thing.inForce === 'timeout'
  await closeAll(changed.filter(isClosed).flatMap(({ endpoints }) => endpoints))
  await blackHole.set(
    things.filter(({ inForce }) => inForce === 'timeout').flatMap(({ endpoints }) => endpoints),
  )
  await openAll(changed.filter((thing) => !isClosed(thing)).flatMap(({ endpoints }) => endpoints))
}

const getById = <T>(things: ReadonlyMap<string, T>, id: string): T => {
  const thing = things.get(id)
  if (thing === undefined) throw new Error(`${id} is not in the field`)
  return thing
}

const heal = (hotspot: HotspotThing): void => {
  hotspot.cut = null
  hotspot.fault = null
  hotspot.delayMs = 0
}

const cutWitnesses = (city: City, tier: string, mode: CutMode | null): void => {
  for (const witness of city.witnesses) {
    if (tier === 'all' || witness.tier === tier) witness.cut = mode
  }
}

const changeHotspot = (
  hotspot: HotspotThing,
  action: Action & { kind: 'cut' | 'restore' | 'slow' | 'break' },
): void => {
  if (action.kind === 'cut') hotspot.cut = action.mode
  else if (action.kind === 'slow') hotspot.delayMs = action.delayMs
  else if (action.kind === 'break') hotspot.fault = action.fault
  else heal(hotspot)
}

const restoreAll = (city: City): void => {
  for (const hotspot of city.hotspots.values()) heal(hotspot)
  for (const uplink of city.uplinks.values()) uplink.cut = null
  cutWitnesses(city, 'all', null)
}

const change = (city: City, action: Action): void => {
  switch (action.kind) {
    case 'cut-uplink':
      getById(city.uplinks, action.id).cut = action.mode
      return
    case 'restore-uplink':
      getById(city.uplinks, action.id).cut = null
      return
    case 'cut-witness':
      cutWitnesses(city, action.tier, action.mode)
      return
    case 'restore-witness':
      cutWitnesses(city, action.tier, null)
      return
    case 'cut-all':
      for (const hotspot of city.hotspots.values()) hotspot.cut = action.mode
      return
    case 'restore-all':
      restoreAll(city)
      return
    default:
      changeHotspot(getById(city.hotspots, action.id), action)
  }
}

/**
 * Opens the city's listeners.
 *
 * @throws the system's error when addresses of 127.0.0.0/8 cannot be bound or no pair of ports is free
 */
export const createField = async (options: FieldOptions): Promise<Field> => {
  const { city, ports } = await openOnFreePorts(options)
  const blackHole = createBlackHole()
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work)
    last = next.catch(() => undefined)
    return next
  }
  const apply = (action: Action): Promise<void> =>
    inTurn(async () => {
      if ('mode' in action && action.mode === 'blackhole') await assertRoutesMayChange()
      change(city, action)
      await settle(city, blackHole)
    })
  const close = (): Promise<void> =>
    inTurn(async () => {
      const swallowed = listThings(city).filter(({ inForce }) => inForce === 'blackhole')
      for (const { address } of swallowed) await setSwallowed(address, false)
      await blackHole.close()
      await closeAll(listThings(city).flatMap(({ endpoints }) => endpoints))
      await closeAll(city.reservation)
    })
  return {
    ports,
    hotspots: [...city.hotspots.values()],
    uplinks: [...city.uplinks.values()],
    witnesses: city.witnesses,
    apply,
    close,
  }
}
