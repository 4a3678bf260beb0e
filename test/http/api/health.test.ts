import { describe, expect, it } from 'vitest'
import { askJson } from '../conform.ts'
import { createApp, noon } from '../fixture.ts'

describe('GET /healthz', () => {
  it('answers while the process lives', async () => {
    const { app } = createApp()
    expect((await askJson(app, '/healthz')).body).toEqual({
      generatedAt: noon,
      status: 'ok',
      version: '0.0.0-test',
    })
  })
})

describe('GET /readyz', () => {
  it('is not ready before scheduler and database said so, and needs no finished round', async () => {
    const { app, live } = createApp()
    expect(await askJson(app, '/readyz')).toMatchObject({ status: 503, body: { ready: false } })
    live.setReady(true)
    expect(await askJson(app, '/readyz')).toMatchObject({ status: 200, body: { ready: true } })
  })

  it('names faults without their details', async () => {
    const { app, live } = createApp()
    live.publish({ faults: [{ code: 'database_locked', detail: 'by pid 4711', since: noon }] })
    const { body } = await askJson(app, '/readyz')
    expect(body).toMatchObject({
      database: false,
      faults: [{ code: 'database_locked', since: noon }],
    })
    expect(JSON.stringify(body)).not.toContain('4711')
  })
})
