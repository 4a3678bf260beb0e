import { describe, it } from 'vitest'
import { killMigrations } from './kill-migrations.ts'

describe('a migration that is killed', () => {
  it('leaves every row, one version or the other, and a whole copy, at 50 random moments', async () => {
    await killMigrations(50, 20_266)
  })
})
