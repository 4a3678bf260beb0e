/** The promise to staff, with the confirmation interval that cities run: down within 20 s of the round that first missed it. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { watchCity, type WatchedCity } from './watched-city.ts'

const id = 'kel-3276011006'
let city: WatchedCity

beforeAll(async () => {
  city = await watchCity({ round: '*/30 * * * * *', confirmIntervalMs: 5000 })
}, 120_000)
afterAll(() => city.close())

it('a hotspot that answers nothing at all is down within 20 s of the round that first missed it', async () => {
  const cutAt = Date.now()
  await city.act({ kind: 'cut', id, mode: 'timeout' })
  await city.untilAnswer(
    () => city.getHotspot(id),
    ({ health }) => health === 'down',
  )
  const seenAt = Date.now()
  const missed = city.readSamples(id, 'link').find(({ at, isDown }) => at >= cutAt && isDown)
  expect(missed).toBeDefined()
  expect(seenAt - (missed?.at ?? 0)).toBeLessThan(20_000)
})
