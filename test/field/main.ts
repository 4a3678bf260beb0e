/** Runs the simulated city alone, as a process of its own: says where it is, then obeys lines on standard input. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runConsole } from './console.ts'
import { createField } from './field.ts'
import {
  makeSyntheticInventory,
  readDepokInventory,
  toHotspotsCsv,
  toUplinksCsv,
  toWitnessSettings,
} from './inventory.ts'
import { fieldNetwork } from './plan.ts'
import { playRandom } from './play.ts'

const help = `Usage: npm run field -- [--hotspots N] [--out DIR] [--seed N]

  --hotspots N  N synthetic hotspots instead of the 132 places of Depok
  --out DIR     writes hotspots.csv and uplinks.csv for titik import
  --seed N      lets the city fail by chance
Then one command per line; "help" lists them. End of input closes the field.`

const { values } = parseArgs({
  options: {
    hotspots: { type: 'string' },
    out: { type: 'string' },
    seed: { type: 'string' },
    help: { type: 'boolean' },
  },
})

const run = async (): Promise<void> => {
  const inventory =
    values.hotspots === undefined
      ? readDepokInventory()
      : makeSyntheticInventory(Number(values.hotspots))
  const field = await createField({ sites: inventory.sites })
  if (values.out !== undefined) {
    await mkdir(values.out, { recursive: true })
    await writeFile(join(values.out, 'hotspots.csv'), toHotspotsCsv(inventory, field))
    await writeFile(join(values.out, 'uplinks.csv'), toUplinksCsv(field))
  }
  const witnesses = toWitnessSettings(field)
  const say = (text: string): void => console.log(text)
  // One line of JSON that another process can read before it sends commands.
  say(
    JSON.stringify({
      hotspots: field.hotspots.length,
      uplinks: field.uplinks.length,
      ports: field.ports,
      allowedTargets: fieldNetwork,
      witnesses,
    }),
  )
  const ending = new AbortController()
  const { signal } = ending
  process.once('SIGTERM', () => ending.abort())
  process.once('SIGINT', () => ending.abort())
  const playing =
    values.seed === undefined
      ? []
      : [playRandom({ field, seed: Number(values.seed), from: Date.now(), signal })]
  await Promise.race([runConsole({ field, input: process.stdin, say, signal }), ...playing])
  ending.abort()
  process.stdin.destroy()
  await Promise.all(playing)
  await field.close()
}

if (values.help === true) console.log(help)
else await run()
