import { describe, it } from 'vitest'
import { killMigrations } from './kill-migrations.ts'

describe('a migration that is killed', () => {
  it('leaves every row, one version or the other, and a whole copy, at 5 random moments', async () => {
    await killMigrations(5, 20_265)
  })
})
