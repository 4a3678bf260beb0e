/** What a city's inventory is checked against: its areas and its kinds of hotspots, read from the given files. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAreaGeojson, parseAreaLists } from '../domain/area-files.ts'
import { createAreas } from '../domain/areas.ts'
import type { Areas } from '../domain/areas.ts'
import { parseKinds } from '../domain/inventory/kinds.ts'
import { packageRoot } from '../package-root.ts'

export interface City {
  readonly areas: Areas
  /** Codes of the kinds that exist. */
  readonly kinds: ReadonlySet<string>
}

const readGiven = (name: string): string =>
  readFileSync(join(packageRoot, 'data/depok', name), 'utf8')

/**
 * Reads the city.
 *
 * @param areasFile official outlines in place of the schematic ones; null = schematic
 * @throws DomainError `invalid` when a file has another form, or the outlines are those of another city
 */
export const readCity = (areasFile: string | null): City => ({
  areas: createAreas({
    ...parseAreaLists(readGiven('areas.json')),
    shapes: parseAreaGeojson(
      areasFile === null ? readGiven('areas-schematic.geojson') : readFileSync(areasFile, 'utf8'),
    ),
  }),
  kinds: new Set(parseKinds(JSON.parse(readGiven('kinds.json'))).map(({ code }) => code)),
})
