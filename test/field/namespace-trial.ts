/** Run inside a network namespace by the field's test: one hotspot is swallowed and freed, by TCP and by ICMP. */
import { spawnSync } from 'node:child_process'
import { createField } from './field.ts'
import { dial } from './talk.ts'

const field = await createField({ sites: [{ id: 'satu', uplinkId: null }] })
const address = field.hotspots[0]?.address ?? ''

const tell = async (moment: string): Promise<void> => {
  const { status } = spawnSync('ping', ['-c', '1', '-W', '1', address], { stdio: 'ignore' })
  const tcp = await dial(address, field.ports.gateway)
  console.log(`${moment} ${tcp} ${status === 0 ? 'alive' : 'unreachable'}`)
}

await tell('before')
await field.apply({ kind: 'cut', id: 'satu', mode: 'blackhole' })
await tell('cut')
await field.apply({ kind: 'restore', id: 'satu' })
await tell('after')
await field.close()
