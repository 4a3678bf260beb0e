import { describe, expect, it } from 'vitest'
import { advanceCheck, flawOf, type CheckState } from '../../server/domain/check-state.ts'
import { readHealth, readLayerStatuses, type WatchedCheck } from '../../server/domain/health.ts'
import type { Layer } from '../../server/domain/hotspot.ts'
import type { ProbeResult } from '../../probes/result.ts'

const rule = { downAfter: 3, upAfter: 2, slowMs: 500, lossyRatio: 0.5 }
const minute = 60_000
const good: ProbeResult = { outcome: 'up', latencyMs: 10 }
const bad: ProbeResult = { outcome: 'down', reason: 'refused', detail: '' }
const ours: ProbeResult = { outcome: 'unknown', cause: 'no_program', detail: '' }
const flawed: ProbeResult = { outcome: 'up', latencyMs: 10, flaws: ['text_missing'] }

let nextKey = 1

const checkOf = (
  layer: Layer,
  results: readonly ProbeResult[],
  options: { readonly required?: boolean; readonly from?: number } = {},
): WatchedCheck => {
  let state: CheckState | undefined
  results.forEach((result, index) => {
    const at = (options.from ?? 0) + (index + 1) * minute
    state = advanceCheck(state, { at, result, isAfterGap: false }, rule)
  })
  const key = nextKey++
  const check = { key, layer, required: options.required ?? true }
  return { check, intervalMs: minute, tier: 'near', state }
}

const times = (count: number, result: ProbeResult): ProbeResult[] =>
  Array<ProbeResult>(count).fill(result)

const read = (checks: readonly WatchedCheck[], at = 10 * minute) => readHealth(checks, at, null)

describe('health of a hotspot', () => {
  it('is unknown without a required check', () => {
    expect(read([]).health).toBe('unknown')
    expect(read([checkOf('link', times(3, good), { required: false })]).health).toBe('unknown')
  })

  it('is unknown while one required layer has nothing confirmed', () => {
    expect(read([checkOf('link', times(3, good)), checkOf('portal', [good])]).health).toBe(
      'unknown',
    )
  })

  it('is up when every required layer is', () => {
    const reading = read([checkOf('link', times(3, good)), checkOf('portal', times(3, good))])
    expect(reading).toMatchObject({ health: 'up', layer: null, reason: null })
  })

  it('is down by the link only when none of its required link checks answers', () => {
    const answering = checkOf('link', times(3, good))
    const silent = checkOf('link', times(3, bad))
    expect(read([silent, checkOf('link', times(3, bad))])).toMatchObject({
      health: 'down',
      layer: 'link',
      reason: 'refused',
    })
    expect(read([answering, silent])).toMatchObject({ health: 'degraded', reason: 'link_partial' })
  })

  it('leaves a layer to its other checks when one is unknown by our fault', () => {
    const lost = checkOf('link', [...times(3, good), ours])
    expect(read([lost, checkOf('link', times(4, good))]).health).toBe('up')
    expect(read([lost, checkOf('link', times(4, bad))]).health).toBe('down')
    expect(read([lost]).health).toBe('unknown')
  })

  it('is down by one wrong portal or path, and names the link first when both are down', () => {
    const link = checkOf('link', times(3, good))
    const portal = checkOf('portal', times(3, bad))
    expect(read([link, checkOf('portal', times(3, good)), portal])).toMatchObject({
      health: 'down',
      layer: 'portal',
    })
    expect(read([checkOf('link', times(3, bad)), portal]).layer).toBe('link')
    expect(read([link, checkOf('internet', times(3, bad)), portal]).layer).toBe('portal')
  })

  it('is down although another layer is unknown', () => {
    expect(read([checkOf('link', times(3, bad)), checkOf('portal', times(3, ours))]).health).toBe(
      'down',
    )
  })

  it('is degraded by a confirmed flaw or an advisory check that is down', () => {
    const link = checkOf('link', times(3, good))
    expect(read([link, checkOf('portal', times(3, flawed))])).toMatchObject({
      health: 'degraded',
      layer: 'portal',
      reason: 'text_missing',
      since: minute,
    })
    expect(read([link, checkOf('internet', times(3, bad), { required: false })])).toMatchObject({
      health: 'degraded',
      reason: 'advisory_down',
    })
  })

  it('is not degraded by an advisory check that is unknown', () => {
    const advisory = checkOf('internet', times(3, ours), { required: false })
    expect(read([checkOf('link', times(3, good)), advisory]).health).toBe('up')
  })

  it('does not call two flawed samples a flaw', () => {
    expect(read([checkOf('portal', [...times(2, good), flawed, flawed])]).health).toBe('up')
    expect(read([checkOf('portal', [...times(2, good), ...times(3, flawed)])]).health).toBe(
      'degraded',
    )
  })

  it('dates a failure at the earliest layer, and a recovery at the latest', () => {
    const failing = [
      checkOf('link', times(3, bad), { from: 5000 }),
      checkOf('portal', times(3, bad)),
    ]
    expect(read(failing).since).toBe(minute)
    const back = [
      checkOf('link', times(3, good), { from: 5000 }),
      checkOf('portal', times(3, good)),
    ]
    expect(read(back).since).toBe(minute + 5000)
  })

  it('dates the end of a flaw at the first sample without it, not at an older recovery', () => {
    const link = checkOf('link', times(8, good))
    const mended = checkOf('portal', [...times(2, good), ...times(3, flawed), ...times(3, good)])
    expect(read([link, mended])).toMatchObject({ health: 'up', since: 6 * minute })
    const advisory = [...times(2, good), ...times(3, bad), ...times(3, good)]
    const portal = checkOf('portal', times(8, good))
    expect(read([link, portal, checkOf('internet', advisory, { required: false })])).toMatchObject({
      health: 'up',
      since: 6 * minute,
    })
  })

  it('runs out with the samples of its shortest-spoken layer', () => {
    const link = checkOf('link', times(3, good), { from: 7000 })
    const portal = checkOf('portal', times(3, good))
    expect(read([link, portal]).expiresAt).toBe(3 * minute + 3 * minute)
  })
})

describe('layers on the page', () => {
  it('show each layer with its newest sample, and advisory layers too', () => {
    const statuses = readLayerStatuses([
      checkOf('link', times(3, good)),
      checkOf('internet', times(3, bad), { required: false }),
    ])
    expect(statuses).toMatchObject([
      { layer: 'link', health: 'up', reason: null, checkedAt: 3 * minute, latencyMs: 10 },
      { layer: 'internet', health: 'down', reason: 'refused', latencyMs: null },
    ])
  })
})

describe('flaws by threshold', () => {
  it('begin at the threshold itself', () => {
    const at = (latencyMs: number): ProbeResult => ({ outcome: 'up', latencyMs })
    expect(flawOf(at(499.9), rule)).toBeNull()
    expect(flawOf(at(500), rule)).toBe('slow')
  })

  it('count lost echoes against those sent', () => {
    const lossy = (lost: number): ProbeResult => ({ outcome: 'up', latencyMs: 1, sent: 4, lost })
    expect(flawOf(lossy(1), rule)).toBeNull()
    expect(flawOf(lossy(2), rule)).toBe('lossy')
  })

  it('are off when no threshold is set', () => {
    const off = { slowMs: null, lossyRatio: null }
    expect(flawOf({ outcome: 'up', latencyMs: 9000, sent: 3, lost: 2 }, off)).toBeNull()
  })
})
