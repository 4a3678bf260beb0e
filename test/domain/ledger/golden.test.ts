import { describe, expect, it } from 'vitest'
import { computeLedger, type Ledger } from '../../../server/domain/ledger/ledger.ts'
import { goldenCases } from './golden-cases.ts'
import type { Expected } from './golden-facts.ts'

const toMs = (hours: number): number => Math.round(hours * 3_600_000)

const fill = (names: readonly string[], hours: Readonly<Record<string, number>>) =>
  Object.fromEntries(names.map((name) => [name, toMs(hours[name] ?? 0)]))

const allNames = ['notInService', 'unknown', 'upstream', 'down', 'degraded', 'up']
const serviceNames = [...allNames, 'closed', 'maintenance']
const causeNames = [
  ...['power', 'provider', 'device', 'cabling'],
  ...['vandalism', 'portal', 'other', 'unclassified'],
]

const toMsOrNull = (hours: number | undefined) => (hours === undefined ? null : toMs(hours))

/** What a case leaves out. */
const fillIn = (expected: Expected) => {
  const { all, causes = {}, experienced, coverage = 10_000 } = expected
  return {
    service: all,
    causes,
    serviceCauses: causes,
    contract: experienced,
    coverage,
    serviceCoverage: coverage,
    outages: 0,
    maintenance: 0,
    maintenanceDown: 0,
    parts: [[null, (expected.contract ?? experienced)[0]]] as NonNullable<Expected['parts']>,
    ...expected,
  }
}

/** Everything that a case says, in the form of what was computed. */
const toWanted = (expected: Expected) => {
  const wanted = fillIn(expected)
  return {
    all: fill(allNames, { ...wanted.all }),
    service: fill(serviceNames, { ...wanted.service }),
    causes: fill(causeNames, { ...wanted.causes }),
    serviceCauses: fill(causeNames, { ...wanted.serviceCauses }),
    experienced: wanted.experienced,
    contract: wanted.contract,
    coverage: wanted.coverage,
    serviceCoverage: wanted.serviceCoverage,
    outages: wanted.outages,
    mttr: toMsOrNull(wanted.mttr),
    mtbf: toMsOrNull(wanted.mtbf),
    maintenance: toMs(wanted.maintenance),
    maintenanceDown: toMs(wanted.maintenanceDown),
    parts: wanted.parts,
  }
}

const toFound = (ledger: Ledger): ReturnType<typeof toWanted> => ({
  all: { ...ledger.views.all.classes },
  service: { ...ledger.views.service.classes },
  causes: { ...ledger.views.all.downByCause },
  serviceCauses: { ...ledger.views.service.downByCause },
  experienced: [ledger.experienced.hundredths, ledger.experienced.verdict],
  contract: [ledger.contract.hundredths, ledger.contract.verdict],
  coverage: ledger.views.all.coverageHundredths,
  serviceCoverage: ledger.views.service.coverageHundredths,
  outages: ledger.outages,
  mttr: ledger.mttrMs,
  mtbf: ledger.mtbfMs,
  maintenance: ledger.maintenanceMs,
  maintenanceDown: ledger.maintenanceDownMs,
  parts: ledger.parts.map((part) => [part.contract?.id ?? null, part.hundredths]),
})

describe('golden cases of the ledger', () => {
  it.each(goldenCases)('$name: $why', ({ facts, expected }) => {
    expect(toFound(computeLedger(facts))).toEqual(toWanted(expected))
  })

  it('are at least forty, each with a name of its own', () => {
    expect(new Set(goldenCases.map(({ name }) => name)).size).toBe(goldenCases.length)
    expect(goldenCases.length).toBeGreaterThanOrEqual(40)
  })
})
