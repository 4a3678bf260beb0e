/** Contracts with providers: terms and the time in which each held. A change of terms is a further row. */
import { z } from 'zod'
import { causes, type Cause } from '../domain/hotspot.ts'
import { assertOrder, type ChangeOrder } from '../domain/people/order.ts'
import { createAuditStore } from './audit-store.ts'
import type { Db } from './database.ts'

export interface Contract {
  /** Stable slug. */
  readonly id: string
  readonly provider: string
  /** What hotspots name in `contract_number`. */
  readonly number: string | null
  /** Epoch ms. */
  readonly validFrom: number
  /** Exclusive; null = open end. */
  readonly validTo: number | null
  /** Whole rupiah a month for all its hotspots together. */
  readonly monthlyFee: number | null
  /** Ratio 0–1. */
  readonly slaTarget: number | null
  readonly excusedCauses: readonly Cause[]
  readonly owedCauses: readonly Cause[]
  readonly restitutionThresholdMs: number
}

interface ContractRow extends Omit<Contract, 'excusedCauses' | 'owedCauses'> {
  readonly excusedCauses: string
  readonly owedCauses: string
}

const causeList = z.array(z.enum(causes))

const toContract = (row: ContractRow): Contract => ({
  ...row,
  excusedCauses: causeList.parse(JSON.parse(row.excusedCauses)),
  owedCauses: causeList.parse(JSON.parse(row.owedCauses)),
})

const columns = `id, provider, number, valid_from AS validFrom, valid_to AS validTo, monthly_fee AS monthlyFee,
  sla_target AS slaTarget, excused_causes AS excusedCauses, owed_causes AS owedCauses,
  restitution_threshold_ms AS restitutionThresholdMs`

export const createContractStore = (db: Db) => {
  const all = db.prepare<[], ContractRow>(
    `SELECT ${columns} FROM contract ORDER BY valid_from, key`,
  )
  const one = db.prepare<[string], ContractRow>(`SELECT ${columns} FROM contract WHERE id = ?`)
  const save = db.prepare<ContractRow>(
    `INSERT INTO contract (id, provider, number, valid_from, valid_to, monthly_fee, sla_target, excused_causes,
       owed_causes, restitution_threshold_ms)
     VALUES (@id, @provider, @number, @validFrom, @validTo, @monthlyFee, @slaTarget, @excusedCauses, @owedCauses,
       @restitutionThresholdMs)
     ON CONFLICT (id) DO UPDATE SET provider = excluded.provider, number = excluded.number,
       valid_from = excluded.valid_from, valid_to = excluded.valid_to, monthly_fee = excluded.monthly_fee,
       sla_target = excluded.sla_target, excused_causes = excluded.excused_causes,
       owed_causes = excluded.owed_causes, restitution_threshold_ms = excluded.restitution_threshold_ms`,
  )
  const audit = createAuditStore(db)
  return {
    listContracts: (): Contract[] => all.all().map(toContract),
    /** Enters or corrects contracts by id, in one immediate transaction with an audit row for each that changed. */
    saveContracts: (contracts: readonly Contract[], order: ChangeOrder): number => {
      assertOrder(order)
      let changed = 0
      db.transaction(() => {
        for (const contract of contracts) {
          const row = one.get(contract.id)
          const before = row === undefined ? null : toContract(row)
          if (JSON.stringify(before) === JSON.stringify(contract)) continue
          save.run({
            ...contract,
            excusedCauses: JSON.stringify(contract.excusedCauses),
            owedCauses: JSON.stringify(contract.owedCauses),
          })
          const subject = `contract/${contract.id}`
          const action = before === null ? 'contract.create' : 'contract.correct'
          audit.append(order, { action, subject, before, after: contract })
          changed += 1
        }
      }).immediate()
      return changed
    },
  }
}
