/** The simulated city in a process of its own, for parts that measure the whole program. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createField } from '../field/field.ts'
import {
  makeSyntheticInventory,
  readDepokInventory,
  toHotspotsCsv,
  toUplinksCsv,
  toWitnessSettings,
} from '../field/inventory.ts'
import type { Helper } from './helper.ts'

export interface FieldQuestion {
  /** 132 are the real places of Depok. */
  readonly hotspots: number
  /** Where the files for `titik import` are written. */
  readonly folder: string
}

export interface FieldAnswer {
  readonly near: string
  readonly far: string
  readonly hotspotsFile: string
  readonly uplinksFile: string
}

const depokCount = 132

export const startField: Helper = async (given) => {
  const { hotspots, folder } = given as FieldQuestion
  const inventory =
    hotspots === depokCount ? readDepokInventory() : makeSyntheticInventory(hotspots)
  const field = await createField({ sites: inventory.sites })
  const answer: FieldAnswer = {
    ...toWitnessSettings(field),
    hotspotsFile: join(folder, 'hotspots.csv'),
    uplinksFile: join(folder, 'uplinks.csv'),
  }
  writeFileSync(answer.hotspotsFile, toHotspotsCsv(inventory, field))
  writeFileSync(answer.uplinksFile, toUplinksCsv(field))
  return () => answer
}
