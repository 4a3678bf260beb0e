import { describe, it } from 'vitest'
import { backUpBesideWriter } from './backup-beside-writer.ts'
import { killBackups } from './kill-work.ts'

describe('a backup', () => {
  it('of a large database made while rounds are committed every 50 ms, five times', async () => {
    await backUpBesideWriter({ samples: 5_000_000, backups: 5 })
  })

  it('that is killed leaves no file that passes for one (50 random moments)', async () => {
    await killBackups(50, 20_274)
  })
})
