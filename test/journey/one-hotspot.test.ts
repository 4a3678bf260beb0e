/** One hotspot that dies, comes back, or only blinks: from the socket to the API. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  watchCity,
  type HotspotAnswer,
  type StoredSample,
  type WatchedCity,
} from './watched-city.ts'

const id = 'kel-3276011006'
let city: WatchedCity

beforeAll(async () => {
  city = await watchCity()
})
afterAll(() => city.close())
afterEach(async () => {
  await city.act({ kind: 'restore-all' })
  await city.until(() => city.count('up') === 132)
})

const untilHealth = (health: string): Promise<HotspotAnswer> =>
  city.untilAnswer(
    () => city.getHotspot(id),
    (hotspot) => hotspot.health === health,
  )

const firstDownSince = (samples: readonly StoredSample[], from: number): number | undefined =>
  samples.find(({ at, isDown }) => at >= from && isDown)?.at

const firstUpAfter = (samples: readonly StoredSample[], from: number): number | undefined =>
  samples.find(({ at, isDown }) => at > from && !isDown)?.at

describe('a hotspot that is cut', () => {
  it('is down, dated at the first probe that missed it, and its outage ends at the first good one', async () => {
    const cutAt = Date.now()
    await city.act({ kind: 'cut', id, mode: 'refuse' })
    const down = await untilHealth('down')
    const firstMissed = firstDownSince(city.readSamples(id, 'link'), cutAt) ?? 0
    expect(down).toMatchObject({ health: 'down', healthReason: 'refused' })
    const firstOfAny = Math.min(
      firstMissed,
      firstDownSince(city.readSamples(id, 'portal'), cutAt) ?? Infinity,
    )
    expect(down.healthSince).toBe(firstOfAny)
    const [open] = await city.listOutages(`&state=open&hotspot=${id}`)
    expect(open).toMatchObject({
      ...{ hotspotId: id, severity: 'down', layer: 'link', startedAt: firstOfAny, endedAt: null },
    })
    expect(open?.uplinkOutageId).toBeNull()

    await city.act({ kind: 'restore', id })
    await untilHealth('up')
    const [ended] = await city.listOutages(`&hotspot=${id}`)
    const lastDown = (layer: string): number =>
      city.readSamples(id, layer).findLast(({ isDown }) => isDown)?.at ?? 0
    const good = ['link', 'portal'].map((layer) =>
      firstUpAfter(city.readSamples(id, layer), lastDown(layer)),
    )
    expect(ended?.id).toBe(open?.id)
    expect(ended?.endReason).toBe('recovered')
    // The hotspot works again when the later of its two layers does.
    expect(ended?.endedAt).toBe(Math.max(...good.map((at) => at ?? 0)))
  })

  it('leaves no flip and no outage when it blinks for two samples', async () => {
    const flips = city.countFlips(id)
    const outages = (await city.listOutages(`&hotspot=${id}`)).length
    const cutAt = Date.now()
    const missed = (layer: string): number =>
      city.readSamples(id, layer).filter(({ at, isDown }) => at >= cutAt && isDown).length
    await city.act({ kind: 'cut', id, mode: 'refuse' })
    await city.until(() => missed('link') === 2 || missed('portal') === 2)
    await city.act({ kind: 'restore', id })
    const restoredAt = Date.now()
    await city.until(() =>
      ['link', 'portal'].every(
        (layer) =>
          city.readSamples(id, layer).filter(({ at, isDown }) => at > restoredAt && !isDown)
            .length >= 3,
      ),
    )
    expect(missed('link')).toBeGreaterThan(0)
    expect(missed('link')).toBeLessThanOrEqual(2)
    expect(city.countFlips(id)).toBe(flips)
    expect(await city.listOutages(`&hotspot=${id}`)).toHaveLength(outages)
    expect((await city.getHotspot(id)).health).toBe('up')
  })
})

describe('a login page that is wrong while its gateway answers', () => {
  it.each([
    ['error', 'http_status'],
    ['redirect-loop', 'redirect_loop'],
    ['silent', 'timeout'],
  ] as const)('by %s makes the hotspot down in layer portal', async (fault, reason) => {
    await city.act({ kind: 'break', id, fault })
    const hotspot = await untilHealth('down')
    expect(hotspot.healthReason).toBe(reason)
    expect(hotspot.layers.find(({ layer }) => layer === 'link')?.health).toBe('up')
    expect(hotspot.layers.find(({ layer }) => layer === 'portal')?.health).toBe('down')
    const [outage] = await city.listOutages(`&state=open&hotspot=${id}`)
    expect(outage).toMatchObject({ severity: 'down', layer: 'portal', reason })
  })

  it('without its expected text is degraded, not down', async () => {
    await city.act({ kind: 'break', id, fault: 'text-missing' })
    const hotspot = await untilHealth('degraded')
    expect(hotspot.healthReason).toBe('text_missing')
    const [outage] = await city.listOutages(`&state=open&hotspot=${id}`)
    expect(outage).toMatchObject({ severity: 'degraded', layer: 'portal', reason: 'text_missing' })

    await city.act({ kind: 'restore', id })
    const mended = await untilHealth('up')
    const [ended] = await city.listOutages(`&hotspot=${id}`)
    expect(ended?.id).toBe(outage?.id)
    expect(ended?.endedAt).toBeGreaterThan(ended?.startedAt ?? 0)
    expect(ended?.endedAt).toBe(mended.healthSince)
  })
})
