import { onTestFinished, beforeEach, describe, expect, it } from 'vitest'
import type { ProbeResult } from '../../probes/result.ts'
import { toSampleCode } from '../../server/domain/result-code.ts'
import type { Db } from '../../server/store/database.ts'
import { openDatabase } from '../../server/store/database.ts'
import type { LatencyItem, LatencyStore } from '../../server/store/latency-store.ts'
import { createLatencyStore } from '../../server/store/latency-store.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const start = Date.UTC(2026, 0, 15)

let db: Db
let latency: LatencyStore

beforeEach(() => {
  db = openDatabase(':memory:')
  latency = createLatencyStore(db)
  db.exec(`
    INSERT INTO hotspot (key, id, name, kind, coordinate_basis, lifecycle)
      VALUES (1, 'satu', 'Satu', 'rw', 'unknown', 'active');
  `)
  onTestFinished(() => {
    db.close()
  })
})

const insertCheck = (key: number, target: object, isActive = 1): void => {
  db.prepare(
    "INSERT INTO hotspot_check (key, hotspot_key, layer, target, is_active) VALUES (?, 1, 'link', ?, ?)",
  ).run(key, JSON.stringify(target), isActive)
}

const insertSample = (key: number, at: number, result: ProbeResult): void => {
  db.prepare('INSERT INTO sample (check_key, at, result) VALUES (?, ?, ?)').run(
    key,
    at,
    toSampleCode(result),
  )
}

const up = (latencyMs: number, lost = 0): ProbeResult => ({ outcome: 'up', latencyMs, lost })
const down: ProbeResult = { outcome: 'down', reason: 'timeout', detail: '' }
const unknown: ProbeResult = { outcome: 'unknown', cause: 'blind', detail: '' }

const icmp = { kind: 'icmp', host: '10.0.0.1' }
const tcp = { kind: 'tcp', host: '10.0.0.1', port: 80 }

const listItems = (from: number, to: number, now = to): readonly LatencyItem[] =>
  latency.listLatency(1, from, to, now)[0]?.items ?? []

describe('raw rounds, up to 24 hours', () => {
  it('carry one value as least, mean and most, and the loss of their echoes', () => {
    insertCheck(1, icmp)
    insertSample(1, start, up(12.345))
    insertSample(1, start + minute, up(20, 1))
    expect(latency.listLatency(1, start, start + day, start + day)).toEqual([
      {
        checkLayer: 'link',
        kind: 'icmp',
        items: [
          {
            at: start,
            stepMs: minute,
            samples: 1,
            lossRatio: 0,
            minMs: 12.345,
            avgMs: 12.345,
            maxMs: 12.345,
          },
          expect.objectContaining({ at: start + minute, lossRatio: 1 / 3, avgMs: 20 }),
        ],
      },
    ])
  })

  it('have null where nothing was measured, never 0', () => {
    insertCheck(1, tcp)
    insertSample(1, start, down)
    insertSample(1, start + minute, unknown)
    expect(listItems(start, start + day)).toEqual([
      {
        at: start,
        stepMs: minute,
        samples: 1,
        lossRatio: 1,
        minMs: null,
        avgMs: null,
        maxMs: null,
      },
      {
        at: start + minute,
        stepMs: minute,
        samples: 0,
        lossRatio: null,
        minMs: null,
        avgMs: null,
        maxMs: null,
      },
    ])
  })

  it('count the echoes that the check really sends', () => {
    insertCheck(1, { ...icmp, echoes: 5 })
    insertSample(1, start, up(1, 2))
    expect(listItems(start, start + day)[0]?.lossRatio).toBe(2 / 5)
  })

  it('show a hole once as an item without values, and do not take a missed round for one', () => {
    insertCheck(1, tcp)
    for (const round of [0, 1, 2, 3, 6, 10]) insertSample(1, start + round * minute, up(1))
    const items = listItems(start, start + day)
    expect(items.filter((item) => item.samples === 0).map((item) => item.at)).toEqual([
      start + 7 * minute,
    ])
  })

  it('take the step from the rounds, not from confirmation probes between them', () => {
    insertCheck(1, tcp)
    for (let round = 0; round < 10; round += 1) insertSample(1, start + round * minute, up(1))
    insertSample(1, start + 5000, up(1))
    expect(listItems(start, start + day)[0]?.stepMs).toBe(minute)
  })

  it('are those of the half-open range', () => {
    insertCheck(1, tcp)
    for (const at of [start - 1, start, start + hour - 1, start + hour]) insertSample(1, at, up(1))
    const seen = listItems(start, start + hour).filter((item) => item.samples > 0)
    expect(seen.map((item) => item.at)).toEqual([start, start + hour - 1])
  })
})

describe('hours, beyond 24 hours', () => {
  const insertHour = (key: number, at: number, counts: readonly (number | null)[]): void => {
    db.prepare(
      `INSERT INTO check_hour (check_key, hour, up, down, unknown, sent, lost, sum_us, min_us, max_us)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(key, at, ...counts)
  }

  it('are items of one hour up to now, with null for hours that have no rollup', () => {
    insertCheck(1, icmp)
    insertHour(1, start, [50, 10, 0, 180, 36, 500_000, 2000, 31_000])
    insertHour(1, start + 2 * hour, [0, 60, 0, 180, 180, 0, null, null])
    const items = listItems(start, start + 2 * day, start + 3 * hour - 1)
    expect(items).toEqual([
      {
        at: start,
        stepMs: hour,
        samples: 60,
        lossRatio: 0.2,
        minMs: 2,
        avgMs: 10,
        maxMs: 31,
      },
      expect.objectContaining({ at: start + hour, samples: 0, lossRatio: null, avgMs: null }),
      expect.objectContaining({ at: start + 2 * hour, samples: 60, lossRatio: 1, avgMs: null }),
    ])
  })

  it('take the failed part of the samples as loss where no echoes are counted', () => {
    insertCheck(1, tcp)
    insertHour(1, start, [30, 10, 20, 0, 0, 30_000, 1000, 1000])
    expect(listItems(start, start + 2 * day, start + hour)[0]).toMatchObject({
      samples: 40,
      lossRatio: 0.25,
    })
  })

  it('begin one millisecond past 24 hours, with the hour in which the range begins', () => {
    insertCheck(1, tcp)
    insertHour(1, start, [60, 0, 0, 60, 0, 60_000, 1000, 1000])
    insertSample(1, start + 10, up(5))
    expect(listItems(start, start + day)[0]).toMatchObject({ at: start + 10, avgMs: 5 })
    expect(listItems(start + 30 * minute, start + day + 30 * minute + 1)[0]).toMatchObject({
      at: start,
      stepMs: hour,
      avgMs: 1,
    })
  })
})

describe('checks', () => {
  it('that the inventory no longer names appear only with values', () => {
    insertCheck(1, icmp, 0)
    insertCheck(2, tcp)
    insertCheck(3, { kind: 'http', url: 'http://10.0.0.1/' }, 0)
    insertSample(3, start, up(1))
    const kinds = latency.listLatency(1, start, start + hour, start + hour).map((one) => one.kind)
    expect(kinds).toEqual(['tcp', 'http'])
  })

  it('of another hotspot are not given', () => {
    insertCheck(1, tcp)
    expect(latency.listLatency(2, start, start + hour, start + hour)).toEqual([])
  })
})
