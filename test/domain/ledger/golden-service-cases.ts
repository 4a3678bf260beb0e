/** Golden cases of what a contract promises: service hours, maintenance, causes, contracts. Units as in golden-cases. */
import { always, closedBy, contract, downFor, golden, h, outage, span } from './golden-facts.ts'

const blindFor = (from: number, to: number) => ({
  blind: [{ startedAt: h(from), endedAt: h(to), tier: 'all' as const }],
})

const hoursCases = [
  golden(
    'an outage that begins before service does',
    'down 7–9, open 08–16: 22 ÷ 24 = 0.91666… for residents, 7 ÷ 8 = 0.875 by contract',
    { ...downFor(7, 9), ...closedBy('08:00-16:00') },
    {
      all: { up: 22, down: 2 },
      service: { closed: 16, up: 7, down: 1 },
      causes: { unclassified: 2 },
      serviceCauses: { unclassified: 1 },
      experienced: [9166, 'ok'],
      contract: [8750, 'ok'],
      outages: 1,
      mttr: 2,
      mtbf: 22,
    },
  ),
  golden(
    'an outage at night',
    'down 2–4, open 08–16: 22 ÷ 24 = 0.91666…, 8 ÷ 8 = 1 by contract',
    { ...downFor(2, 4), ...closedBy('08:00-16:00') },
    {
      all: { up: 22, down: 2 },
      service: { closed: 16, up: 8 },
      causes: { unclassified: 2 },
      serviceCauses: {},
      experienced: [9166, 'ok'],
      contract: [10_000, 'ok'],
      outages: 1,
      mttr: 2,
      mtbf: 22,
    },
  ),
  golden(
    'service across midnight',
    'open 22–02, down 1–3: of the open 0–2 and 22–24 one hour is lost, 3 ÷ 4 = 0.75',
    { ...downFor(1, 3), ...closedBy('22:00-02:00') },
    {
      all: { up: 22, down: 2 },
      service: { closed: 20, up: 3, down: 1 },
      causes: { unclassified: 2 },
      serviceCauses: { unclassified: 1 },
      experienced: [9166, 'ok'],
      contract: [7500, 'ok'],
      outages: 1,
      mttr: 2,
      mtbf: 22,
    },
  ),
  golden(
    'a holiday on which the place is closed',
    '17 August with PH off: 24 h closed, nothing to judge by contract',
    { ...span(-24, 0), ...closedBy('Mo-Fr 08:00-16:00; PH off', -24, 0) },
    {
      all: { up: 24 },
      service: { closed: 24 },
      experienced: [10_000, 'ok'],
      contract: [null, 'excluded'],
      serviceCoverage: null,
    },
  ),
  golden(
    'a holiday that service of the evening before runs into',
    '17 August, 22–02 and PH off: open 0–2 from Sunday; the span of Monday evening is off; down 1–2: 1 ÷ 2',
    { ...span(-24, 0), ...downFor(-23, -22), ...closedBy('22:00-02:00; PH off', -24, 0) },
    {
      all: { up: 23, down: 1 },
      service: { closed: 22, up: 1, down: 1 },
      causes: { unclassified: 1 },
      experienced: [9583, 'ok'],
      contract: [5000, 'ok'],
      outages: 1,
      mttr: 1,
      mtbf: 23,
    },
  ),
  golden(
    'a rule without PH ignores the holiday',
    '17 August, Mo-Fr 08–16: open 8 h, down 15–17: 7 ÷ 8 = 0.875',
    { ...span(-24, 0), ...downFor(-9, -7), ...closedBy('Mo-Fr 08:00-16:00', -24, 0) },
    {
      all: { up: 22, down: 2 },
      service: { closed: 16, up: 7, down: 1 },
      causes: { unclassified: 2 },
      serviceCauses: { unclassified: 1 },
      experienced: [9166, 'ok'],
      contract: [8750, 'ok'],
      outages: 1,
      mttr: 2,
      mtbf: 22,
    },
  ),
  golden(
    'unseen outside service hours alone',
    'blind 0–6, open 08–16: 18 ÷ 24 = 0.75 seen of all hours, 8 ÷ 8 of service hours',
    { ...blindFor(0, 6), ...closedBy('08:00-16:00') },
    {
      all: { up: 18, unknown: 6 },
      service: { closed: 16, up: 8 },
      experienced: [10_000, 'insufficient'],
      contract: [10_000, 'ok'],
      coverage: 7500,
      serviceCoverage: 10_000,
    },
  ),
  golden(
    'unseen within service hours',
    'blind 8–10, open 08–16: 22 ÷ 24 = 0.91666… seen of all hours, 6 ÷ 8 = 0.75 of service hours',
    { ...blindFor(8, 10), ...closedBy('08:00-16:00') },
    {
      all: { up: 22, unknown: 2 },
      service: { closed: 16, up: 6, unknown: 2 },
      experienced: [10_000, 'ok'],
      contract: [10_000, 'insufficient'],
      coverage: 9166,
      serviceCoverage: 7500,
    },
  ),
  golden(
    'not in service, and closed for the rest',
    'active from 16:00, open 08–16: 16 h not in service, 8 h closed, nothing to judge by contract',
    { lifecycle: [{ validFrom: h(16), value: 'active' }], ...closedBy('08:00-16:00') },
    {
      all: { notInService: 16, up: 8 },
      service: { notInService: 16, closed: 8 },
      experienced: [10_000, 'ok'],
      contract: [null, 'excluded'],
      serviceCoverage: null,
    },
  ),
]

const maintenanceCases = [
  golden(
    'maintenance overlaps an outage',
    'down 9–12, maintenance 10–14: 21 ÷ 24 = 0.875; by contract 19 up, 1 down: 19 ÷ 20 = 0.95',
    { ...downFor(9, 12), maintenance: [span(10, 14)] },
    {
      all: { up: 21, down: 3 },
      service: { maintenance: 4, up: 19, down: 1 },
      causes: { unclassified: 3 },
      serviceCauses: { unclassified: 1 },
      experienced: [8750, 'ok'],
      contract: [9500, 'ok'],
      outages: 1,
      mttr: 3,
      mtbf: 21,
      maintenance: 4,
      maintenanceDown: 2,
    },
  ),
  golden(
    'overlapping windows count once',
    '10–13 and 12–14 are 4 h; 20 ÷ 20 = 1',
    { maintenance: [span(12, 14), span(10, 13)] },
    {
      all: { up: 24 },
      service: { maintenance: 4, up: 20 },
      experienced: [10_000, 'ok'],
      maintenance: 4,
    },
  ),
  golden(
    'maintenance outside service hours',
    '2–10 against open 08–16: closed wins until 8, then 2 h maintenance; the overlay is all 8 h',
    { maintenance: [span(2, 10)], ...closedBy('08:00-16:00') },
    {
      all: { up: 24 },
      service: { closed: 16, maintenance: 2, up: 6 },
      experienced: [10_000, 'ok'],
      maintenance: 8,
    },
  ),
  golden(
    'maintenance all day',
    'down all day: 0 ÷ 24 for residents, nothing to judge by contract',
    {
      flips: [{ at: h(-1), health: 'down' }],
      outages: [outage(-1, 25)],
      maintenance: [span(0, 24)],
    },
    {
      all: { down: 24 },
      service: { maintenance: 24 },
      causes: { unclassified: 24 },
      serviceCauses: {},
      experienced: [0, 'ok'],
      contract: [null, 'excluded'],
      serviceCoverage: null,
      maintenance: 24,
      maintenanceDown: 24,
    },
  ),
  golden(
    'maintenance before activation',
    'window 0–12, active from 10: 2 h of it in service',
    { lifecycle: [{ validFrom: h(10), value: 'active' }], maintenance: [span(0, 12)] },
    {
      all: { notInService: 10, up: 14 },
      service: { notInService: 10, maintenance: 2, up: 12 },
      experienced: [10_000, 'ok'],
      maintenance: 2,
    },
  ),
]

const causeCases = [
  golden(
    'power is excused',
    'down 3 h for power: 21 ÷ 24 = 0.875; by contract 21 ÷ (24 − 3) = 1',
    downFor(9, 12, { cause: 'power' }),
    {
      all: { up: 21, down: 3 },
      causes: { power: 3 },
      experienced: [8750, 'ok'],
      contract: [10_000, 'ok'],
      outages: 1,
      mttr: 3,
      mtbf: 21,
    },
  ),
  golden(
    'the same outage before its cause was found',
    'unclassified is not excused: 21 ÷ 24 = 0.875 in both',
    downFor(9, 12),
    {
      all: { up: 21, down: 3 },
      causes: { unclassified: 3 },
      experienced: [8750, 'ok'],
      outages: 1,
      mttr: 3,
      mtbf: 21,
    },
  ),
  golden(
    'two causes followed each other',
    'power 9–10, then provider 10–12: 21 ÷ 24; by contract 21 ÷ (24 − 1) = 0.91304…; one outage',
    downFor(9, 12, {
      parts: [
        { from: h(9), cause: 'power' },
        { from: h(10), cause: 'provider' },
      ],
    }),
    {
      all: { up: 21, down: 3 },
      causes: { power: 1, provider: 2 },
      experienced: [8750, 'ok'],
      contract: [9130, 'ok'],
      outages: 1,
      mttr: 3,
      mtbf: 21,
    },
  ),
  golden(
    'power at the uplink',
    'upstream 3 h for power is excused like down: 21 ÷ 21 = 1 by contract',
    downFor(9, 12, { uplinkOutageId: 99, cause: 'power' }),
    {
      all: { up: 21, upstream: 3 },
      causes: { power: 3 },
      experienced: [8750, 'ok'],
      contract: [10_000, 'ok'],
      outages: 1,
      mttr: 3,
      mtbf: 21,
    },
  ),
  golden(
    'all time is excused',
    'down all day for power: 0 ÷ 24; by contract 0 ÷ (24 − 24): no time to judge, although all was seen',
    {
      flips: [{ at: h(-1), health: 'down' }],
      outages: [outage(-1, 25, { cause: 'power' })],
    },
    {
      all: { down: 24 },
      causes: { power: 24 },
      experienced: [0, 'ok'],
      contract: [null, 'excluded'],
    },
  ),
]

const strict = contract({ id: 'K-2', excusedCauses: [] })
const mild = contract({ id: 'K-1', excusedCauses: ['power', 'vandalism'] })

const contractCases = [
  golden(
    'a contract that excuses nothing',
    'down 3 h for power: 21 ÷ 24 = 0.875 in both',
    { ...downFor(9, 12, { cause: 'power' }), contracts: always(strict) },
    {
      all: { up: 21, down: 3 },
      causes: { power: 3 },
      experienced: [8750, 'ok'],
      outages: 1,
      mttr: 3,
      mtbf: 21,
      parts: [['K-2', 8750]],
    },
  ),
  golden(
    'a contract that changes at noon',
    'power 10–14: until noon 10 ÷ (12 − 2) = 1, then 10 ÷ 12 = 0.83333…; together 20 ÷ 22 = 0.90909…',
    {
      ...downFor(10, 14, { cause: 'power' }),
      contracts: [
        { from: 0, to: h(12), contract: mild },
        { from: h(12), to: Infinity, contract: strict },
      ],
    },
    {
      all: { up: 20, down: 4 },
      causes: { power: 4 },
      experienced: [8333, 'ok'],
      contract: [9090, 'ok'],
      outages: 1,
      mttr: 4,
      mtbf: 20,
      parts: [
        ['K-1', 10_000],
        ['K-2', 8333],
      ],
    },
  ),
  golden(
    'a contract that ends at 18:00',
    'vandalism 16–20, excused until 18: 16 ÷ (18 − 2) = 1, then by default terms 4 ÷ 6 = 0.66666…; together 20 ÷ 22',
    {
      ...downFor(16, 20, { cause: 'vandalism' }),
      contracts: [{ from: 0, to: h(18), contract: mild }],
    },
    {
      all: { up: 20, down: 4 },
      causes: { vandalism: 4 },
      experienced: [8333, 'ok'],
      contract: [9090, 'ok'],
      outages: 1,
      mttr: 4,
      mtbf: 20,
      parts: [
        ['K-1', 10_000],
        [null, 6666],
      ],
    },
  ),
]

export const serviceCases = [...hoursCases, ...maintenanceCases, ...causeCases, ...contractCases]
