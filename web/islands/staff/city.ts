/** The one picture of the city in the browser: map, list, filters and panel all read it. */
import type { PublicHotspot } from '../../../server/domain/present-status.ts'
import type { PublicOutage } from '../../../server/domain/public-outage.ts'
import { toSearchText } from '../../state/hotspot-filter.ts'

/** A hotspot with what is worked out once per change. */
export interface Place {
  readonly row: PublicHotspot
  readonly searchText: string
  /** When the server said so, epoch ms. */
  readonly generatedAt: number
}

/** What an event said of a hotspot's outage; null = it ended. */
interface OutageNews {
  readonly outage: PublicOutage | null
  readonly generatedAt: number
}

/** A changed object as the stream brings it. */
export type Told<T> = T & { readonly generatedAt: number }

interface FeatureCollection {
  readonly generatedAt: number
  readonly features: readonly { readonly properties: PublicHotspot }[]
}

interface OutageList {
  readonly generatedAt: number
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
  /** An event may overtake a whole picture that is on its way: the newer word counts. */
  readonly setRow: (row: Told<PublicHotspot>) => void
  readonly setOutage: (outage: Told<PublicOutage>) => void
}

/** The most that the API gives at once. */
const outagesPerPage = 500

/** Outages are fetched in pages; a city has fewer open ones than this many pages hold. */
const longestOutagePages = 20

const readJson = async (path: string): Promise<unknown> => {
  const response = await fetch(path, { cache: 'no-cache', signal: AbortSignal.timeout(20_000) })
  if (!response.ok) throw new Error(`${path} answered ${String(response.status)}`)
  return response.json()
}

const loadOutages = async (): Promise<OutageNews[]> => {
  const outages: OutageNews[] = []
  let cursor: string | null = null
  for (let page = 0; page < longestOutagePages; page += 1) {
    const query = new URLSearchParams({ state: 'open', limit: String(outagesPerPage) })
    if (cursor !== null) query.set('cursor', cursor)
    const list = (await readJson(`/api/v1/outages?${query.toString()}`)) as OutageList
    const { generatedAt } = list
    for (const outage of list.items) outages.push({ outage, generatedAt })
    cursor = list.nextCursor
    if (cursor === null) break
  }
  return outages
}

const isSameRow = (a: PublicHotspot, b: PublicHotspot): boolean =>
  JSON.stringify(a) === JSON.stringify(b)

const collator = new Intl.Collator('id', { numeric: true })

/** Names are compared by their beginning: an endless one would cost as much as all others. */
const sortByName = (rows: readonly PublicHotspot[]): PublicHotspot[] =>
  rows.toSorted((a, b) => collator.compare(a.name.slice(0, 100), b.name.slice(0, 100)))

/** Hotspots by id; events and whole pictures come in any order, the newer word counts. */
const createPlaces = () => {
  const places = new Map<string, Place>()
  const set = (row: PublicHotspot, generatedAt: number): void => {
    places.set(row.id, { row, searchText: toSearchText(row), generatedAt })
  }
  const replace = (rows: readonly PublicHotspot[], generatedAt: number): Set<string> => {
    const before = new Map(places)
    const changed = new Set<string>()
    places.clear()
    for (const row of sortByName(rows)) {
      const old = before.get(row.id)
      before.delete(row.id)
      const isKept = old !== undefined && (old.generatedAt > generatedAt || isSameRow(old.row, row))
      if (isKept) places.set(row.id, old)
      else {
        set(row, generatedAt)
        changed.add(row.id)
      }
    }
    for (const id of before.keys()) changed.add(id)
    return changed
  }
  return { places, set, replace }
}

const createOutages = () => {
  const news = new Map<string, OutageNews>()
  const tell = ({ outage, generatedAt }: OutageNews, hotspotId: string): void => {
    if ((news.get(hotspotId)?.generatedAt ?? 0) <= generatedAt) {
      news.set(hotspotId, { outage, generatedAt })
    }
  }
  return {
    find: (hotspotId: string) => news.get(hotspotId)?.outage ?? undefined,
    tell,
    /** What a newer event said of a hotspot stays; all else is as the list says. */
    replace: (list: readonly OutageNews[], generatedAt: number): void => {
      for (const [id, old] of news) if (old.generatedAt <= generatedAt) news.delete(id)
      for (const one of list) {
        const id = one.outage?.hotspotId
        if (id !== null && id !== undefined) tell(one, id)
      }
    },
  }
}

/** @param onChange told the ids that are new, gone or read differently */
export const createCity = (onChange: (ids: ReadonlySet<string>) => void): City => {
  const { places, set, replace } = createPlaces()
  const outages = createOutages()
  let loadedAt = 0
  return {
    places,
    loadedAt: () => loadedAt,
    findOutage: outages.find,
    load: async () => {
      const [collection, open] = await Promise.all([
        readJson('/api/v1/hotspots.geojson') as Promise<FeatureCollection>,
        loadOutages(),
      ])
      const { features, generatedAt } = collection
      const changed = replace(
        features.map((feature) => feature.properties),
        generatedAt,
      )
      outages.replace(open, generatedAt)
      loadedAt = generatedAt
      onChange(changed)
    },
    setRow: (row) => {
      set(row, row.generatedAt)
      onChange(new Set([row.id]))
    },
    setOutage: (outage) => {
      const { hotspotId, generatedAt } = outage
      if (hotspotId === null) return
      outages.tell({ outage: outage.endedAt === null ? outage : null, generatedAt }, hotspotId)
      onChange(new Set([hotspotId]))
    },
  }
}
