/** The one picture of the city in the browser: map, list, filters and panel all read it. */
import type { PublicHotspot } from '../../../server/domain/present-status.ts'
import type { PublicOutage } from '../../../server/domain/public-outage.ts'
import { toSearchText } from '../../state/hotspot-filter.ts'

/** A hotspot with what is worked out once per change. */
export interface Place {
  readonly row: PublicHotspot
  readonly searchText: string
}

interface FeatureCollection {
  readonly generatedAt: number
  readonly features: readonly { readonly properties: PublicHotspot }[]
}

interface OutageList {
  readonly items: readonly PublicOutage[]
  readonly nextCursor: string | null
}

export interface City {
  /** By id, in the order of names. */
  readonly places: ReadonlyMap<string, Place>
  /** Instant of the newest whole picture, epoch ms; 0 before the first. */
  readonly loadedAt: () => number
  readonly findOutage: (hotspotId: string) => PublicOutage | undefined
  /** Fetches the whole picture; the browser's cache asks with the tag it has. Throws when it cannot. */
  readonly load: () => Promise<void>
  readonly setRow: (row: PublicHotspot) => void
  readonly setOutage: (outage: PublicOutage) => void
}

/** Outages are fetched in pages; a city has fewer open ones than this many pages hold. */
const longestOutagePages = 20

const readJson = async (path: string): Promise<unknown> => {
  const response = await fetch(path, { cache: 'no-cache', signal: AbortSignal.timeout(20_000) })
  if (!response.ok) throw new Error(`${path} answered ${String(response.status)}`)
  return response.json()
}

const loadOutages = async (): Promise<PublicOutage[]> => {
  const outages: PublicOutage[] = []
  let cursor: string | null = null
  for (let page = 0; page < longestOutagePages; page += 1) {
    const query = new URLSearchParams({ state: 'open' })
    if (cursor !== null) query.set('cursor', cursor)
    const list = (await readJson(`/api/v1/outages?${query.toString()}`)) as OutageList
    outages.push(...list.items)
    cursor = list.nextCursor
    if (cursor === null) break
  }
  return outages
}

const toPlace = (row: PublicHotspot): Place => ({ row, searchText: toSearchText(row) })

const isSameRow = (a: PublicHotspot, b: PublicHotspot): boolean =>
  JSON.stringify(a) === JSON.stringify(b)

/** @param onChange told the ids that are new, gone or read differently */
export const createCity = (onChange: (ids: ReadonlySet<string>) => void): City => {
  const collator = new Intl.Collator('id', { numeric: true })
  const places = new Map<string, Place>()
  const outages = new Map<string, PublicOutage>()
  let loadedAt = 0

  const replaceRows = (rows: readonly PublicHotspot[]): Set<string> => {
    const before = new Map(places)
    const changed = new Set<string>()
    places.clear()
    const byName = rows
      .map((row) => ({ row, name: row.name.slice(0, 100) }))
      .sort((a, b) => collator.compare(a.name, b.name))
    for (const { row } of byName) {
      const old = before.get(row.id)
      before.delete(row.id)
      const isSame = old !== undefined && isSameRow(old.row, row)
      places.set(row.id, isSame ? old : toPlace(row))
      if (!isSame) changed.add(row.id)
    }
    for (const id of before.keys()) changed.add(id)
    return changed
  }

  const replaceOutages = (list: readonly PublicOutage[]): void => {
    outages.clear()
    for (const outage of list) if (outage.hotspotId !== null) outages.set(outage.hotspotId, outage)
  }

  return {
    places,
    loadedAt: () => loadedAt,
    findOutage: (hotspotId) => outages.get(hotspotId),
    load: async () => {
      const [collection, open] = await Promise.all([
        readJson('/api/v1/hotspots.geojson') as Promise<FeatureCollection>,
        loadOutages(),
      ])
      const changed = replaceRows(collection.features.map((feature) => feature.properties))
      replaceOutages(open)
      loadedAt = collection.generatedAt
      onChange(changed)
    },
    setRow: (row) => {
      places.set(row.id, toPlace(row))
      onChange(new Set([row.id]))
    },
    setOutage: (outage) => {
      const { hotspotId } = outage
      if (hotspotId === null) return
      if (outage.endedAt === null) outages.set(hotspotId, outage)
      else if (outages.get(hotspotId)?.id === outage.id) outages.delete(hotspotId)
      onChange(new Set([hotspotId]))
    },
  }
}
