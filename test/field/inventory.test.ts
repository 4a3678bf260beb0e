/** Proves that the field's inventory is complete, importable in shape, and truthful about being invented. */
import { parse } from 'csv-parse/sync'
import { afterEach, describe, expect, it } from 'vitest'
import { createField, type Field } from './field.ts'
import {
  largestUplink,
  makeSyntheticInventory,
  readDepokInventory,
  toHotspotsCsv,
  toUplinksCsv,
  toWitnessSettings,
  type FieldInventory,
} from './inventory.ts'
import { portalText } from './portal.ts'
import { dial, get } from './talk.ts'

const fields: Field[] = []

const openField = async (inventory: FieldInventory): Promise<Field> => {
  const field = await createField({ sites: inventory.sites })
  fields.push(field)
  return field
}

afterEach(async () => {
  await Promise.all(fields.splice(0).map((field) => field.close()))
})

const readCsv = (text: string): Record<string, string>[] => parse(text, { columns: true })

const countBy = (values: readonly (string | undefined)[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value ?? '', (counts.get(value ?? '') ?? 0) + 1)
  return counts
}

describe('the inventory of the 132 places', () => {
  it('names an address for each that really answers with the expected text', async () => {
    const inventory = readDepokInventory()
    const field = await openField(inventory)
    const rows = readCsv(toHotspotsCsv(inventory, field))
    expect(rows).toHaveLength(132)
    expect(new Set(rows.map((row) => row['gateway'])).size).toBe(132)
    for (const row of [rows[0], rows[77], rows[131]]) {
      expect(await dial(row?.['gateway'] ?? '', Number(row?.['link_tcp_port']))).toBe('connected')
      expect(await get(row?.['portal_url'] ?? '')).toContain(row?.['portal_expect'])
      expect(row?.['portal_expect']).toBe(portalText)
    }
  })

  it('keeps all active, with few ICMP checks and providers that are plainly examples', async () => {
    const inventory = readDepokInventory()
    const rows = readCsv(toHotspotsCsv(inventory, await openField(inventory)))
    expect(countBy(rows.map((row) => row['lifecycle']))).toEqual(new Map([['active', 132]]))
    expect(countBy(rows.map((row) => row['link_icmp'])).get('yes')).toBe(4)
    expect(rows.every((row) => row['provider']?.startsWith('Penyedia Contoh '))).toBe(true)
  })

  it('hangs under six uplinks, one of which carries exactly 40', async () => {
    const inventory = readDepokInventory()
    const field = await openField(inventory)
    const counts = countBy(inventory.sites.map(({ uplinkId }) => uplinkId ?? ''))
    expect([...counts.values()].sort((a, b) => b - a)).toEqual([largestUplink, 28, 22, 18, 14, 10])
    const uplinks = readCsv(toUplinksCsv(field))
    expect(uplinks.map((row) => row['id'])).toEqual([...counts.keys()])
    for (const row of uplinks) {
      expect(await dial(row['gateway'] ?? '', Number(row['link_tcp_port']))).toBe('connected')
    }
  })

  it('comes with witnesses of both tiers, written as the settings take them', async () => {
    const field = await openField(readDepokInventory())
    const port = String(field.ports.gateway)
    expect(toWitnessSettings(field)).toEqual({
      near: `tcp:127.66.0.1:${port},tcp:127.66.0.2:${port}`,
      far: `tcp:127.66.1.1:${port},tcp:127.66.1.2:${port}`,
    })
  })
})

describe('a synthetic inventory', () => {
  it('has as many hotspots as asked for, named as synthetic, spread over all 63 kelurahan', () => {
    const { rows, sites } = makeSyntheticInventory(2000)
    expect(new Set(sites.map(({ id }) => id)).size).toBe(2000)
    expect(rows.every((row) => row['name']?.startsWith('Titik Sintetis '))).toBe(true)
    expect(new Set(rows.map((row) => row['area_code'])).size).toBe(63)
    expect(new Set(rows.map((row) => row['uplink'])).size).toBe(53)
    expect(Math.max(...countBy(rows.map((row) => row['uplink'])).values())).toBe(largestUplink)
  })

  it('is the same every time', () => {
    expect(makeSyntheticInventory(40)).toEqual(makeSyntheticInventory(40))
  })

  it('is opened on 4,000 listeners and closed again', async () => {
    const inventory = makeSyntheticInventory(2000)
    const field = await openField(inventory)
    const last = field.hotspots[1999]
    expect(last?.address).toBe('127.64.7.250')
    expect(await get(last?.portalUrl ?? '')).toContain(portalText)
  })
})
