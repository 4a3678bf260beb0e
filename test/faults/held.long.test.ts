import { describe, it } from 'vitest'
import { holdLock, pinReader } from './held.ts'

describe('a database that somebody else uses', () => {
  it('goes on taking rounds while another process reads one old state for 60 s', async () => {
    await pinReader(60_000)
  })

  it('loses none of five rounds while another process holds its write lock for 30 s', async () => {
    await holdLock(6)
  })
})
