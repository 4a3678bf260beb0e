/** Facts of one January, by hand: up all the time unless a test says otherwise. */
import type { LedgerFacts } from '../../../server/domain/ledger/facts.ts'

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs

/** 2026-01-01 00:00 in Jakarta. */
export const january = Date.UTC(2025, 11, 31, 17)

export const createFacts = (changed: Partial<LedgerFacts> = {}): LedgerFacts => ({
  from: january,
  to: january + 31 * dayMs,
  now: january + 31 * dayMs,
  flips: [{ at: january - dayMs, health: 'up' }],
  blind: [],
  tiers: [],
  lifecycle: [{ validFrom: 0, value: 'active' }],
  unseen: [],
  outages: [],
  closed: [],
  maintenance: [],
  contracts: [],
  ...changed,
})
