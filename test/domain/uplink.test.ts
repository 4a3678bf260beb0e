import { describe, expect, it } from 'vitest'
import { findSplit, isCausedByUplink } from '../../server/domain/uplink.ts'

const minute = 60_000
const open = { startedAt: 10 * minute, endedAt: null }
const ended = { startedAt: 10 * minute, endedAt: 30 * minute }

describe('an outage hangs on its uplink’s', () => {
  it('when it begins up to two rounds earlier, give or take half a round', () => {
    expect(isCausedByUplink(7.5 * minute, open, minute)).toBe(true)
    expect(isCausedByUplink(7.5 * minute - 1, open, minute)).toBe(false)
  })

  it('when it begins while the uplink is down', () => {
    expect(isCausedByUplink(29 * minute, ended, minute)).toBe(true)
    expect(isCausedByUplink(99 * minute, open, minute)).toBe(true)
  })

  it('when it begins after the uplink’s end only within two rounds of the uplink’s start', () => {
    expect(isCausedByUplink(30 * minute, ended, minute)).toBe(false)
    const short = { startedAt: 10 * minute, endedAt: 11 * minute }
    expect(isCausedByUplink(12.5 * minute, short, minute)).toBe(true)
    expect(isCausedByUplink(12.5 * minute + 1, short, minute)).toBe(false)
  })
})

describe('an attached outage is split', () => {
  it('at the uplink’s end once it lasts more than two rounds longer', () => {
    expect(findSplit(ended, 32.5 * minute, minute)).toBeNull()
    expect(findSplit(ended, 32.5 * minute + 1, minute)).toBe(30 * minute)
  })

  it('never while the uplink is down', () => {
    expect(findSplit(open, 99 * minute, minute)).toBeNull()
  })
})
