import { gunzipSync, brotliDecompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PublicHotspot } from '../../server/domain/present-status.ts'
import type { Snapshot, SnapshotStep } from '../../server/http/snapshot.ts'
import { createSnapshot } from '../../server/http/snapshot.ts'
import { createPlaces } from '../../server/http/places.ts'
import { openDatabase } from '../../server/store/database.ts'
import { createLiveState } from '../../server/store/live.ts'
import { createStatus, noon } from './fixture.ts'

const db = openDatabase(':memory:')
const places = createPlaces(db, {
  calendar: { zone: 'Asia/Jakarta', holidays: new Map() },
  defaultHours: new Map(),
})

let clock = noon
let live = createLiveState()
let snapshot: Snapshot
let steps: SnapshotStep[] = []

const start = (): void => {
  snapshot = createSnapshot({ live, places, now: () => clock, headers: {} })
  snapshot.subscribe((step) => {
    steps.push(step)
  })
}

const read = (bytes: Uint8Array): { generatedAt: number; items: PublicHotspot[] } =>
  JSON.parse(Buffer.from(bytes).toString('utf8')) as { generatedAt: number; items: PublicHotspot[] }

const readHealth = (): (string | undefined)[] =>
  read(snapshot.documents().hotspots.identity.bytes).items.map((one) => one.health)

beforeEach(() => {
  clock = noon
  live = createLiveState()
  steps = []
})

afterEach(() => {
  snapshot.close()
  vi.useRealTimers()
})

describe('snapshot', () => {
  it('serves what was published before it was made at once', () => {
    live.publish({ hotspots: [createStatus('a')] })
    start()
    expect(readHealth()).toEqual(['up'])
    expect(snapshot.documents().hotspots.gzip).toBeNull()
  })

  it('carries the same text in every encoding, each with a strong tag of its own', async () => {
    live.publish({ hotspots: [createStatus('a'), createStatus('b')] })
    start()
    await snapshot.settle()
    const { identity, gzip, br } = snapshot.documents().geojson
    const text = Buffer.from(identity.bytes)
    expect(gunzipSync(gzip?.bytes ?? new Uint8Array())).toEqual(text)
    expect(brotliDecompressSync(br?.bytes ?? new Uint8Array())).toEqual(text)
    const tags = [identity.etag, gzip?.etag, br?.etag]
    expect(new Set(tags).size).toBe(3)
    for (const tag of tags) expect(tag).toMatch(/^"[^"]+"$/)
  })

  it('keeps serving the old bytes until the new ones are complete', async () => {
    live.publish({ hotspots: [createStatus('a')] })
    start()
    await snapshot.settle()
    const old = snapshot.documents()
    live.publish({ hotspots: [createStatus('a', { health: 'down' })] })
    expect(snapshot.documents()).toBe(old)
    expect(snapshot.present().rows.get('a')?.health).toBe('up')
    await snapshot.settle()
    expect(readHealth()).toEqual(['down'])
    expect(snapshot.documents().hotspots.identity.etag).not.toBe(old.hotspots.identity.etag)
  })

  it('joins changes that come close together into one step', async () => {
    start()
    await snapshot.settle()
    steps = []
    for (const id of ['a', 'b', 'c']) live.publish({ hotspots: [createStatus(id)] })
    await snapshot.settle()
    expect(steps).toHaveLength(1)
    expect(steps[0]?.changed).toHaveLength(3)
  })

  it('tells which rows read differently, not those with newer instants alone', async () => {
    live.publish({ hotspots: [createStatus('a'), createStatus('b')] })
    start()
    await snapshot.settle()
    steps = []
    clock = noon + 60_000
    const newer = { checkedAt: clock, staleAt: clock + 180_000 }
    live.publish({
      hotspots: [createStatus('a', newer), createStatus('b', { ...newer, health: 'degraded' })],
    })
    await snapshot.settle()
    expect(steps[0]?.changed.map((text) => (JSON.parse(text) as PublicHotspot).id)).toEqual(['b'])
    const { items } = read(snapshot.documents().hotspots.identity.bytes)
    expect(items.map((one) => one.checkedAt)).toEqual([clock, clock])
  })

  it('tells outages, rounds, removals and the beginning and end of blindness once', async () => {
    live.publish({ hotspots: [createStatus('a')] })
    start()
    await snapshot.settle()
    steps = []
    const round = {
      schedule: '0 * * * * *',
      scheduledAt: noon,
      startedAt: noon,
      finishedAt: noon + 900,
      checks: 1,
      skipped: 0,
    }
    const blind = {
      tier: 'all' as const,
      cause: 'clock' as const,
      startedAt: noon,
      endedAt: null,
    }
    live.publish({ blind: [blind], round, removed: ['a'] })
    await snapshot.settle()
    live.publish({ blind: [blind], round })
    await snapshot.settle()
    live.publish({ blind: [] })
    await snapshot.settle()
    expect(steps.map((one) => one.hasBlindChanged)).toEqual([true, false, true])
    expect(steps.map((one) => one.rounds.length)).toEqual([1, 1, 0])
    expect(steps.map((one) => one.hasRemoved)).toEqual([true, false, false])
  })

  it('turns a row unknown when its last sample stops speaking, without anything being published', async () => {
    live.publish({ hotspots: [createStatus('a', { staleAt: noon + 300 })] })
    start()
    await snapshot.settle()
    expect(readHealth()).toEqual(['up'])
    const told = new Promise<SnapshotStep>((resolve) => {
      snapshot.subscribe(resolve)
    })
    clock = noon + 300
    const step = await told
    expect(readHealth()).toEqual(['unknown'])
    expect(step.changed[0]).toContain('"healthReason":"stale"')
  })

  it('does not forget a row that grows stale while another one is being built', async () => {
    live.publish({
      hotspots: [
        createStatus('a', { staleAt: noon + 300 }),
        createStatus('b', { staleAt: noon + 305 }),
      ],
    })
    start()
    await snapshot.settle()
    snapshot.subscribe(() => {
      clock = noon + 310
    })
    clock = noon + 300
    await vi.waitFor(
      () => {
        expect(readHealth()).toEqual(['unknown', 'unknown'])
      },
      { timeout: 5000 },
    )
  })

  it('waits for a row that grows stale beyond the reach of one timer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    live.publish({ hotspots: [createStatus('a', { staleAt: noon + 2 ** 33 })] })
    const set = vi.spyOn(globalThis, 'setTimeout')
    start()
    vi.advanceTimersByTime(100)
    await vi.waitFor(() => {
      expect(snapshot.documents().geojson.gzip).not.toBeNull()
    })
    expect(set.mock.lastCall?.[1]).toBe(2 ** 31 - 1)
  })

  it('pauses among many rows and still tells them all', async () => {
    const hotspots = Array.from({ length: 1000 }, (_, index) =>
      createStatus(`h-${String(index).padStart(4, '0')}`),
    )
    start()
    live.publish({ hotspots })
    live.publish({ removed: ['h-0999'] })
    await snapshot.settle()
    expect(snapshot.present().rows.size).toBe(999)
    expect(snapshot.present().summary.counts.up).toBe(999)
  })

  it('stops with its timers, and lets nobody wait', async () => {
    start()
    live.publish({ hotspots: [createStatus('a')] })
    const settled = snapshot.settle()
    snapshot.close()
    await settled
    expect(snapshot.present().rows.size).toBe(0)
  })
})
