/** Which built files each page loads: read once from the manifest of the build. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { PageAssets } from '../../../web/pages/view.ts'

export type PageName = 'residents' | 'hotspot' | 'staff' | 'wall' | 'how' | 'missing'

export type AssetsByPage = Readonly<Record<PageName, PageAssets>>

const manifestSchema = z.record(
  z.string(),
  z.object({ file: z.string(), css: z.array(z.string()).optional() }),
)

/** Sources of each page; a page without a script has none. */
const sources: Readonly<Record<PageName, readonly string[]>> = {
  residents: ['web/styles/base.css', 'web/styles/residents.css', 'web/islands/residents.ts'],
  hotspot: ['web/styles/base.css', 'web/styles/hotspot.css', 'web/islands/hotspot.ts'],
  staff: ['web/styles/base.css', 'web/styles/staff.css', 'web/islands/staff.ts'],
  wall: ['web/styles/base.css', 'web/styles/wall.css', 'web/islands/wall.ts'],
  how: ['web/styles/base.css'],
  missing: ['web/styles/base.css'],
}

/**
 * Reads `.vite/manifest.json` under `webRoot`. Without a build every page still works, plain and without scripts.
 *
 * @throws Error when there is a manifest that lacks a file which a page needs
 */
export const readAssets = (webRoot: string): AssetsByPage => {
  const path = join(webRoot, '.vite/manifest.json')
  const manifest = existsSync(path)
    ? manifestSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
    : null
  const collect = (page: PageName): PageAssets => {
    const styles: string[] = []
    const scripts: string[] = []
    for (const source of manifest === null ? [] : sources[page]) {
      const entry = manifest?.[source]
      if (entry === undefined) throw new Error(`${path} has no ${source}: build again`)
      if (source.endsWith('.css')) styles.push(`/${entry.file}`)
      else scripts.push(`/${entry.file}`)
      for (const file of entry.css ?? []) styles.push(`/${file}`)
    }
    return { styles, scripts }
  }
  return {
    residents: collect('residents'),
    hotspot: collect('hotspot'),
    staff: collect('staff'),
    wall: collect('wall'),
    how: collect('how'),
    missing: collect('missing'),
  }
}
