import { describe, expect, it } from 'vitest'
import { ConfigError, parseConfig } from '../server/config.ts'

const readProblems = (environment: Record<string, string>): readonly string[] => {
  try {
    parseConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('settings of backups', () => {
  it('put them beside the database unless told otherwise', () => {
    expect(parseConfig({ TITIK_DATABASE: '/srv/titik/a.sqlite' }).backupFolder).toBe(
      '/srv/titik/backups',
    )
    expect(parseConfig({ TITIK_BACKUPS: '/mnt/copies' }).backupFolder).toBe('/mnt/copies')
    expect(parseConfig({ TITIK_BACKUPS: 'off' }).backupFolder).toBeNull()
  })
})

describe('the low-water mark', () => {
  it('is 200 MB, also when it is left blank, and zero only when zero is said', () => {
    const read = (text?: string): number =>
      parseConfig(text === undefined ? {} : { TITIK_DISK_LOW_MB: text }).diskLowBytes
    expect(read()).toBe(200 * 1_048_576)
    expect(read('')).toBe(200 * 1_048_576)
    expect(read('0')).toBe(0)
    expect(read('0.5')).toBe(524_288)
  })

  it.each(['-1', 'much'])('is refused when it is %s', (text) => {
    expect(readProblems({ TITIK_DISK_LOW_MB: text })).toHaveLength(1)
  })
})

describe('settings that cannot be used', () => {
  it('are all named at once, misspelt ones among them', () => {
    const problems = readProblems({ TITIK_PORT: '99999', TITIK_ROUND: 'often', TITIK_PROT: '1' })
    expect(problems.map((problem) => problem.split(':')[0]).sort()).toEqual([
      'TITIK_PORT',
      'TITIK_PROT',
      'TITIK_ROUND',
    ])
  })
})
