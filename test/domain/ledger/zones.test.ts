import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../../server/package-root.ts'

interface Printed {
  readonly zone: number
  readonly length: number
  readonly digest: string
}

const printIn = async (zone: string): Promise<Printed> => {
  const script = join(packageRoot, 'test/domain/ledger/print-results.ts')
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script], {
    cwd: packageRoot,
    env: { ...process.env, TZ: zone },
    timeout: 60_000,
  })
  return JSON.parse(stdout) as Printed
}

describe('the time zone of the process', () => {
  it(
    'changes no byte of any ledger, restitution or service hours',
    { timeout: 90_000 },
    async () => {
      const printed: Printed[] = []
      // One after the other: each is a whole process.
      for (const zone of ['UTC', 'Asia/Jakarta', 'America/New_York'])
        printed.push(await printIn(zone))
      expect(printed.map(({ zone }) => zone)).toEqual([0, -420, 300])
      expect(printed[0]?.length).toBeGreaterThan(100_000)
      expect(new Set(printed.map(({ digest }) => digest)).size).toBe(1)
    },
  )
})
