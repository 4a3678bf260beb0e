/** How rows and summary become the bodies of `/hotspots`, `/hotspots.geojson` and `/summary`. */
import { randomBytes } from 'node:crypto'
import type { HotspotStatus } from '../domain/hotspot.ts'
import type { PublicHotspot, Summary } from '../domain/present-status.ts'
import type { DocumentSource } from './document.ts'
import type { HeaderSet } from './headers.ts'

export interface PresentRow {
  readonly status: HotspotStatus
  readonly hotspot: PublicHotspot
  /** JSON of `hotspot`. */
  readonly text: string
}

/** Each body is made when it is asked for, so that other requests get their turn between them. */
interface SnapshotSources {
  readonly geojson: () => DocumentSource
  readonly hotspots: () => DocumentSource
  readonly summary: () => DocumentSource
}

/** GeoJSON (RFC 7946): longitude first; a hotspot without a point has no geometry. */
const toFeature = ({ hotspot, text }: PresentRow): string => {
  const { id, lat, lon } = hotspot
  const geometry =
    lat === null || lon === null
      ? 'null'
      : `{"type":"Point","coordinates":[${String(lon)},${String(lat)}]}`
  return `{"type":"Feature","id":${JSON.stringify(id)},"geometry":${geometry},"properties":${text}}`
}

const encoder = new TextEncoder()

/** Two processes never give one tag to different bytes. */
const processTag = randomBytes(6).toString('base64url')
let counter = 0

/** List answer made of rows that are JSON already. */
export const joinList = (
  generatedAt: number,
  texts: readonly string[],
  nextCursor: string | null,
): string =>
  `{"generatedAt":${String(generatedAt)},"items":[${texts.join(',')}],"nextCursor":${JSON.stringify(nextCursor)}}`

/** Bodies of one present; every call gives new tags, since `generatedAt` is in each body. */
export const createSources = (
  rows: ReadonlyMap<string, PresentRow>,
  summary: Summary,
  headers: HeaderSet,
): SnapshotSources => {
  counter += 1
  const tag = `${processTag}-${counter.toString(36)}`
  const toSource = (type: string, body: string): DocumentSource => ({
    bytes: encoder.encode(body),
    tag,
    headers: { 'Content-Type': type, ...headers },
  })
  const { generatedAt } = summary
  const json = 'application/json; charset=utf-8'
  return {
    geojson: () => {
      const features = Array.from(rows.values(), toFeature).join(',')
      return toSource(
        'application/geo+json; charset=utf-8',
        `{"type":"FeatureCollection","generatedAt":${String(generatedAt)},"features":[${features}]}`,
      )
    },
    hotspots: () => {
      const texts = Array.from(rows.values(), (row) => row.text)
      return toSource(json, joinList(generatedAt, texts, null))
    },
    summary: () => toSource(json, JSON.stringify(summary)),
  }
}
