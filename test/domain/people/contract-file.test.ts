import { describe, expect, it } from 'vitest'
import { contractColumns, parseContracts } from '../../../server/domain/people/contract-file.ts'

const zone = 'Asia/Jakarta'
const header = contractColumns.join(',')

describe('a file of contracts', () => {
  it('is read with days of the zone, the last day included, and defaults where cells are empty', () => {
    const text = `${header}\nk-1,Penyedia Contoh A,K/1/2026,2026-01-01,31/12/2026,1500000,99.5%,,,\n`
    expect(parseContracts(text, zone)).toEqual([
      {
        id: 'k-1',
        provider: 'Penyedia Contoh A',
        number: 'K/1/2026',
        validFrom: Date.UTC(2025, 11, 31, 17),
        validTo: Date.UTC(2026, 11, 31, 17),
        monthlyFee: 1_500_000,
        slaTarget: 0.995,
        excusedCauses: ['power'],
        owedCauses: ['provider'],
        restitutionThresholdMs: 300_000,
      },
    ])
  })

  it('may name several causes and another threshold', () => {
    const text = `${header}\nk-1,A,,2026-01-01,,,,power vandalism,provider device,60\n`
    expect(parseContracts(text, zone)).toMatchObject([
      {
        number: null,
        validTo: null,
        excusedCauses: ['power', 'vandalism'],
        owedCauses: ['provider', 'device'],
        restitutionThresholdMs: 60_000,
      },
    ])
  })

  it('is refused with every line and column that is wrong', () => {
    const text = `${header},colour\nK 1,,,2026-02-30,,x,9,wind,,-1\nk-1,A,,2026-03-01,2026-02-01,,,,,\nk-1,A,,2026-03-01,,,,,,\n`
    expect(() => parseContracts(text, zone)).toThrow(
      /column "colour".*line 2 id.*line 2 provider.*line 2 valid_from.*line 2 monthly_fee.*line 2 sla_target.*line 2 excused_causes.*line 2 restitution_threshold_s.*line 3 valid_to.*line 4 id: duplicate/s,
    )
  })
})
