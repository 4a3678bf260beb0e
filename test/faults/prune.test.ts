import { describe, it } from 'vitest'
import { killEdits, killPruning, killRebuild } from './kill-work.ts'

describe('work that is killed half-way', () => {
  it('pruning takes only what it may, and the next run finishes it (6 random moments)', async () => {
    await killPruning(6, 20_267)
  })

  it('a repair of rollups is finished by the next one (3 random moments)', async () => {
    await killRebuild(3, 20_268)
  })

  it('a maintenance window is there with its reason, or not at all (3 random moments)', async () => {
    await killEdits(3, 20_269)
  })
})
