/** Run with few file descriptors: takes all that are left, then probes, and prints the results. */
import { openSync } from 'node:fs'
import { createAddressPolicy } from '../../probes/address-policy.ts'
import type { IcmpTarget, ProbeTarget } from '../../probes/result.ts'
import { createProbeRunner } from '../../probes/runner.ts'

const port = Number(process.argv[2])
const targets: ProbeTarget[] = [
  { kind: 'tcp', host: '127.0.0.1', port },
  { kind: 'tcp', host: 'name.test', port },
  { kind: 'http', url: `http://127.0.0.1:${String(port)}/` },
  { kind: 'http', url: `https://127.0.0.1:${String(port)}/` },
  { kind: 'dns', host: '127.0.0.1', port, name: 'depok.go.id' },
  { kind: 'icmp', host: '127.0.0.1' },
]

const many = Array.from({ length: 600 }, (_, index): IcmpTarget => ({
  kind: 'icmp',
  host: `127.1.${String(index >> 8)}.${String(index & 255)}`,
}))

const takeAll = (): void => {
  for (let taken = 0; taken < 1000; taken += 1) {
    try {
      openSync('/dev/null', 'r')
    } catch {
      return
    }
  }
}

const runner = createProbeRunner({
  policy: createAddressPolicy({ allowed: ['127.0.0.0/8'] }),
  now: () => 0,
  nameServers: ['127.0.0.1:1'],
})
takeAll()
const results = []
for (const target of targets) results.push((await runner.probe(target)).result)
const batch = await runner.probeIcmpBatch(many, new AbortController().signal)
process.stdout.write(JSON.stringify([...results, batch[599]?.result]))
