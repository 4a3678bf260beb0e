import { describe, expect, it } from 'vitest'
import { backupsKept, computeCutoffs, listSurplusBackups } from '../../server/domain/retention.ts'
import { addDays } from '../../server/domain/zone.ts'

const zone = 'Asia/Jakarta'
const hour = 3_600_000
const iso = (at: number): string => new Date(at).toISOString()

describe('what is kept', () => {
  it('is raw for 35 whole local days before today, and hourly for 13 whole local months before this one', () => {
    const { rawFrom, hoursFrom } = computeCutoffs(zone, Date.parse('2026-10-09T10:00:00Z'))
    expect(iso(rawFrom)).toBe('2026-09-03T17:00:00.000Z')
    expect(iso(hoursFrom)).toBe('2025-08-31T17:00:00.000Z')
  })

  it('changes at local midnight', () => {
    const midnight = Date.parse('2026-03-31T17:00:00Z')
    expect(iso(computeCutoffs(zone, midnight - 1).rawFrom)).toBe('2026-02-23T17:00:00.000Z')
    expect(iso(computeCutoffs(zone, midnight).rawFrom)).toBe('2026-02-24T17:00:00.000Z')
    expect(iso(computeCutoffs(zone, midnight - 1).hoursFrom)).toBe('2025-01-31T17:00:00.000Z')
    expect(iso(computeCutoffs(zone, midnight).hoursFrom)).toBe('2025-02-28T17:00:00.000Z')
  })

  it('begins a local day also where clocks were changed meanwhile', () => {
    const { rawFrom } = computeCutoffs('America/New_York', Date.parse('2026-11-20T12:00:00Z'))
    expect(iso(rawFrom)).toBe('2026-10-16T04:00:00.000Z')
  })
})

describe('backups that are no longer worth their room', () => {
  const now = Date.parse('2026-10-09T19:30:00Z')
  const nightly = (nights: number) =>
    Array.from({ length: nights }, (_, index) => {
      const at = addDays(zone, now, -index) + 2.5 * hour
      return { name: `b${String(index)}`, at }
    })
  const keptOf = (backups: { name: string; at: number }[], kept = backupsKept): string[] => {
    const surplus = new Set(listSurplusBackups(backups, zone, kept).map(({ name }) => name))
    return backups.map(({ name }) => name).filter((name) => !surplus.has(name))
  }

  it('after 60 nights 7 days and the newest of 4 weeks before them stay', () => {
    // 2026-10-10 is a Saturday: seven days reach back to Sunday, October 4th; weeks before end on Sundays.
    const kept = keptOf(nightly(60))
    expect(kept).toEqual(['b0', 'b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b13', 'b20', 'b27', 'b34'])
  })

  it('rotating every night ends with the same eleven as rotating once', () => {
    let files: { name: string; at: number }[] = []
    for (const backup of nightly(60).reverse()) {
      files.push(backup)
      const surplus = new Set(listSurplusBackups(files, zone, backupsKept))
      files = files.filter((file) => !surplus.has(file))
    }
    expect(files.map(({ name }) => name).reverse()).toEqual(keptOf(nightly(60)))
  })

  it('days without a backup use up nothing: an old set is kept as long as nothing newer comes', () => {
    const sparse = nightly(60).filter((_, index) => index % 20 === 19)
    expect(keptOf(sparse)).toEqual(['b19', 'b39', 'b59'])
  })

  it('what was made less than a day before the newest stays, however many there are', () => {
    const byHand = Array.from({ length: 6 }, (_, index) => ({
      name: `h${String(index)}`,
      at: now - index * hour,
    }))
    expect(keptOf(byHand, { daily: 1, weekly: 0 })).toHaveLength(6)
    const older = { name: 'old', at: now - 24 * hour }
    expect(keptOf([...byHand, older], { daily: 1, weekly: 0 })).not.toContain('old')
  })

  it('lists the oldest first, and nothing when there is nothing', () => {
    const surplus = listSurplusBackups(nightly(60), zone, { daily: 1, weekly: 0 })
    expect(surplus[0]?.name).toBe('b59')
    expect(surplus).toHaveLength(59)
    expect(listSurplusBackups([], zone, backupsKept)).toEqual([])
  })
})
