/** Proves that scripts, chance and an operator's lines reach the listeners. */
import { Readable } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { ActionError, parseAction, type Action } from './action.ts'
import { obey, runConsole } from './console.ts'
import type { FailureKind } from './failures.ts'
import { createField, type Field } from './field.ts'
import { playRandom, playScript } from './play.ts'
import { dial } from './talk.ts'

const fields: Field[] = []

const openField = async (): Promise<Field> => {
  const field = await createField({
    sites: [
      { id: 'satu', uplinkId: 'uplink-a' },
      { id: 'dua', uplinkId: null },
    ],
  })
  fields.push(field)
  return field
}

afterEach(async () => {
  await Promise.all(fields.splice(0).map((field) => field.close()))
})

const cutOne: Action = { kind: 'cut', id: 'satu', mode: 'refuse' }

describe('a script', () => {
  it('performs its cues in the order of their times', async () => {
    const field = await openField()
    const done: Action[] = []
    const restore: Action = { kind: 'restore', id: 'satu' }
    await playScript(
      [
        { afterMs: 20, action: restore },
        { afterMs: 0, action: cutOne },
      ],
      { field, signal: new AbortController().signal, onAction: (action) => done.push(action) },
    )
    expect(done).toEqual([cutOne, restore])
  })

  it('stops when its signal aborts', async () => {
    const field = await openField()
    const ending = new AbortController()
    const play = playScript(
      [
        { afterMs: 0, action: cutOne },
        { afterMs: 60_000, action: { kind: 'restore-all' } },
      ],
      { field, signal: ending.signal, onAction: () => ending.abort() },
    )
    await play
    expect(field.hotspots[0]?.cut).toBe('refuse')
  })
})

/** Something fails a thousand times a second, for some ten milliseconds. */
const hectic: FailureKind = {
  name: 'hectic',
  subject: 'hotspot',
  effect: { kind: 'cut', mode: 'refuse' },
  perDay: 86_400 * 500,
  medianMs: 10,
  spread: 0.1,
}

describe('chance', () => {
  it('breaks and restores until the signal aborts', async () => {
    const field = await openField()
    const ending = new AbortController()
    const kinds: string[] = []
    await playRandom({
      field,
      seed: 1,
      kinds: [hectic],
      from: Date.now(),
      signal: ending.signal,
      onAction: ({ kind }) => {
        kinds.push(kind)
        if (kinds.includes('cut') && kinds.includes('restore')) ending.abort()
      },
    })
    expect(kinds).toContain('cut')
    expect(kinds).toContain('restore')
  })

  it('leaves alone what an operator has broken', async () => {
    const field = await openField()
    await field.apply({ kind: 'break', id: 'satu', fault: 'error' })
    const ending = new AbortController()
    const touched = new Set<string>()
    let count = 0
    await playRandom({
      field,
      seed: 1,
      kinds: [hectic],
      from: Date.now(),
      signal: ending.signal,
      onAction: (action) => {
        if ('id' in action) touched.add(action.id)
        if (++count === 10) ending.abort()
      },
    })
    expect([...touched]).toEqual(['dua'])
    expect(field.hotspots[0]?.fault).toBe('error')
  })
})

describe('a line', () => {
  it.each([
    ['cut satu', { kind: 'cut', id: 'satu', mode: 'refuse' }],
    ['  cut satu timeout ', { kind: 'cut', id: 'satu', mode: 'timeout' }],
    ['restore satu', { kind: 'restore', id: 'satu' }],
    ['slow satu 1500', { kind: 'slow', id: 'satu', delayMs: 1500 }],
    ['break satu redirect-loop', { kind: 'break', id: 'satu', fault: 'redirect-loop' }],
    ['cut-uplink a silent', { kind: 'cut-uplink', id: 'a', mode: 'silent' }],
    ['restore-uplink a', { kind: 'restore-uplink', id: 'a' }],
    ['witness near cut', { kind: 'cut-witness', tier: 'near', mode: 'refuse' }],
    ['witness all restore', { kind: 'restore-witness', tier: 'all' }],
    ['cut-all', { kind: 'cut-all', mode: 'refuse' }],
    ['restore-all', { kind: 'restore-all' }],
  ])('"%s" is an action', (line, action) => {
    expect(parseAction(line)).toEqual(action)
  })

  it.each([
    '',
    'cut',
    'cut satu softly',
    'slow satu fast',
    'slow satu 60001',
    'slow satu -1',
    'break satu badly',
    'witness middle cut',
    'witness near sleep',
    'constructor',
  ])('"%s" is refused', (line) => {
    expect(() => parseAction(line)).toThrow(ActionError)
  })

  it('is obeyed, answered, and shows up in the list', async () => {
    const field = await openField()
    expect(await obey(field, 'cut satu')).toBe('ok')
    expect(await obey(field, 'cut tiga')).toBe('error: tiga is not in the field')
    expect(await obey(field, 'dance')).toBe('error: unknown command dance (try help)')
    expect(await obey(field, 'list')).toBe('1 broken\nsatu 127.64.0.1 refuse')
    expect(await dial('127.64.0.1', field.ports.gateway)).toBe('ECONNREFUSED')
  })

  it('after line comes from another process until the input ends', async () => {
    const field = await openField()
    const said: string[] = []
    await runConsole({
      field,
      input: Readable.from(['cut-uplink uplink-a\n\nwitness far cut\nli', 'st\n']),
      say: (text) => said.push(text),
      signal: new AbortController().signal,
    })
    expect(said).toEqual([
      'ok',
      'ok',
      '3 broken\nuplink-a 127.65.0.1 refuse\nwitness far 127.66.1.1 refuse\nwitness far 127.66.1.2 refuse',
    ])
  })
})
