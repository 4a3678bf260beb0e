/** The city as of the last change: what API, events and pages show alike. */
import type { PublicHotspot, Summary } from '../domain/present-status.ts'

/** Every field is replaced, never edited. */
export interface Present {
  /** Epoch ms. */
  readonly generatedAt: number
  /** By hotspot id, ordered by id. */
  readonly rows: ReadonlyMap<string, PublicHotspot>
  readonly summary: Summary
}
