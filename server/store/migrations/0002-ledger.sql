-- What the ledger reads beside measurements: contracts, maintenance, causes that people set.

CREATE TABLE contract (
  key          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  provider     TEXT NOT NULL,
  number       TEXT,
  valid_from   INTEGER NOT NULL,
  -- exclusive; null = open end
  valid_to     INTEGER CHECK (valid_to IS NULL OR valid_to > valid_from),
  -- whole rupiah a month
  monthly_fee  INTEGER CHECK (monthly_fee >= 0),
  -- ratio 0–1
  sla_target   REAL CHECK (sla_target BETWEEN 0 AND 1),
  -- JSON arrays of causes
  excused_causes TEXT NOT NULL DEFAULT '["power"]',
  owed_causes    TEXT NOT NULL DEFAULT '["provider"]',
  -- an outage qualifies for restitution when its known length is longer than this, ms
  restitution_threshold_ms INTEGER NOT NULL DEFAULT 300000 CHECK (restitution_threshold_ms >= 0)
) STRICT;

-- Planned time. recurrence is an opening_hours text within [starts_at, ends_at), null = the whole span.
CREATE TABLE maintenance (
  id           INTEGER PRIMARY KEY,
  scope        TEXT NOT NULL CHECK (scope IN ('all','hotspot','kecamatan','kind','provider','uplink')),
  scope_value  TEXT,
  starts_at    INTEGER NOT NULL,
  -- null = until it is ended
  ends_at      INTEGER CHECK (ends_at IS NULL OR ends_at > starts_at),
  recurrence   TEXT,
  title        TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  created_by   TEXT NOT NULL,
  -- a window that was called off stays for the record and counts nowhere
  cancelled_at INTEGER,
  CHECK ((scope = 'all') = (scope_value IS NULL))
) STRICT;
-- serves: windows that touch a period
CREATE INDEX maintenance_by_start ON maintenance (starts_at);

-- Causes that followed each other within one outage; without rows the outage's own cause holds for all of it.
CREATE TABLE outage_part (
  outage_id INTEGER NOT NULL REFERENCES outage (id),
  -- the part lasts until the next one begins, the last until the outage ends
  from_at   INTEGER NOT NULL,
  cause     TEXT NOT NULL,
  PRIMARY KEY (outage_id, from_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE outage_note (
  id        INTEGER PRIMARY KEY,
  outage_id INTEGER NOT NULL REFERENCES outage (id),
  at        INTEGER NOT NULL,
  who       TEXT NOT NULL,
  text      TEXT NOT NULL
) STRICT;
-- serves: notes of one outage
CREATE INDEX outage_note_by_outage ON outage_note (outage_id);
-- serves: the history of one subject (an outage, a window, a hotspot)
CREATE INDEX audit_by_subject ON audit (subject, id);
