import { beforeEach, describe, expect, it } from 'vitest'
import { createOutageChangeStore } from '../../server/store/outage-change-store.ts'
import { begin, createRecordedCity, down, minute } from '../monitor/recorded-city.ts'

const order = { at: begin + 60 * minute, who: 'Sari (contoh)', why: 'seen on site' }

let store: ReturnType<typeof createOutageChangeStore>
let startedAt: number

beforeEach(() => {
  const city = createRecordedCity({ hotspots: [{ id: 'taman-a', layers: ['link'] }] })
  city.startAt(begin - 1000)
  startedAt = city.rounds(begin, 3)
  city.rounds(city.rounds(startedAt, 10, { answers: { 'taman-a': down } }), 2)
  store = createOutageChangeStore(city.db)
})

describe('the cause of an outage', () => {
  it('begins unclassified, is set with a reason, and keeps what was there before in its history', () => {
    expect(store.getOutage(1)).toMatchObject({ cause: 'unclassified', parts: [] })
    store.setCause(1, 'power', order)
    store.setCause(1, 'provider', { ...order, why: 'the provider admitted it' })
    expect(store.getOutage(1).cause).toBe('provider')
    const history = store.listHistory(1)
    expect(history.map((row) => [row.who, row.why])).toEqual([
      ['Sari (contoh)', 'seen on site'],
      ['Sari (contoh)', 'the provider admitted it'],
    ])
    expect(JSON.parse(history[1]?.before ?? '')).toEqual({ cause: 'power', parts: [] })
    expect(JSON.parse(history[1]?.after ?? '')).toEqual({ cause: 'provider', parts: [] })
  })

  it('may follow another within one outage, which stays one row', () => {
    store.setCause(1, 'power', order)
    store.split(1, { from: startedAt + 4 * minute, cause: 'provider' }, order)
    store.split(1, { from: startedAt + 2 * minute, cause: 'device' }, order)
    expect(store.getOutage(1)).toMatchObject({
      cause: 'power',
      parts: [
        { from: startedAt + 2 * minute, cause: 'device' },
        { from: startedAt + 4 * minute, cause: 'provider' },
      ],
    })
  })

  it('cannot be split at its beginning, at its end or outside', () => {
    const { endedAt } = store.getOutage(1)
    for (const from of [startedAt, startedAt - 1, endedAt ?? 0, (endedAt ?? 0) + 1]) {
      expect(() => store.split(1, { from, cause: 'power' }, order)).toThrow('can be split only')
    }
    expect(store.listHistory(1)).toEqual([])
  })

  it('needs a name and a reason', () => {
    expect(() => store.setCause(1, 'power', { ...order, why: ' ' })).toThrow('why:')
    expect(() => store.setCause(1, 'power', { ...order, who: '' })).toThrow('by:')
    expect(store.getOutage(1).cause).toBe('unclassified')
  })

  it('of an outage that is not there is refused', () => {
    expect(() => store.setCause(99, 'power', order)).toThrow('no outage 99')
  })
})

describe('notes and acknowledgement', () => {
  it('keep who said it and when; the first acknowledgement stays', () => {
    store.addNote(1, ' Kabel putus <b>tebal</b> ', order)
    store.acknowledge(1, order)
    store.acknowledge(1, { at: order.at + 5, who: 'Budi (contoh)' })
    expect(store.listNotes(1)).toEqual([
      { at: order.at, who: order.who, text: 'Kabel putus <b>tebal</b>' },
    ])
    expect(store.getOutage(1).acknowledgedAt).toBe(order.at)
    expect(store.listHistory(1)).toHaveLength(2)
  })

  it('refuse an empty note', () => {
    expect(() => {
      store.addNote(1, '  ', order)
    }).toThrow('note:')
  })
})
