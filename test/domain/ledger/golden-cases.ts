/**
 * Golden cases of the ledger, counted by hand. All instants are hours of one day in Depok (see golden-facts), all expected
 * times are hours, figures and coverage are hundredths of a per cent (9583 = 95.83 %), rounded down.
 */
import { at } from '../service-hours/calendar.ts'
import { downFor, golden, h, month, outage, span } from './golden-facts.ts'
import { serviceCases } from './golden-service-cases.ts'

const up = (hour: number) => ({ at: h(hour), health: 'up' as const })
const down = (hour: number) => ({ at: h(hour), health: 'down' as const })
const degraded = (hour: number) => ({ at: h(hour), health: 'degraded' as const })
const unknown = (hour: number) => ({ at: h(hour), health: 'unknown' as const })
const spell = (from: number, to: number | null) => ({
  startedAt: h(from),
  endedAt: to === null ? null : h(to),
})
const active = (hour: number) => ({ validFrom: h(hour), value: 'active' as const })
const suspended = (hour: number) => ({ validFrom: h(hour), value: 'suspended' as const })
const retired = (hour: number) => ({ validFrom: h(hour), value: 'retired' as const })

const second = 1 / 3600

const healthCases = [
  golden('up all day', '24 of 24 hours up', {}, { all: { up: 24 }, experienced: [10_000, 'ok'] }),
  golden('one hour down', '23 ÷ 24 = 0.95833…; one outage of 1 h; 23 h up ÷ 1', downFor(9, 10), {
    all: { up: 23, down: 1 },
    causes: { unclassified: 1 },
    experienced: [9583, 'ok'],
    outages: 1,
    mttr: 1,
    mtbf: 23,
  }),
  golden(
    'one second down never reads 100',
    '86399 ÷ 86400 = 0.99998…, floored to 99.99',
    downFor(9, 9 + second),
    {
      all: { up: 24 - second, down: second },
      causes: { unclassified: second },
      experienced: [9999, 'ok'],
      outages: 1,
      mttr: second,
      mtbf: 24 - second,
    },
  ),
  golden(
    'down all day',
    '0 ÷ 24 = 0; the outage began yesterday, so this day counts none',
    {
      flips: [down(-2)],
      outages: [outage(-2, 30)],
    },
    {
      all: { down: 24 },
      causes: { unclassified: 24 },
      experienced: [0, 'ok'],
    },
  ),
  golden(
    'degraded is usable',
    '(18 + 6) ÷ 24 = 1; an outage of severity degraded is none here',
    {
      flips: [up(-24), degraded(6), up(12)],
      outages: [outage(6, 12, { severity: 'degraded' })],
    },
    { all: { up: 18, degraded: 6 }, experienced: [10_000, 'ok'] },
  ),
  golden(
    'degraded, then down, then degraded, then up',
    '(20 + 2) ÷ 24 = 0.91666…; the down row ended as degraded, not by recovery: no MTTR; (20 + 2) ÷ 1',
    {
      flips: [up(-24), degraded(6), down(7), degraded(9), up(10)],
      outages: [
        outage(6, 7, { severity: 'degraded', endReason: 'changed' }),
        outage(7, 9, { endReason: 'changed' }),
        outage(9, 10, { severity: 'degraded' }),
      ],
    },
    {
      all: { up: 20, degraded: 2, down: 2 },
      causes: { unclassified: 2 },
      experienced: [9166, 'ok'],
      outages: 1,
      mtbf: 22,
    },
  ),
  golden(
    'two outages',
    '21 ÷ 24 = 0.875; MTTR (1 + 2) ÷ 2 = 1.5 h; MTBF 21 ÷ 2 = 10.5 h',
    {
      flips: [up(-24), down(3), up(4), down(10), up(12)],
      outages: [outage(3, 4), outage(10, 12)],
    },
    {
      all: { up: 21, down: 3 },
      causes: { unclassified: 3 },
      experienced: [8750, 'ok'],
      outages: 2,
      mttr: 1.5,
      mtbf: 10.5,
    },
  ),
  golden(
    'an outage that ends with the day',
    '22 ÷ 24 = 0.91666…; its end belongs to the next day, and so does its length',
    downFor(22, 24),
    {
      all: { up: 22, down: 2 },
      causes: { unclassified: 2 },
      experienced: [9166, 'ok'],
      outages: 1,
      mtbf: 22,
    },
  ),
  golden(
    'an outage that ended with the day before',
    '24 ÷ 24 = 1; it ended at 00:00, so its 2 h are the MTTR of this day',
    downFor(-2, 0),
    { all: { up: 24 }, experienced: [10_000, 'ok'], mttr: 2 },
  ),
]

const sightCases = [
  golden(
    'monitor off for 5 hours',
    '19 ÷ 19 = 1, but 19 ÷ 24 = 0.79166… was seen: under 90 %',
    { blind: [{ ...spell(1, 6), tier: 'all' }] },
    { all: { up: 19, unknown: 5 }, experienced: [10_000, 'insufficient'], coverage: 7916 },
  ),
  golden(
    'monitor off for 2 hours',
    '22 ÷ 22 = 1; 22 ÷ 24 = 0.91666… was seen',
    { blind: [{ ...spell(1, 3), tier: 'all' }] },
    { all: { up: 22, unknown: 2 }, experienced: [10_000, 'ok'], coverage: 9166 },
  ),
  golden(
    'exactly 90 % seen',
    '(24 − 2.4) ÷ 24 = 0.9 exactly: enough',
    { unseen: [spell(0, 2.4)] },
    { all: { up: 21.6, unknown: 2.4 }, experienced: [10_000, 'ok'], coverage: 9000 },
  ),
  golden(
    'one second less than 90 % seen',
    '77759 ÷ 86400 = 0.89998…: not enough',
    { unseen: [spell(0, 2.4 + second)] },
    {
      all: { up: 21.6 - second, unknown: 2.4 + second },
      experienced: [10_000, 'insufficient'],
      coverage: 8999,
    },
  ),
  golden(
    'no data',
    'nothing known: 0 ÷ 0 gives no ratio, coverage 0 ÷ 24 = 0',
    { flips: [] },
    { all: { unknown: 24 }, experienced: [null, 'none'], coverage: 0 },
  ),
  golden(
    'a gap without samples',
    'health unknown from 4 to 6: 22 ÷ 22 = 1, 22 ÷ 24 = 0.91666… seen',
    { flips: [up(-24), unknown(4), up(6)] },
    { all: { up: 22, unknown: 2 }, experienced: [10_000, 'ok'], coverage: 9166 },
  ),
  golden(
    'a sample speaks for three intervals',
    'last sample 10:00, every 20 min, next one 14:00: it speaks until 11:00, then 3 h unknown; 21 ÷ 24 = 0.875 seen',
    { unseen: [spell(11, 14)] },
    { all: { up: 21, unknown: 3 }, experienced: [10_000, 'insufficient'], coverage: 8750 },
  ),
  golden(
    'samples stopped for good',
    'last sample 21:00, every 20 min: 22 h up, then 2 h unknown; 22 ÷ 24 = 0.91666… seen',
    { unseen: [spell(22, null)] },
    { all: { up: 22, unknown: 2 }, experienced: [10_000, 'ok'], coverage: 9166 },
  ),
  golden(
    'blindness of one tier does not blind a hotspot seen by the other',
    'near was blind for 6 h, far saw: 24 ÷ 24 = 1',
    { blind: [{ ...spell(6, 12), tier: 'near' }] },
    { all: { up: 24 }, experienced: [10_000, 'ok'] },
  ),
  golden(
    'both tiers blind at different times',
    'near 6–9, far 8–11: blind only where both are, 8–9; 23 ÷ 24 = 0.95833… seen',
    {
      blind: [
        { ...spell(6, 9), tier: 'near' },
        { ...spell(8, 11), tier: 'far' },
      ],
    },
    { all: { up: 23, unknown: 1 }, experienced: [10_000, 'ok'], coverage: 9583 },
  ),
  golden(
    'tiers that change',
    'near blind 6–12, near alone until 7, then both: 1 h unknown; 23 ÷ 24 = 0.95833… seen',
    {
      tiers: [
        { validFrom: 0, value: ['near'] },
        { validFrom: h(7), value: ['near', 'far'] },
      ],
      blind: [{ ...spell(6, 12), tier: 'near' }],
    },
    { all: { up: 23, unknown: 1 }, experienced: [10_000, 'ok'], coverage: 9583 },
  ),
  golden(
    'down before and after a blind hour is one outage',
    'down 8–9 and 10–11, blind 9–10: 21 ÷ 23 = 0.91304…; 23 ÷ 24 seen; one outage of 3 h in wall time',
    { ...downFor(8, 11), blind: [{ ...spell(9, 10), tier: 'all' }] },
    {
      all: { up: 21, down: 2, unknown: 1 },
      causes: { unclassified: 2 },
      experienced: [9130, 'ok'],
      coverage: 9583,
      outages: 1,
      mttr: 3,
      mtbf: 21,
    },
  ),
  golden(
    'an outage that ended while blind ends at the first good sample',
    'down 8–9, blind 9–10, up at 10: 22 ÷ 23 = 0.95652…; the row runs to 10, MTTR 2 h',
    { ...downFor(8, 10), blind: [{ ...spell(9, 10), tier: 'all' }] },
    {
      all: { up: 22, down: 1, unknown: 1 },
      causes: { unclassified: 1 },
      experienced: [9565, 'ok'],
      coverage: 9583,
      outages: 1,
      mttr: 2,
      mtbf: 22,
    },
  ),
]

const upstreamCases = [
  golden(
    'under a down uplink',
    '20 ÷ 24 = 0.83333…; all 4 h are upstream, by the uplink outage’s cause',
    downFor(8, 12, { uplinkOutageId: 99, cause: 'provider' }),
    {
      all: { up: 20, upstream: 4 },
      causes: { provider: 4 },
      experienced: [8333, 'ok'],
      outages: 1,
      mttr: 4,
      mtbf: 20,
    },
  ),
  golden(
    'longer down than its uplink',
    'upstream 8–10, split, down 10–13: 19 ÷ 24 = 0.79166…; two rows, of which the second recovered after 3 h; 19 ÷ 2',
    {
      ...downFor(8, 13),
      outages: [
        outage(8, 10, { uplinkOutageId: 99, cause: 'provider', endReason: 'split' }),
        outage(10, 13, { cause: 'device' }),
      ],
    },
    {
      all: { up: 19, upstream: 2, down: 3 },
      causes: { provider: 2, device: 3 },
      experienced: [7916, 'ok'],
      outages: 2,
      mttr: 3,
      mtbf: 9.5,
    },
  ),
  golden(
    'blind under a down uplink',
    'the row lasts 8–12, blind 9–11: unknown wins; 20 ÷ 22 = 0.90909…, 22 ÷ 24 seen',
    {
      ...downFor(8, 12, { uplinkOutageId: 99, cause: 'provider' }),
      blind: [{ ...spell(9, 11), tier: 'all' }],
    },
    {
      all: { up: 20, upstream: 2, unknown: 2 },
      causes: { provider: 2 },
      experienced: [9090, 'ok'],
      coverage: 9166,
      outages: 1,
      mttr: 4,
      mtbf: 20,
    },
  ),
]

const lifecycleCases = [
  golden(
    'first day',
    'active from 09:00, first good sample 09:30: 14.5 ÷ 14.5 = 1; 14.5 ÷ 15 = 0.96666… seen',
    { lifecycle: [active(9)], flips: [up(9.5)] },
    {
      all: { notInService: 9, unknown: 0.5, up: 14.5 },
      experienced: [10_000, 'ok'],
      coverage: 9666,
    },
  ),
  golden(
    'planned all day',
    'not in service from 0 to 24: nothing to judge',
    { lifecycle: [{ validFrom: 0, value: 'planned' }] },
    { all: { notInService: 24 }, experienced: [null, 'not_in_service'], coverage: null },
  ),
  golden(
    'never entered',
    'no lifecycle fact at all is not in service',
    { lifecycle: [] },
    { all: { notInService: 24 }, experienced: [null, 'not_in_service'], coverage: null },
  ),
  golden(
    'suspended for a week of August',
    '31 days are 744 h, 7 days are 168 h: 576 ÷ 576 = 1',
    {
      ...month('2026-08-01', '2026-09-01'),
      lifecycle: [
        { validFrom: 0, value: 'active' },
        { validFrom: at('2026-08-10 00:00'), value: 'suspended' },
        { validFrom: at('2026-08-17 00:00'), value: 'active' },
      ],
    },
    { all: { notInService: 168, up: 576 }, experienced: [10_000, 'ok'] },
  ),
  golden(
    'retired in the middle of an outage',
    'down 6–10, retired at 10: 6 ÷ 10 = 0.6; ended by retirement, so no MTTR; 6 ÷ 1',
    {
      flips: [up(-24), down(6)],
      lifecycle: [active(-2400), retired(10)],
      outages: [outage(6, 10, { endReason: 'retired' })],
    },
    {
      all: { up: 6, down: 4, notInService: 14 },
      causes: { unclassified: 4 },
      experienced: [6000, 'ok'],
      outages: 1,
      mtbf: 6,
    },
  ),
  golden(
    'suspended while down and back still down',
    'down 6–8 and 20–22: 8 up ÷ 12 = 0.66666…; two rows, one of them recovered after 2 h; 8 ÷ 2',
    {
      flips: [up(-24), down(6), up(22)],
      lifecycle: [active(-2400), suspended(8), active(20)],
      outages: [outage(6, 8, { endReason: 'suspended' }), outage(20, 22)],
    },
    {
      all: { up: 8, down: 4, notInService: 12 },
      causes: { unclassified: 4 },
      experienced: [6666, 'ok'],
      outages: 2,
      mttr: 2,
      mtbf: 4,
    },
  ),
]

const periodCases = [
  golden(
    'still running',
    'now is 12:00: 12 h are accounted for, 11 ÷ 12 = 0.91666…',
    { ...downFor(9, 10), now: h(12) },
    {
      all: { up: 11, down: 1 },
      causes: { unclassified: 1 },
      experienced: [9166, 'ok'],
      outages: 1,
      mttr: 1,
      mtbf: 11,
    },
  ),
  golden(
    'still open at the end',
    'down since 20:00 and still so: 20 ÷ 24 = 0.83333…; no end, no MTTR',
    { flips: [up(-24), down(20)], outages: [outage(20, null)] },
    {
      all: { up: 20, down: 4 },
      causes: { unclassified: 4 },
      experienced: [8333, 'ok'],
      outages: 1,
      mtbf: 20,
    },
  ),
  golden(
    'an outage across two months, the first',
    '31 Aug 12:00 – 1 Sep 18:00: 12 h of August’s 744; 732 ÷ 744 = 0.98387…; begun here',
    { ...month('2026-08-01', '2026-09-01'), ...acrossMonths() },
    {
      all: { up: 732, down: 12 },
      causes: { unclassified: 12 },
      experienced: [9838, 'ok'],
      outages: 1,
      mtbf: 732,
    },
  ),
  golden(
    'an outage across two months, the second',
    '18 h of September’s 720: 702 ÷ 720 = 0.975; ended here, 30 h long; none begun',
    { ...month('2026-09-01', '2026-10-01'), ...acrossMonths() },
    {
      all: { up: 702, down: 18 },
      causes: { unclassified: 18 },
      experienced: [9750, 'ok'],
      mttr: 30,
    },
  ),
  golden(
    'February of a leap year',
    '29 days are 696 h; an hour lost on the 29th: 695 ÷ 696 = 0.99856…',
    {
      ...month('2028-02-01', '2028-03-01'),
      unseen: [],
      flips: [
        { at: at('2027-12-01 00:00'), health: 'up' },
        { at: at('2028-02-29 10:00'), health: 'down' },
        { at: at('2028-02-29 11:00'), health: 'up' },
      ],
    },
    { all: { up: 695, down: 1 }, causes: { unclassified: 1 }, experienced: [9985, 'ok'] },
  ),
  golden(
    'January begins at 17:00 UTC of 31 December',
    'down 23:30 – 00:30 at the turn of the year: 0.5 h of January’s 744; 743.5 ÷ 744 = 0.99932…',
    {
      ...month('2026-01-01', '2026-02-01'),
      flips: [
        { at: at('2025-12-01 00:00'), health: 'up' },
        { at: Date.parse('2025-12-31T16:30:00Z'), health: 'down' },
        { at: Date.parse('2025-12-31T17:30:00Z'), health: 'up' },
      ],
    },
    { all: { up: 743.5, down: 0.5 }, causes: { unclassified: 0.5 }, experienced: [9993, 'ok'] },
  ),
  golden(
    'an hour',
    'down 9:45–10:15, asked for 10–11: 0.75 ÷ 1',
    { ...downFor(9.75, 10.25), ...span(10, 11) },
    {
      all: { up: 0.75, down: 0.25 },
      causes: { unclassified: 0.25 },
      experienced: [7500, 'ok'],
      mttr: 0.5,
    },
  ),
]

function acrossMonths() {
  const [startedAt, endedAt] = [at('2026-08-31 12:00'), at('2026-09-01 18:00')]
  return {
    flips: [
      { at: at('2025-01-01 00:00'), health: 'up' as const },
      { at: startedAt, health: 'down' as const },
      { at: endedAt, health: 'up' as const },
    ],
    outages: [outage(0, 0, { startedAt, endedAt })],
  }
}

export const goldenCases = [
  ...healthCases,
  ...sightCases,
  ...upstreamCases,
  ...lifecycleCases,
  ...periodCases,
  ...serviceCases,
]
