import { describe, expect, it } from 'vitest'
import { killEdits, killPruning, killRebuild } from './kill-work.ts'
import { pruneBesideRounds } from './prune-beside-rounds.ts'

describe('work that is killed half-way', () => {
  it('pruning takes only what it may, and the next run finishes it (50 random moments)', async () => {
    await killPruning(50, 20_270)
  })

  it('a repair of rollups is finished by the next one (50 random moments)', async () => {
    await killRebuild(50, 20_271)
  })

  it('a maintenance window is there with its reason, or not at all (50 random moments)', async () => {
    await killEdits(50, 20_272)
  })
})

describe('pruning beside rounds', () => {
  it('holds nobody up for 50 ms, on a file of four million samples', async () => {
    expect(await pruneBesideRounds(4_000_000)).toBeLessThan(50)
  })
})
