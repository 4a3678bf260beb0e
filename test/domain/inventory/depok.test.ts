/** The given data of Depok: complete, honest, and reproducible. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../../server/package-root.ts'
import { planHotspots } from './files.ts'

describe('the list of Depok', () => {
  const content = readFileSync(join(packageRoot, 'data/depok/hotspots.csv'), 'utf8')
  const plan = planHotspots(content).hotspots

  it('has 132 places that all pass, with the basis of their points as found', () => {
    expect(plan?.rejected).toEqual([])
    const places = plan?.created.map(({ after }) => after) ?? []
    expect(places).toHaveLength(132)
    const count = (field: 'kind' | 'coordinateBasis', value: string): number =>
      places.filter((place) => place[field] === value).length
    expect(
      [
        'kelurahan',
        'kecamatan',
        'puskesmas',
        'taman',
        'rw',
        'komunitas',
        'kantor',
        'rs',
        'masjid',
        'jalan',
      ].map((kind) => count('kind', kind)),
    ).toEqual([63, 11, 39, 7, 4, 3, 2, 1, 1, 1])
    expect(
      ['office', 'centroid', 'approximate', 'street', 'unknown'].map((basis) =>
        count('coordinateBasis', basis),
      ),
    ).toEqual([14, 82, 32, 2, 2])
  })

  it('invents no address, provider, name of a network, or contract', () => {
    for (const { after } of plan?.created ?? []) {
      expect(after.source).not.toBeNull()
      const { gateway, provider, ssid, portalUrl, slaTarget, uplinkId, bandwidthMbps } = after
      expect([gateway, provider, ssid, portalUrl, slaTarget, uplinkId, bandwidthMbps]).toEqual(
        Array(7).fill(null),
      )
    }
  })
})

describe('the schematic areas of Depok', () => {
  const file = join(packageRoot, 'data/depok/areas-schematic.geojson')

  it('are what their script makes, byte for byte', () => {
    const folder = mkdtempSync(join(tmpdir(), 'titik-areas-'))
    const copy = join(folder, 'areas.geojson')
    try {
      execFileSync(process.execPath, ['--import', 'tsx', 'data/depok/make-areas.ts', copy], {
        cwd: packageRoot,
      })
      expect(readFileSync(copy, 'utf8')).toBe(readFileSync(file, 'utf8'))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('are small, and say of themselves that they are schematic', () => {
    expect(statSync(file).size).toBeLessThan(40_000)
    const content = readFileSync(file, 'utf8')
    expect(content.match(/"schematic":true/g)).toHaveLength(11)
  })
})
