/** SQL of the recorder: everything that is written in the one transaction of a round, and read back at start. */
import type { CheckState } from '../domain/check-state.ts'
import type {
  BlindCause,
  BlindInterval,
  Health,
  Layer,
  Outage,
  OutageEnd,
  RoundStatus,
  Severity,
  Tier,
} from '../domain/hotspot.ts'
import { busyTimeoutMs, type Db } from './database.ts'

/** How long a round's transaction waits for another process's lock, ms. */
const impatientMs = 100

export interface FlipRow {
  readonly at: number
  readonly health: Health
  readonly layer: Layer | null
  readonly reason: string | null
}

/** An open or just ended outage as the recorder handles it. */
export interface OutageRow {
  readonly id: number
  readonly hotspotKey: number | null
  readonly uplinkKey: number | null
  readonly uplinkOutageId: number | null
  readonly severity: Severity
  readonly layer: Layer
  readonly startedAt: number
}

export interface NewOutage {
  readonly hotspotKey: number | null
  readonly uplinkKey: number | null
  readonly uplinkOutageId: number | null
  readonly severity: Severity
  readonly layer: Layer
  readonly reason: string
  readonly startedAt: number
}

export interface SampleRow {
  readonly checkKey: number
  readonly at: number
  /** domain/result-code */
  readonly code: number
  readonly outcome: 'up' | 'down' | 'unknown'
  readonly sent: number
  readonly lost: number
  readonly meanUs: number
  readonly minUs: number | null
  readonly maxUs: number | null
}

export interface BlindRow extends BlindInterval {
  readonly id: number
}

const outageColumns = `o.id, h.id AS hotspotId, u.id AS uplinkId, o.uplink_outage_id AS uplinkOutageId,
  o.severity, o.layer, o.reason,
  CASE WHEN o.cause = 'unclassified' AND p.cause IS NOT NULL THEN p.cause ELSE o.cause END AS cause,
  o.started_at AS startedAt, o.ended_at AS endedAt, o.end_reason AS endReason, o.acknowledged_at AS acknowledgedAt`

const outageFrom = `FROM outage o
  LEFT JOIN hotspot h ON h.key = o.hotspot_key
  LEFT JOIN uplink u ON u.key = o.uplink_key
  LEFT JOIN outage p ON p.id = o.uplink_outage_id`

const outageRowColumns = `id, hotspot_key AS hotspotKey, uplink_key AS uplinkKey,
  uplink_outage_id AS uplinkOutageId, severity, layer, started_at AS startedAt`

const rollupUpsert = (table: string, column: string): string => `
  INSERT INTO ${table} (check_key, ${column}, up, down, unknown, sent, lost, sum_us, min_us, max_us)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET
    up = up + excluded.up, down = down + excluded.down, unknown = unknown + excluded.unknown,
    sent = sent + excluded.sent, lost = lost + excluded.lost, sum_us = sum_us + excluded.sum_us,
    min_us = coalesce(min(min_us, excluded.min_us), min_us, excluded.min_us),
    max_us = coalesce(max(max_us, excluded.max_us), max_us, excluded.max_us)`

/** Statements of samples, rollups and the states of the checks. */
const createSampleStatements = (db: Db) => {
  const insert = db.prepare<[number, number, number]>(
    'INSERT INTO sample (check_key, at, result) VALUES (?, ?, ?)',
  )
  type Rollup = (number | null)[]
  const upsertHour = db.prepare<Rollup>(rollupUpsert('check_hour', 'hour'))
  const upsertDay = db.prepare<Rollup>(rollupUpsert('check_day', 'day'))
  const upsertState = db.prepare<[number, number, string]>(
    `INSERT INTO check_state (check_key, last_at, state) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET last_at = excluded.last_at, state = excluded.state`,
  )
  const allStates = db.prepare<[], { checkKey: number; state: string }>(
    'SELECT check_key AS checkKey, state FROM check_state',
  )
  const addRollups = (row: SampleRow, hour: number, day: number): void => {
    const up = row.outcome === 'up' ? 1 : 0
    const down = row.outcome === 'down' ? 1 : 0
    const unknown = row.outcome === 'unknown' ? 1 : 0
    const { checkKey, sent, lost, meanUs, minUs, maxUs } = row
    upsertHour.run(checkKey, hour, up, down, unknown, sent, lost, meanUs, minUs, maxUs)
    upsertDay.run(checkKey, day, up, down, unknown, sent, lost, meanUs, minUs, maxUs)
  }
  return {
    insertSample: (row: SampleRow): void => {
      insert.run(row.checkKey, row.at, row.code)
    },
    addRollups,
    saveState: (checkKey: number, state: CheckState): void => {
      upsertState.run(checkKey, state.lastAt, JSON.stringify(state))
    },
    loadStates: (): Map<number, CheckState> =>
      new Map(allStates.all().map((row) => [row.checkKey, JSON.parse(row.state) as CheckState])),
  }
}

/** Statements of flips: at most one a hotspot and instant, never two neighbours of the same health. */
const createFlipStatements = (db: Db) => {
  const upsert = db.prepare<[number, number, Health, Layer | null, string | null]>(
    `INSERT INTO flip (hotspot_key, at, health, layer, reason) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET health = excluded.health, layer = excluded.layer, reason = excluded.reason`,
  )
  const remove = db.prepare<[number, number]>('DELETE FROM flip WHERE hotspot_key = ? AND at = ?')
  const before = db.prepare<[number, number], FlipRow>(
    'SELECT at, health, layer, reason FROM flip WHERE hotspot_key = ? AND at < ? ORDER BY at DESC LIMIT 1',
  )
  const lastOfAll = db.prepare<[], FlipRow & { hotspotKey: number }>(
    `SELECT hotspot_key AS hotspotKey, at, health, layer, reason FROM flip
     WHERE (hotspot_key, at) IN (SELECT h.key, (SELECT max(f.at) FROM flip f WHERE f.hotspot_key = h.key) FROM hotspot h)`,
  )
  return {
    listLastFlips: () => lastOfAll.all(),
    saveFlip: (hotspotKey: number, flip: FlipRow): void => {
      upsert.run(hotspotKey, flip.at, flip.health, flip.layer, flip.reason)
    },
    removeFlip: (hotspotKey: number, at: number): void => {
      remove.run(hotspotKey, at)
    },
    findFlipBefore: (hotspotKey: number, at: number): FlipRow | undefined =>
      before.get(hotspotKey, at),
  }
}

const createOutageStatements = (db: Db) => {
  const insert = db.prepare<
    [number | null, number | null, number | null, Severity, Layer, string, number],
    { id: number }
  >(
    `INSERT INTO outage (hotspot_key, uplink_key, uplink_outage_id, severity, layer, reason, started_at)
     VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
  )
  const close = db.prepare<[number, OutageEnd, number]>(
    'UPDATE outage SET ended_at = max(?, started_at), end_reason = ? WHERE id = ?',
  )
  const attach = db.prepare<[number, number, number]>(
    'UPDATE outage SET uplink_key = ?, uplink_outage_id = ? WHERE id = ?',
  )
  const open = db.prepare<[], OutageRow>(
    `SELECT ${outageRowColumns} FROM outage WHERE ended_at IS NULL ORDER BY id`,
  )
  const lastOfUplinks = db.prepare<
    [],
    { uplinkKey: number; id: number; startedAt: number; endedAt: number | null }
  >(
    `SELECT o.uplink_key AS uplinkKey, o.id, o.started_at AS startedAt, o.ended_at AS endedAt FROM uplink u
     JOIN outage o ON o.id = (SELECT i.id FROM outage i WHERE i.uplink_key = u.key AND i.hotspot_key IS NULL
                              ORDER BY i.started_at DESC LIMIT 1)`,
  )
  const one = db.prepare<[number], Outage>(`SELECT ${outageColumns} ${outageFrom} WHERE o.id = ?`)
  const allOpen = db.prepare<[], Outage>(
    `SELECT ${outageColumns} ${outageFrom} WHERE o.ended_at IS NULL ORDER BY o.started_at`,
  )
  return {
    insertOutage: (outage: NewOutage): number => {
      const { hotspotKey, uplinkKey, uplinkOutageId, severity, layer, reason, startedAt } = outage
      const row = insert.get(
        hotspotKey,
        uplinkKey,
        uplinkOutageId,
        severity,
        layer,
        reason,
        startedAt,
      )
      if (row === undefined) throw new Error('outage was not inserted')
      return row.id
    },
    closeOutage: (id: number, endedAt: number, reason: OutageEnd): void => {
      close.run(endedAt, reason, id)
    },
    attachOutage: (id: number, uplinkKey: number, uplinkOutageId: number): void => {
      attach.run(uplinkKey, uplinkOutageId, id)
    },
    listOpenOutageRows: (): OutageRow[] => open.all(),
    /** Newest own outage of every uplink, open or ended. */
    listLastUplinkOutages: () => lastOfUplinks.all(),
    findOutage: (id: number): Outage | undefined => one.get(id),
    listOpenOutages: (): Outage[] => allOpen.all(),
  }
}

/** Second thoughts about an outage: a deeper layer that failed with it, or that it never lasted. */
const createOutageCorrections = (db: Db) => {
  const name = db.prepare<[Layer, string, number]>(
    'UPDATE outage SET layer = ?, reason = ? WHERE id = ?',
  )
  // What people said about it is never lost, not even with an outage that turned out to be none.
  const erase = db.prepare<[number]>(
    `DELETE FROM outage WHERE id = ? AND ended_at = started_at
       AND NOT EXISTS (SELECT 1 FROM outage_note n WHERE n.outage_id = outage.id)
       AND NOT EXISTS (SELECT 1 FROM outage_part p WHERE p.outage_id = outage.id)
       AND NOT EXISTS (SELECT 1 FROM outage o WHERE o.uplink_outage_id = outage.id)`,
  )
  return {
    nameOutage: (id: number, layer: Layer, reason: string): void => {
      name.run(layer, reason, id)
    },
    /** Removes an outage that never lasted. */
    eraseOutage: (id: number): void => {
      erase.run(id)
    },
  }
}

const createBlindStatements = (db: Db) => {
  const insert = db.prepare<[Tier | 'all', BlindCause, number, number | null], { id: number }>(
    'INSERT INTO blind_interval (tier, cause, started_at, ended_at) VALUES (?, ?, ?, ?) RETURNING id',
  )
  const close = db.prepare<[number, number]>(
    'UPDATE blind_interval SET ended_at = max(?, started_at) WHERE id = ?',
  )
  const open = db.prepare<[], BlindRow>(
    `SELECT id, tier, cause, started_at AS startedAt, ended_at AS endedAt
     FROM blind_interval WHERE ended_at IS NULL ORDER BY id`,
  )
  return {
    insertBlind: (blind: BlindInterval): BlindRow => {
      const row = insert.get(blind.tier, blind.cause, blind.startedAt, blind.endedAt)
      if (row === undefined) throw new Error('blind interval was not inserted')
      return { ...blind, id: row.id }
    },
    closeBlind: (id: number, endedAt: number): void => {
      close.run(endedAt, id)
    },
    listOpenBlind: (): BlindRow[] => open.all(),
  }
}

const createBookkeepingStatements = (db: Db) => {
  const insertRound = db.prepare<[string, number, number, number, number, number]>(
    `INSERT INTO round (schedule, scheduled_at, started_at, finished_at, checks, skipped)
     VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET started_at = excluded.started_at, finished_at = excluded.finished_at,
       checks = checks + excluded.checks, skipped = skipped + excluded.skipped`,
  )
  const lastRound = db.prepare<[], RoundStatus>(
    `SELECT schedule, scheduled_at AS scheduledAt, started_at AS startedAt, finished_at AS finishedAt, checks, skipped
     FROM round WHERE (schedule, scheduled_at) = (SELECT schedule, max(scheduled_at) FROM round)`,
  )
  const setFact = db.prepare<[string, string]>(
    'INSERT INTO monitor_fact (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  )
  const getFact = db
    .prepare<[string], string>('SELECT value FROM monitor_fact WHERE name = ?')
    .pluck()
  const removeFact = db.prepare<[string]>('DELETE FROM monitor_fact WHERE name = ?')
  const lastTiers = db
    .prepare<[number], string>(
      `SELECT value FROM hotspot_fact WHERE hotspot_key = ? AND field = 'tier' ORDER BY valid_from DESC LIMIT 1`,
    )
    .pluck()
  const saveTiers = db.prepare<[number, number, string]>(
    `INSERT INTO hotspot_fact (hotspot_key, field, valid_from, value) VALUES (?, 'tier', ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value`,
  )
  return {
    /** Tiers of a hotspot's required checks as last written, e.g. `far,near`. */
    findLastTiers: (hotspotKey: number): string | undefined => lastTiers.get(hotspotKey),
    saveTiers: (hotspotKey: number, validFrom: number, tiers: string): void => {
      saveTiers.run(hotspotKey, validFrom, tiers)
    },
    saveRound: (round: RoundStatus): void => {
      const { schedule, scheduledAt, startedAt, finishedAt, checks, skipped } = round
      insertRound.run(schedule, scheduledAt, startedAt, finishedAt, checks, skipped)
    },
    findLastRound: (): RoundStatus | undefined => lastRound.get(),
    setFact: (name: string, value: string): void => {
      setFact.run(name, value)
    },
    findFact: (name: string): string | undefined => getFact.get(name),
    removeFact: (name: string): void => {
      removeFact.run(name)
    },
  }
}

/** All statements of the recorder, prepared once. Callers bring the transaction. */
export const createRecordStore = (db: Db) => ({
  ...createSampleStatements(db),
  ...createFlipStatements(db),
  ...createOutageStatements(db),
  ...createOutageCorrections(db),
  ...createBlindStatements(db),
  ...createBookkeepingStatements(db),
  /**
   * Runs `work` in one immediate transaction; rolls back and throws when it fails. It waits only briefly for another
   * process's lock, because waiting stops every page: the caller keeps the round and comes again.
   */
  inTransaction: <T>(work: () => T): T => {
    db.pragma(`busy_timeout = ${String(impatientMs)}`)
    try {
      return db.transaction(work).immediate()
    } finally {
      db.pragma(`busy_timeout = ${String(busyTimeoutMs)}`)
    }
  },
})

export type RecordStore = ReturnType<typeof createRecordStore>
