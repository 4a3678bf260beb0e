import { describe, it } from 'vitest'
import { killRepeatedly } from './kills.ts'

describe('a killed program', () => {
  it('leaves whole rounds, one open outage a hotspot and blind time, at 100 random moments', async () => {
    await killRepeatedly(100, 20_262)
  })
})
