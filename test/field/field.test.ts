/** Proves that the simulated city really answers, dies and comes back the way its controls say. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { packageRoot } from '../../server/package-root.ts'
import { createField, type Field } from './field.ts'
import { portalText } from './portal.ts'
import { dial, get } from './talk.ts'

const sites = [
  { id: 'satu', uplinkId: 'uplink-a' },
  { id: 'dua', uplinkId: 'uplink-a' },
  { id: 'tiga', uplinkId: null },
]
const fields: Field[] = []

const openField = async (): Promise<Field> => {
  const field = await createField({ sites })
  fields.push(field)
  return field
}

const hotspotOf = (field: Field, id: string) => {
  const hotspot = field.hotspots.find((candidate) => candidate.id === id)
  if (hotspot === undefined) throw new Error(id)
  return hotspot
}

/** Gateway and portal of one hotspot as a prober would meet them. */
const meet = async (field: Field, id: string): Promise<string[]> => {
  const hotspot = hotspotOf(field, id)
  const page = await get(hotspot.portalUrl)
  return [await dial(hotspot.address, field.ports.gateway), page.split('\r\n', 1)[0] ?? '']
}

const alive = ['connected', 'HTTP/1.1 200 OK']

afterEach(async () => {
  await Promise.all(fields.splice(0).map((field) => field.close()))
})

describe('a sound city', () => {
  it('answers on the gateway and shows the login page on an address of its own per hotspot', async () => {
    const field = await openField()
    const addresses = new Set(field.hotspots.map(({ address }) => address))
    expect(addresses.size).toBe(3)
    for (const { id, portalUrl } of field.hotspots) {
      expect(await meet(field, id)).toEqual(alive)
      expect(await get(portalUrl)).toContain(portalText)
    }
  })

  it('sends every other request of the portal to the login page', async () => {
    const field = await openField()
    const answer = await get(hotspotOf(field, 'satu').portalUrl.replace('/login', '/'))
    expect(answer).toContain('302 Found')
    expect(answer).toContain('Location: /login\r\n')
  })

  it('leaves ports alone that another field uses, even where that field is cut', async () => {
    const first = await openField()
    await first.apply({ kind: 'cut-all', mode: 'refuse' })
    const second = await openField()
    expect(second.ports).not.toEqual(first.ports)
    await first.apply({ kind: 'restore-all' })
    expect(await meet(first, 'satu')).toEqual(alive)
    expect(await meet(second, 'satu')).toEqual(alive)
  })

  it('moves on to the next ports while the first are taken', async () => {
    const blocker = createServer()
    blocker.listen(17922, '0.0.0.0')
    await once(blocker, 'listening')
    const field = await createField({ sites, ports: { portal: 17980, gateway: 17922 } })
    fields.push(field)
    expect(field.ports).toEqual({ portal: 17981, gateway: 17923 })
    blocker.close()
  })

  it('frees every port when it is closed', async () => {
    const field = await openField()
    await field.apply({ kind: 'cut', id: 'dua', mode: 'timeout' })
    await field.close()
    for (const { address } of field.hotspots) {
      expect(await dial(address, field.ports.gateway)).toBe('ECONNREFUSED')
    }
  })
})

describe('a cut', () => {
  it.each([
    ['refuse', ['ECONNREFUSED', 'ECONNREFUSED']],
    ['silent', ['connected', 'silence']],
    ['timeout', ['silence', 'silence']],
  ] as const)('by %s meets a prober with %s, until it is restored', async (mode, met) => {
    const field = await openField()
    await field.apply({ kind: 'cut', id: 'satu', mode })
    expect(await meet(field, 'satu')).toEqual(met)
    expect(await meet(field, 'dua')).toEqual(alive)
    await field.apply({ kind: 'restore', id: 'satu' })
    expect(await meet(field, 'satu')).toEqual(alive)
  })

  it('resets connections that were open', async () => {
    const field = await openField()
    const slowed = field.apply({ kind: 'slow', id: 'satu', delayMs: 5000 })
    await slowed
    const answer = get(hotspotOf(field, 'satu').portalUrl, 3000)
    await dial(hotspotOf(field, 'satu').address, field.ports.portal)
    await field.apply({ kind: 'cut', id: 'satu', mode: 'refuse' })
    expect(await answer).toBe('ECONNRESET')
  })

  it('keeps swallowing the first while a second is added and removed', async () => {
    const field = await openField()
    await field.apply({ kind: 'cut', id: 'satu', mode: 'timeout' })
    await field.apply({ kind: 'cut', id: 'tiga', mode: 'timeout' })
    await field.apply({ kind: 'restore', id: 'tiga' })
    expect(await meet(field, 'satu')).toEqual(['silence', 'silence'])
    expect(await meet(field, 'tiga')).toEqual(alive)
  })

  it('of an uplink takes down the uplink and all beneath it, and nothing else', async () => {
    const field = await openField()
    const [uplink] = field.uplinks
    await field.apply({ kind: 'cut-uplink', id: 'uplink-a', mode: 'refuse' })
    expect(await dial(uplink?.address ?? '', field.ports.gateway)).toBe('ECONNREFUSED')
    expect(await meet(field, 'satu')).toEqual(['ECONNREFUSED', 'ECONNREFUSED'])
    expect(await meet(field, 'dua')).toEqual(['ECONNREFUSED', 'ECONNREFUSED'])
    expect(await meet(field, 'tiga')).toEqual(alive)
  })

  it('of a hotspot outlives the return of its uplink', async () => {
    const field = await openField()
    await field.apply({ kind: 'cut', id: 'satu', mode: 'refuse' })
    await field.apply({ kind: 'cut-uplink', id: 'uplink-a', mode: 'timeout' })
    await field.apply({ kind: 'restore-uplink', id: 'uplink-a' })
    expect(await meet(field, 'satu')).toEqual(['ECONNREFUSED', 'ECONNREFUSED'])
    expect(await meet(field, 'dua')).toEqual(alive)
  })

  it('of one tier of witnesses leaves the other tier', async () => {
    const field = await openField()
    await field.apply({ kind: 'cut-witness', tier: 'far', mode: 'refuse' })
    const answers = await Promise.all(
      field.witnesses.map(async ({ tier, address }) => [
        tier,
        await dial(address, field.ports.gateway),
      ]),
    )
    expect(answers).toEqual([
      ['near', 'connected'],
      ['near', 'connected'],
      ['far', 'ECONNREFUSED'],
      ['far', 'ECONNREFUSED'],
    ])
  })

  it('of an id that is not in the field is refused', async () => {
    const field = await openField()
    await expect(field.apply({ kind: 'restore', id: 'empat' })).rejects.toThrow('empat')
    expect(await meet(field, 'satu')).toEqual(alive)
  })
})

describe('a broken portal', () => {
  it.each([
    ['error', 'HTTP/1.1 500 Internal Server Error'],
    ['text-missing', 'HTTP/1.1 200 OK'],
    ['text-forbidden', 'HTTP/1.1 200 OK'],
    ['redirect-loop', 'HTTP/1.1 302 Found'],
    ['silent', 'silence'],
  ] as const)('by %s answers %s while the gateway lives', async (fault, status) => {
    const field = await openField()
    await field.apply({ kind: 'break', id: 'satu', fault })
    expect(await meet(field, 'satu')).toEqual(['connected', status])
  })

  it('lacks the expected text, or carries a forbidden one', async () => {
    const field = await openField()
    const { portalUrl } = hotspotOf(field, 'satu')
    await field.apply({ kind: 'break', id: 'satu', fault: 'text-missing' })
    expect(await get(portalUrl)).not.toContain(portalText)
    await field.apply({ kind: 'break', id: 'satu', fault: 'text-forbidden' })
    const defaced = await get(portalUrl)
    expect(defaced).toContain(portalText)
    expect(defaced).toContain('slot gacor')
  })

  it('answers no sooner than it was slowed by', async () => {
    const field = await openField()
    await field.apply({ kind: 'slow', id: 'satu', delayMs: 150 })
    const startedAt = performance.now()
    expect(await meet(field, 'satu')).toEqual(alive)
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(149)
  })
})

const run = promisify(execFile)

/** Runs a script of the field as the only thing in a network namespace of its own. */
const runInNamespace = (script: string) =>
  run('unshare', [
    ...['--net', '--map-root-user', '--', 'sh', '-c'],
    `ip link set lo up && exec "${process.execPath}" --import tsx "${script}"`,
  ])

const tools = ['--net', '--map-root-user', '--', 'sh', '-c', 'ip link && ping -V']
const hasNamespaces = await run('unshare', tools).then(
  () => true,
  () => false,
)

describe('a black hole by route', () => {
  it('is refused where the process has a network', async () => {
    const field = await openField()
    await expect(field.apply({ kind: 'cut', id: 'satu', mode: 'blackhole' })).rejects.toThrow(
      'namespace',
    )
    expect(hotspotOf(field, 'satu').cut).toBeNull()
  })

  it.skipIf(!hasNamespaces)(
    'swallows ICMP and TCP inside a namespace (skipped where none can be made, or ip or ping is missing)',
    async () => {
      const { stdout } = await runInNamespace(join(packageRoot, 'test/field/namespace-trial.ts'))
      expect(stdout.trim().split('\n')).toEqual([
        'before connected alive',
        'cut silence unreachable',
        'after connected alive',
      ])
    },
    20_000,
  )
})
