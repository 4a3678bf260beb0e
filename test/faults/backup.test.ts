import { describe, it } from 'vitest'
import { backUpBesideWriter } from './backup-beside-writer.ts'
import { killBackups } from './kill-work.ts'

describe('a backup', () => {
  it('made while rounds are committed every 50 ms holds them up by nothing, and restores to the same rows', async () => {
    await backUpBesideWriter({ samples: 300_000, backups: 1 })
  })

  it('that is killed leaves no file that passes for one (3 random moments)', async () => {
    await killBackups(3, 20_273)
  })
})
