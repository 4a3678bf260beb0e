import { connect } from 'node:net'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { BlindInterval, Outage } from '../../server/domain/hotspot.ts'
import { defaultEventLimits } from '../../server/http/events.ts'
import { expectEventToConform } from './conform.ts'
import { createServer, createStatus, noon } from './fixture.ts'
import { openEvents } from './sse.ts'

const outage: Outage = {
  id: 7,
  hotspotId: 'a',
  uplinkId: null,
  uplinkOutageId: null,
  severity: 'down',
  layer: 'link',
  reason: 'timeout',
  cause: 'unclassified',
  startedAt: noon - 5000,
  endedAt: null,
  endReason: null,
  acknowledgedAt: null,
}

const round = {
  schedule: '0 * * * * *',
  scheduledAt: noon,
  startedAt: noon,
  finishedAt: noon + 900,
  checks: 12,
  skipped: 0,
}

const blind: BlindInterval = { tier: 'near', cause: 'witnesses', startedAt: noon, endedAt: null }

const open = async (url: string, headers?: Record<string, string>) => {
  const events = await openEvents(url, headers)
  onTestFinished(events.close)
  return events
}

describe('GET /events', () => {
  it('starts with a summary and a time to reconnect, and may be read by any site', async () => {
    const { url, live } = await createServer()
    live.publish({ hotspots: [createStatus('a')] })
    const events = await open(url)
    expect(events.response.headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8')
    expect(events.response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(events.response.headers.get('Content-Encoding')).toBeNull()
    expect(events.response.headers.get('X-Request-Id')).toMatch(/^[\w-]+$/)
    const first = await events.next()
    expect(first.name).toBe('snapshot')
    expectEventToConform('snapshot', first.data)
    expect(events.lines.join('\n')).toMatch(/^retry: \d{4}$/m)
  })

  it('tells a changed hotspot whole, its outage, the round and blindness', async () => {
    const { url, live, clock } = await createServer()
    live.publish({ hotspots: [createStatus('a', { tiers: ['far'] })] })
    const events = await open(url)
    await events.next()
    await events.next()
    clock.now = noon + 1000
    const status = createStatus('a', { tiers: ['far'], health: 'down', healthReason: 'timeout' })
    live.publish({ hotspots: [status], outages: [outage], round, blind: [blind] })
    const seen = [
      await events.next(),
      await events.next(),
      await events.next(),
      await events.next(),
    ]
    for (const { name, data } of seen) expectEventToConform(name, data)
    expect(seen.map((one) => one.name)).toEqual(['blind', 'health', 'outage', 'round'])
    expect(seen[0]?.data).toEqual({
      generatedAt: clock.now,
      blind: { since: noon, tiers: ['near'] },
    })
    expect(seen[1]?.data).toMatchObject({ generatedAt: clock.now, id: 'a', health: 'down' })
    expect(seen[2]?.data).toMatchObject({ id: 7, durationMs: 6000, parts: [] })
    expect(seen[3]?.data).toEqual({
      generatedAt: clock.now,
      scheduledAt: noon,
      startedAt: noon,
      finishedAt: noon + 900,
      checks: 12,
      skipped: 0,
    })
    live.publish({ blind: [] })
    expect(await events.next()).toMatchObject({ name: 'blind', data: { blind: null } })
  })

  it('is heard after the list already says the same', async () => {
    const { url, live } = await createServer()
    const events = await open(url)
    await events.next()
    live.publish({ hotspots: [createStatus('a', { health: 'down' })] })
    const { name, data } = await events.next()
    const list = (await (await fetch(`${url}/api/v1/hotspots`)).json()) as { items: object[] }
    expect(name).toBe('health')
    expect(data).toMatchObject(list.items[0] ?? { id: 'missing' })
  })

  it('tells very many changes as one new summary', async () => {
    const { url, live } = await createServer()
    const events = await open(url)
    await events.next()
    live.publish({
      hotspots: Array.from({ length: 251 }, (_, index) => createStatus(`h-${String(index)}`)),
    })
    const { name, data } = await events.next()
    expect(name).toBe('snapshot')
    expect(data).toMatchObject({ counts: { up: 251 } })
  })

  it('keeps quiet streams open with comments and ends them after their life', async () => {
    const limits = { ...defaultEventLimits, heartbeatMs: 20, longestLifeMs: 150 }
    const { url } = await createServer({}, limits)
    const events = await open(url)
    await events.next()
    await expect(events.next()).rejects.toThrow('the stream ended')
    expect(events.lines.filter((line) => line === ':').length).toBeGreaterThan(1)
  })

  it('refuses more streams of one address than allowed, and takes one again when one ends', async () => {
    const { url } = await createServer({}, { ...defaultEventLimits, perAddress: 2 })
    const first = await open(url)
    await open(url)
    const refused = await fetch(`${url}/api/v1/events`)
    expect(refused.status).toBe(429)
    expect(refused.headers.get('Retry-After')).toBe('60')
    expect(await refused.json()).toMatchObject({ error: { code: 'too_many_streams' } })
    first.close()
    await expect
      .poll(async () => {
        const again = await openEvents(url)
        again.close()
        return again.response.status
      })
      .toBe(200)
  })

  it('refuses more streams in all than allowed', async () => {
    const { url } = await createServer({}, { ...defaultEventLimits, total: 1 })
    await open(url)
    expect((await fetch(`${url}/api/v1/events`)).status).toBe(429)
  })

  it('counts clients behind a trusted proxy by their own address', async () => {
    const { deps } = await createServer()
    const settings = { ...deps.settings, trustedProxies: ['127.0.0.0/8'] }
    const limits = { ...defaultEventLimits, perAddress: 1 }
    const { url } = await createServer({ settings }, limits)
    await open(url, { 'X-Forwarded-For': '203.0.113.1' })
    const other = await open(url, { 'X-Forwarded-For': '203.0.113.2' })
    expect(other.response.status).toBe(200)
    const same = await fetch(`${url}/api/v1/events`, {
      headers: { 'X-Forwarded-For': '203.0.113.1' },
    })
    expect(same.status).toBe(429)
  })

  it('ends a client that does not read, while others go on', async () => {
    const limits = { ...defaultEventLimits, longestBacklog: 200_000 }
    const { url, live } = await createServer({}, limits)
    const reading = await open(url)
    await reading.next()
    const { hostname, port } = new URL(url)
    const deaf = connect(Number(port), hostname)
    deaf.on('error', () => undefined)
    onTestFinished(() => {
      deaf.destroy()
    })
    deaf.write('GET /api/v1/events HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(deaf, 'readable')
    const name = 'x'.repeat(40_000)
    // The kernel takes several megabytes before the process notices anything.
    for (let turn = 0; turn < 200; turn += 1) {
      const lifecycle = turn % 2 === 0 ? 'active' : 'suspended'
      const batch = Array.from({ length: 5 }, (_, index) =>
        createStatus(`h-${String(index)}`, {}, { name, lifecycle }),
      )
      live.publish({ hotspots: batch })
      for (let count = 0; count < 5; count += 1) {
        expect((await reading.next()).name).toBe('health')
      }
      const metrics = await (await fetch(`${url}/metrics`)).text()
      if (metrics.includes('titik_event_streams 1\n')) return
    }
    throw new Error('the client that does not read was never ended')
  }, 60_000)

  it('answers HEAD without opening a stream', async () => {
    const { url } = await createServer({}, { ...defaultEventLimits, perAddress: 1 })
    for (let turn = 0; turn < 3; turn += 1) {
      const head = await fetch(`${url}/api/v1/events`, { method: 'HEAD' })
      expect(head.status).toBe(200)
    }
  })
})
