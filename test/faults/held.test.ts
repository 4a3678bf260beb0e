import { describe, it } from 'vitest'
import { pinReader } from './held.ts'

describe('a database that somebody else uses', () => {
  it('goes on taking rounds while another process reads one old state for 5 s', async () => {
    await pinReader(5000)
  })
})
