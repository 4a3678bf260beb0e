/** The present as bytes: built when it changes, never by a request. */
import type { PublicHotspot, Summary } from '../domain/present-status.ts'

/** The city as of the last change; every field is replaced, never edited. */
export interface Present {
  /** Epoch ms. */
  readonly generatedAt: number
  /** By hotspot id, ordered by id. */
  readonly rows: ReadonlyMap<string, PublicHotspot>
  readonly summary: Summary
}
