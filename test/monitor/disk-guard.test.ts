import { describe, expect, it } from 'vitest'
import { createDiskGuard } from '../../server/monitor/disk-guard.ts'

const createGuard = (lowBytes: number) => {
  const faults = new Map<string, string>()
  const disk = { free: 1000 }
  const isLow = createDiskGuard(
    { readFreeBytes: () => disk.free, lowBytes },
    {
      raise: (code, detail) => faults.set(code, detail),
      clear: (code) => faults.delete(code),
    },
  )
  const look = (free: number): boolean => {
    disk.free = free
    return isLow()
  }
  return { look, faults }
}

describe('the disk guard', () => {
  it('lets rounds be written down to the mark, and not below it', () => {
    const { look, faults } = createGuard(100)
    expect(look(100)).toBe(false)
    expect(faults.size).toBe(0)
    expect(look(99)).toBe(true)
    expect([...faults.keys()]).toEqual(['disk_low'])
  })

  it('goes on only when a quarter more than the mark is free', () => {
    const { look, faults } = createGuard(100)
    look(99)
    expect(look(124)).toBe(true)
    expect(look(125)).toBe(false)
    expect(faults.size).toBe(0)
    expect(look(100)).toBe(false)
  })

  it('is never low with a mark of zero', () => {
    const { look, faults } = createGuard(0)
    expect(look(0)).toBe(false)
    expect(faults.size).toBe(0)
  })
})
