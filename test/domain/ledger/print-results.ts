/** Prints what golden and random facts give, for comparison between time zones of the process. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { computeLedger } from '../../../server/domain/ledger/ledger.ts'
import { computeOwed, computeRestitution } from '../../../server/domain/ledger/restitution.ts'
import { computeSetLedger } from '../../../server/domain/ledger/set-ledger.ts'
import { listLocal } from '../service-hours/calendar.ts'
import { goldenCases } from './golden-cases.ts'
import { randomFacts } from './random-facts.ts'

const facts = [
  ...goldenCases.map((one) => one.facts),
  ...fc.sample(randomFacts, { seed: 20_260_817, numRuns: 200 }),
]
const ledgers = facts.map(computeLedger)
const results = [
  ledgers,
  computeSetLedger(ledgers.map((ledger, index) => ({ id: String(index), ledgers: [ledger] }))),
  computeRestitution(facts.map(computeOwed)),
  listLocal(
    'Mo-Fr 08:00-16:00,22:00-02:00; PH off; Dec 24-Jan 02 10:00-12:00',
    '2026-01-01',
    '2027-01-05',
  ),
]
const text = JSON.stringify(results)
console.log(
  JSON.stringify({
    zone: new Date(2026, 0, 1).getTimezoneOffset(),
    length: text.length,
    digest: createHash('sha256').update(text).digest('hex'),
  }),
)
