import { describe, it } from 'vitest'
import { tearRepeatedly } from './tear.ts'

describe('a torn or flipped write-ahead log', () => {
  it('leaves whole rounds, all that came before the damage, in 300 copies', () => {
    tearRepeatedly(300, 20_264)
  })
})
