/** The ledger as programs see it: one hotspot and the sets of a month, in the shapes that clients rely on. */
import { describe, expect, it } from 'vitest'
import type { Db } from '../../../server/store/database.ts'
import { createContractStore } from '../../../server/store/contract-store.ts'
import { createOutageChangeStore } from '../../../server/store/outage-change-store.ts'
import { ask, askJson } from '../conform.ts'
import { createApp, createStatus, noon } from '../fixture.ts'

const hour = 3_600_000
const day = 24 * hour

/** 2026-01-01 and 2026-02-01 00:00 in Jakarta; `noon` is the 15th, 10:00. */
const january = Date.UTC(2025, 11, 31, 17)
const february = Date.UTC(2026, 0, 31, 17)

interface Figure {
  ratio: number | null
  hundredths: number | null
  verdict: string
}

interface View {
  classes: Record<string, number>
  downByCause: Record<string, number>
  coverage: number | null
}

interface Ledger {
  generatedAt: number
  from: number
  to: number
  views: { all: View; service: View }
  experienced: Figure
  contract: Figure
  parts: { from: number; to: number; contract: { id: string } | null; verdict: string }[]
  maintenanceMs: number
  maintenanceDownMs: number
  outages: number
  mttrMs: number | null
  mtbfMs: number | null
}

interface SetLedgers {
  generatedAt: number
  from: number
  to: number
  items: (Omit<Ledger, 'contract'> & {
    name: string | null
    members: number
    unmonitored: number
    contract: Figure & { median: object | null; thin: { id: string }[] }
  })[]
}

const insertHotspot = (db: Db, key: number, id: string, facts: Record<string, string>): void => {
  db.prepare(
    `INSERT INTO hotspot (key, id, name, kind, coordinate_basis, lifecycle)
     VALUES (?, ?, ?, 'taman', 'unknown', 'active')`,
  ).run(key, id, id)
  const insert = db.prepare(
    'INSERT INTO hotspot_fact (hotspot_key, field, valid_from, value) VALUES (?, ?, 0, ?)',
  )
  const all = { lifecycle: 'active', kind: 'taman', kecamatan: 'Beji', tier: 'near', ...facts }
  for (const [field, value] of Object.entries(all)) insert.run(key, field, value)
}

const insertFlip = (db: Db, key: number, at: number, health: string): void => {
  db.prepare('INSERT INTO flip (hotspot_key, at, health) VALUES (?, ?, ?)').run(key, at, health)
}

const insertOutage = (db: Db, key: number, startedAt: number, endedAt: number): void => {
  insertFlip(db, key, startedAt, 'down')
  insertFlip(db, key, endedAt, 'up')
  db.prepare(
    `INSERT INTO outage (hotspot_key, severity, layer, reason, started_at, ended_at, end_reason)
     VALUES (?, 'down', 'link', 'timeout', ?, ?, 'recovered')`,
  ).run(key, startedAt, endedAt)
}

/** `satu` was down for two hours on the 3rd; `dua`, in Limo, always worked; nobody monitors `tiga`. */
const createCity = () => {
  const fixture = createApp()
  const { db } = fixture.deps
  insertHotspot(db, 1, 'satu', {})
  insertHotspot(db, 2, 'dua', { kecamatan: 'Limo' })
  insertHotspot(db, 3, 'tiga', { tier: '' })
  for (const key of [1, 2]) insertFlip(db, key, january - 30 * day, 'up')
  insertOutage(db, 1, january + 2 * day, january + 2 * day + 2 * hour)
  fixture.live.publish({
    hotspots: [
      createStatus('satu', {}, { key: 1, kind: 'taman' }),
      createStatus('dua', {}, { key: 2, kind: 'taman', kecamatan: 'Limo' }),
      createStatus(
        'tiga',
        { monitored: false, staleAt: null, health: 'unknown' },
        { key: 3, kind: 'taman' },
      ),
    ],
  })
  return fixture
}

const read = async (fixture: ReturnType<typeof createCity>, query = '', id = 'satu') => {
  const { status, body } = await askJson<Ledger>(
    fixture.app,
    `/api/v1/hotspots/${id}/ledger${query}`,
  )
  expect(status).toBe(200)
  return body
}

const readSets = async (fixture: ReturnType<typeof createCity>, query: string) => {
  const { status, body } = await askJson<SetLedgers>(fixture.app, `/api/v1/ledger?${query}`)
  expect(status).toBe(200)
  return body
}

const sum = (classes: Record<string, number>): number =>
  Object.values(classes).reduce((total, ms) => total + ms, 0)

describe('GET /hotspots/{id}/ledger', () => {
  it('accounts for the running month up to now', async () => {
    const body = await read(createCity())
    expect(body).toMatchObject({ generatedAt: noon, from: january, to: noon })
    expect(body.views.all.classes).toEqual({
      notInService: 0,
      unknown: 0,
      upstream: 0,
      down: 2 * hour,
      degraded: 0,
      up: noon - january - 2 * hour,
    })
    expect(sum(body.views.service.classes)).toBe(noon - january)
    expect(body.views.all.downByCause).toMatchObject({ unclassified: 2 * hour, power: 0 })
    expect(body.experienced).toEqual({
      ratio: 1 - (2 * hour) / (noon - january),
      hundredths: 9942,
      verdict: 'ok',
    })
    expect(body).toMatchObject({ outages: 1, mttrMs: 2 * hour, maintenanceMs: 0 })
    expect(body.mtbfMs).toBe(noon - january - 2 * hour)
  })

  it('takes months by the clock of the zone, and any period by from and to', async () => {
    const fixture = createCity()
    const december = await read(fixture, '?month=2025-12')
    expect(december).toMatchObject({ to: january, outages: 0, mttrMs: null, mtbfMs: null })
    expect(december.experienced).toEqual({ ratio: 1, hundredths: 10_000, verdict: 'ok' })
    const range = await read(
      fixture,
      `?from=2026-01-03T00:00:00%2B07:00&to=2026-01-03T04:00%2B07:00`,
    )
    expect(range).toMatchObject({ from: january + 2 * day, to: january + 2 * day + 4 * hour })
    expect(range.experienced.ratio).toBe(0.5)
    expect((await read(fixture, `?from=${String(january)}`)).to).toBe(noon)
  })

  it('refuses what is no period, and one that has not begun, with every reason', async () => {
    const fixture = createCity()
    for (const [query, problem] of [
      ['?month=2026-02', 'query "month": the period has not begun'],
      [`?from=${String(february)}`, 'query "from": the period has not begun'],
      ['?month=2026-13', 'query "month": must be a month such as 2026-01'],
      ['?month=2026-01&from=0', 'query "month": not together with from and to'],
      [`?to=${String(noon)}`, 'query "from": is needed with to'],
      [`?from=${String(noon)}&to=${String(noon)}`, 'query "to": must be later than from'],
      ['?from=0', 'query "from": at most five years'],
    ] as const) {
      const { status, body } = await askJson<{ error: { problems: string[] } }>(
        fixture.app,
        `/api/v1/hotspots/satu/ledger${query}`,
      )
      expect(status, query).toBe(400)
      expect(body.error.problems, query).toContain(problem)
    }
    expect((await ask(fixture.app, '/api/v1/hotspots/nobody/ledger')).status).toBe(404)
  })

  it('knows nothing of what nobody saw: after the last sample, and of a monitor that never ran', async () => {
    const fixture = createCity()
    fixture.clock.now = noon + day
    const stale = await read(fixture)
    expect(stale.views.all.classes['unknown']).toBe(day - 180_000)
    const never = await read(fixture, '', 'tiga')
    expect(never.views.all).toMatchObject({
      coverage: 0,
      classes: { up: 0, unknown: noon + day - january },
    })
    expect(never.experienced).toEqual({ ratio: null, hundredths: null, verdict: 'none' })
  })

  it('prints no figure for a day of which five hours were blind', async () => {
    const fixture = createCity()
    const blind = fixture.deps.db.prepare(
      "INSERT INTO blind_interval (tier, cause, started_at, ended_at) VALUES ('all', 'stopped', ?, ?)",
    )
    blind.run(january + 5 * day, january + 5 * day + 5 * hour)
    blind.run(january + 6 * day, january + 6 * day + 2 * hour)
    const readDay = (index: number) =>
      read(
        fixture,
        `?from=${String(january + index * day)}&to=${String(january + (index + 1) * day)}`,
      )
    const five = await readDay(5)
    expect(five.experienced).toEqual({ ratio: 1, hundredths: 10_000, verdict: 'insufficient' })
    expect(five.views.all.coverage).toBe(19 / 24)
    const two = await readDay(6)
    expect(two.experienced.verdict).toBe('ok')
    expect(two.views.all.coverage).toBe(22 / 24)
  })

  it('divides the contract figure where the contract changes', async () => {
    const fixture = createCity()
    const { db } = fixture.deps
    db.prepare(
      "INSERT INTO hotspot_fact (hotspot_key, field, valid_from, value) VALUES (1, 'contract', 0, ?)",
    ).run(JSON.stringify({ number: 'K-1', monthlyFee: null }))
    const terms = {
      provider: 'Penyedia Contoh A',
      number: 'K-1',
      monthlyFee: 1_000_000,
      slaTarget: 0.99,
      excusedCauses: ['power'],
      owedCauses: ['provider'],
      restitutionThresholdMs: 300_000,
    } as const
    createContractStore(db).saveContracts(
      [
        { ...terms, id: 'k-1-a', validFrom: 0, validTo: january + 5 * day },
        { ...terms, id: 'k-1-b', validFrom: january + 5 * day, validTo: null },
      ],
      { at: noon, who: 'Sari (contoh)', why: 'as agreed' },
    )
    const { parts } = await read(fixture)
    expect(parts).toMatchObject([
      {
        from: january,
        to: january + 5 * day,
        contract: { id: 'k-1-a', target: 0.99 },
        hundredths: 9833,
        isTargetMet: false,
      },
      {
        from: january + 5 * day,
        to: noon,
        contract: { id: 'k-1-b' },
        hundredths: 10_000,
        isTargetMet: true,
      },
    ])
    expect(JSON.stringify(parts)).not.toContain('1000000')
  })
})

describe('GET /ledger', () => {
  it('sums sets, and counts unmonitored members without summing them', async () => {
    const body = await readSets(createCity(), 'group=kecamatan&month=2026-01')
    expect(body).toMatchObject({ generatedAt: noon, from: january, to: noon, group: 'kecamatan' })
    expect(
      body.items.map(({ name, members, unmonitored }) => [name, members, unmonitored]),
    ).toEqual([
      ['Beji', 2, 1],
      ['Limo', 1, 0],
    ])
    expect(body.items[0]?.experienced).toMatchObject({ hundredths: 9942, verdict: 'ok' })
  })

  it('gives the city as one set without a name', async () => {
    const { items } = await readSets(createCity(), 'group=city')
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({ name: null, members: 3, outages: 1, mttrMs: 2 * hour })
    expect(sum(items[0]?.views.all.classes ?? {})).toBe(2 * (noon - january))
  })

  it('groups by kind and by provider; what is not known comes last', async () => {
    const fixture = createCity()
    fixture.deps.db.exec(
      "INSERT INTO hotspot_fact (hotspot_key, field, valid_from, value) VALUES (2, 'provider', 0, 'Penyedia Contoh A')",
    )
    const names = async (group: string) =>
      (await readSets(fixture, `group=${group}`)).items.map(({ name }) => name)
    expect(await names('kind')).toEqual(['taman'])
    expect(await names('provider')).toEqual(['Penyedia Contoh A', null])
  })

  it('keeps a month for a minute, and computes it anew as soon as somebody changes a cause', async () => {
    const fixture = createCity()
    const provider = async () =>
      (await readSets(fixture, 'group=city&month=2026-01')).items[0]?.views.all.downByCause[
        'provider'
      ]
    expect(await provider()).toBe(0)
    fixture.deps.db.exec("UPDATE outage SET cause = 'provider'")
    expect(await provider()).toBe(0)
    createOutageChangeStore(fixture.deps.db).setCause(1, 'provider', {
      at: noon,
      who: 'Sari (contoh)',
      why: 'the provider said so',
    })
    expect(await provider()).toBe(2 * hour)
    fixture.clock.now = noon + 60_000
    expect((await readSets(fixture, 'group=city')).generatedAt).toBe(noon + 60_000)
  })

  it('answers many who ask at once with one computation', async () => {
    const fixture = createCity()
    const answers = await Promise.all(
      ['city', 'kind', 'city', 'kecamatan'].map((group) => readSets(fixture, `group=${group}`)),
    )
    expect(new Set(answers.map(({ generatedAt }) => generatedAt))).toEqual(new Set([noon]))
  })

  it('refuses to queue without an end', async () => {
    const fixture = createCity()
    const months = Array.from(
      { length: 12 },
      (_, index) => `2025-${String(index + 1).padStart(2, '0')}`,
    )
    const answers = await Promise.all(
      [...months, '2024-12', '2024-11'].map((month) =>
        ask(fixture.app, `/api/v1/ledger?group=city&month=${month}`),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual([...months.map(() => 200), 503, 503])
    expect(answers.at(-1)?.headers.get('Retry-After')).toBe('5')
  })

  it('refuses other groups, and months that have not begun', async () => {
    const { app } = createCity()
    for (const query of ['', '?group=uplink', '?group=city&month=2026-02', '?group=city&from=0']) {
      expect((await ask(app, `/api/v1/ledger${query}`)).status, query).toBe(400)
    }
  })
})
