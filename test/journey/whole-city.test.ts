/** What befalls many hotspots at once: a dead city, a blind monitor, a dead uplink. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { watchCity, type WatchedCity } from './watched-city.ts'

let city: WatchedCity

beforeAll(async () => {
  city = await watchCity()
})
afterAll(() => city.close())
afterEach(async () => {
  await city.act({ kind: 'restore-all' })
  await city.until(() => city.count('up') === 132)
})

describe('all hotspots cut', () => {
  it('are all down while the witnesses live', async () => {
    await city.act({ kind: 'cut-all', mode: 'refuse' })
    const { counts, blind } = await city.untilAnswer(
      city.getSummary,
      (summary) => summary.counts['down'] === 132,
    )
    expect(counts).toMatchObject({ up: 0, degraded: 0, down: 132, unknown: 0 })
    expect(blind).toBeNull()
  })

  it('are unknown, not one of them down, while no witness answers, and green within two rounds after', async () => {
    const before = await city.listOutages()
    const flips = city.field.hotspots.map(({ id }) => city.countFlips(id))
    await city.act({ kind: 'cut-witness', tier: 'all', mode: 'refuse' })
    await city.act({ kind: 'cut-all', mode: 'refuse' })
    const dark = await city.untilAnswer(
      city.getSummary,
      (summary) => summary.counts['unknown'] === 132 && summary.blind?.tiers.length === 2,
    )
    expect(dark.counts).toMatchObject({ up: 0, down: 0, unknown: 132 })
    expect(dark.blind?.tiers).toEqual(['far', 'near'])
    // Rounds enough for every confirmation that a mistake would need.
    let rounds = 0
    let last = city.running.live.lastRound?.scheduledAt
    await city.until(() => {
      const now = city.running.live.lastRound?.scheduledAt
      if (now !== last) rounds++
      last = now
      return rounds >= 3
    })
    expect(city.count('down')).toBe(0)

    await city.act({ kind: 'restore-all' })
    const restoredAt = Date.now()
    const roundsSeen = new Set<number>()
    const green = await city.untilAnswer(city.getSummary, (summary) => {
      const round = city.running.live.lastRound
      if (round !== null && round.startedAt > restoredAt) roundsSeen.add(round.scheduledAt)
      return summary.counts['up'] === 132
    })
    expect(roundsSeen.size).toBeLessThanOrEqual(2)
    expect(green.blind).toBeNull()
    expect(await city.listOutages()).toEqual(before)
    expect(city.field.hotspots.map(({ id }) => city.countFlips(id))).toEqual(flips)
  })
})

describe('a dead far tier', () => {
  it('does not blind hotspots of the near tier: a cut one is down', async () => {
    await city.act({ kind: 'cut-witness', tier: 'far', mode: 'refuse' })
    await city.until(() => city.running.live.blind.some(({ tier }) => tier === 'far'))
    await city.act({ kind: 'cut', id: 'kel-3276011006', mode: 'refuse' })
    await city.until(() => city.count('down') === 1)
    expect(city.count('up')).toBe(131)
  })
})

describe('an uplink that dies', () => {
  it('takes its 40 hotspots down, and their outages hang on the one of the uplink', async () => {
    await city.act({ kind: 'cut-uplink', id: 'uplink-a', mode: 'refuse' })
    await city.until(() => city.count('down') === 40)
    const open = await city.listOutages('&state=open')
    const own = open.filter(({ hotspotId }) => hotspotId === null)
    expect(own).toHaveLength(1)
    expect(own[0]).toMatchObject({ uplinkId: 'uplink-a', severity: 'down' })
    const beneath = open.filter(({ hotspotId }) => hotspotId !== null)
    expect(beneath).toHaveLength(40)
    expect(new Set(beneath.map(({ uplinkOutageId }) => uplinkOutageId))).toEqual(
      new Set([own[0]?.id]),
    )
    expect(new Set(beneath.map(({ uplinkId }) => uplinkId))).toEqual(new Set(['uplink-a']))

    await city.act({ kind: 'restore-uplink', id: 'uplink-a' })
    await city.until(() => city.count('up') === 132)
    expect(await city.listOutages('&state=open')).toEqual([])
    const ended = (await city.listOutages()).filter(({ uplinkOutageId }) => uplinkOutageId !== null)
    expect(new Set(ended.map(({ endReason }) => endReason))).toEqual(new Set(['recovered']))
  })
})
