-- Instants are UTC epoch milliseconds, durations of probes integer microseconds.
-- Inventory: people's facts. Measured facts: written by server/monitor/record alone.

CREATE TABLE uplink (
  key       INTEGER PRIMARY KEY,
  id        TEXT NOT NULL UNIQUE,
  name      TEXT NOT NULL,
  provider  TEXT,
  gateway   TEXT,
  link_tcp_port INTEGER CHECK (link_tcp_port BETWEEN 1 AND 65535)
) STRICT;

CREATE TABLE hotspot (
  key              INTEGER PRIMARY KEY,
  id               TEXT NOT NULL UNIQUE,
  name             TEXT NOT NULL,
  kind             TEXT NOT NULL,
  kecamatan        TEXT,
  kelurahan        TEXT,
  area_code        TEXT,
  postal_code      TEXT,
  address          TEXT,
  lat              REAL CHECK (lat BETWEEN -90 AND 90),
  lon              REAL CHECK (lon BETWEEN -180 AND 180),
  coordinate_basis TEXT NOT NULL CHECK (coordinate_basis IN ('office','centroid','street','approximate','unknown')),
  lifecycle        TEXT NOT NULL CHECK (lifecycle IN ('planned','active','suspended','retired')),
  active_from      INTEGER,
  provider         TEXT,
  uplink_key       INTEGER REFERENCES uplink (key),
  ssid             TEXT,
  bandwidth_mbps   REAL,
  service_hours    TEXT,
  sla_target       REAL CHECK (sla_target BETWEEN 0 AND 1),
  gateway          TEXT,
  link_icmp        INTEGER NOT NULL DEFAULT 1 CHECK (link_icmp IN (0, 1)),
  link_tcp_port    INTEGER CHECK (link_tcp_port BETWEEN 1 AND 65535),
  portal_url       TEXT,
  portal_expect    TEXT,
  usage            TEXT,
  source           TEXT,
  -- optional, staff only
  contract_number  TEXT,
  monthly_fee      INTEGER,
  owner_office     TEXT,
  device_brand     TEXT,
  device_model     TEXT,
  device_serial    TEXT,
  contact          TEXT,
  notes            TEXT,
  source_date      TEXT,
  version          INTEGER NOT NULL DEFAULT 1,
  CHECK ((lat IS NULL) = (lon IS NULL))
) STRICT;

-- Facts that enter figures, with the instant from which each holds; an edit adds a row and never rewrites the past.
CREATE TABLE hotspot_fact (
  hotspot_key INTEGER NOT NULL REFERENCES hotspot (key),
  field       TEXT NOT NULL CHECK (field IN ('lifecycle','kind','kecamatan','provider','uplink','service_hours','sla_target','contract','tier')),
  valid_from  INTEGER NOT NULL,
  value       TEXT,
  PRIMARY KEY (hotspot_key, field, valid_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE hotspot_check (
  key          INTEGER PRIMARY KEY,
  hotspot_key  INTEGER REFERENCES hotspot (key),
  uplink_key   INTEGER REFERENCES uplink (key),
  layer        TEXT NOT NULL CHECK (layer IN ('link','portal','internet','usage')),
  -- ProbeTarget as JSON, canonical key order
  target       TEXT NOT NULL,
  required     INTEGER NOT NULL DEFAULT 1 CHECK (required IN (0, 1)),
  schedule     TEXT,
  tier         TEXT CHECK (tier IN ('near','far')),
  down_after   INTEGER NOT NULL DEFAULT 3 CHECK (down_after BETWEEN 1 AND 20),
  up_after     INTEGER NOT NULL DEFAULT 2 CHECK (up_after BETWEEN 1 AND 20),
  slow_ms      REAL,
  lossy_ratio  REAL,
  -- a check that the inventory no longer names stays for its history
  is_active    INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
  CHECK ((hotspot_key IS NULL) <> (uplink_key IS NULL))
) STRICT;
-- serves: the checks of one hotspot (pages, import)
CREATE INDEX hotspot_check_by_hotspot ON hotspot_check (hotspot_key);

-- One row per probe. result ≥ 0: up, latency in µs × 8 + lost echoes; < 0: code of a reason or cause (domain/result-code).
CREATE TABLE sample (
  check_key INTEGER NOT NULL,
  at        INTEGER NOT NULL,
  result    INTEGER NOT NULL,
  PRIMARY KEY (check_key, at)
) STRICT, WITHOUT ROWID;

-- Rollups begin with the time: one round touches a few neighbouring pages instead of one page per check. A series of
-- one check is read by one seek per hour or day.
CREATE TABLE check_hour (
  check_key INTEGER NOT NULL,
  hour      INTEGER NOT NULL,
  up        INTEGER NOT NULL,
  down      INTEGER NOT NULL,
  unknown   INTEGER NOT NULL,
  sent      INTEGER NOT NULL,
  lost      INTEGER NOT NULL,
  sum_us    INTEGER NOT NULL,
  min_us    INTEGER,
  max_us    INTEGER,
  PRIMARY KEY (hour, check_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE check_day (
  check_key INTEGER NOT NULL,
  -- first instant of the local day
  day       INTEGER NOT NULL,
  up        INTEGER NOT NULL,
  down      INTEGER NOT NULL,
  unknown   INTEGER NOT NULL,
  sent      INTEGER NOT NULL,
  lost      INTEGER NOT NULL,
  sum_us    INTEGER NOT NULL,
  min_us    INTEGER,
  max_us    INTEGER,
  PRIMARY KEY (day, check_key)
) STRICT, WITHOUT ROWID;

-- Where the confirmation machine of each check stands, so that a restart re-opens nothing.
CREATE TABLE check_state (
  check_key  INTEGER PRIMARY KEY,
  last_at    INTEGER NOT NULL,
  -- the state machine's value as compact JSON (domain/confirmation)
  state      TEXT NOT NULL
) STRICT;

-- Confirmed changes of health, dated at the first sample that began them. The ledger reads these.
CREATE TABLE flip (
  hotspot_key INTEGER NOT NULL REFERENCES hotspot (key),
  at          INTEGER NOT NULL,
  health      TEXT NOT NULL CHECK (health IN ('up','degraded','down','unknown')),
  layer       TEXT,
  reason      TEXT,
  PRIMARY KEY (hotspot_key, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE outage (
  id               INTEGER PRIMARY KEY,
  hotspot_key      INTEGER REFERENCES hotspot (key),
  uplink_key       INTEGER REFERENCES uplink (key),
  uplink_outage_id INTEGER REFERENCES outage (id),
  severity         TEXT NOT NULL CHECK (severity IN ('down','degraded')),
  layer            TEXT NOT NULL,
  reason           TEXT NOT NULL,
  cause            TEXT NOT NULL DEFAULT 'unclassified',
  started_at       INTEGER NOT NULL,
  ended_at         INTEGER CHECK (ended_at IS NULL OR ended_at >= started_at),
  end_reason       TEXT,
  acknowledged_at  INTEGER,
  CHECK (hotspot_key IS NOT NULL OR uplink_key IS NOT NULL)
) STRICT;
-- serves: at most one open outage per hotspot, and the list of open ones
CREATE UNIQUE INDEX outage_open_hotspot ON outage (hotspot_key) WHERE ended_at IS NULL AND hotspot_key IS NOT NULL;
CREATE UNIQUE INDEX outage_open_uplink ON outage (uplink_key) WHERE ended_at IS NULL AND hotspot_key IS NULL;
-- serves: outages of a hotspot, newest first
CREATE INDEX outage_by_hotspot ON outage (hotspot_key, started_at);
-- serves: outages of the city in a period, newest first
CREATE INDEX outage_by_start ON outage (started_at);
-- serves: the hotspot outages that hang on one uplink outage
CREATE INDEX outage_by_uplink_outage ON outage (uplink_outage_id) WHERE uplink_outage_id IS NOT NULL;

-- serves: the newest own outage of each uplink at start
CREATE INDEX outage_by_uplink ON outage (uplink_key, started_at) WHERE hotspot_key IS NULL;

CREATE TABLE blind_interval (
  id         INTEGER PRIMARY KEY,
  tier       TEXT NOT NULL CHECK (tier IN ('near','far','all')),
  cause      TEXT NOT NULL CHECK (cause IN ('witnesses','stopped','crashed','suspended','clock','database')),
  started_at INTEGER NOT NULL,
  ended_at   INTEGER CHECK (ended_at IS NULL OR ended_at >= started_at)
) STRICT;
-- serves: intervals that touch a period
CREATE INDEX blind_by_start ON blind_interval (started_at);

CREATE TABLE round (
  schedule     TEXT NOT NULL,
  scheduled_at INTEGER NOT NULL,
  started_at   INTEGER NOT NULL,
  finished_at  INTEGER NOT NULL,
  checks       INTEGER NOT NULL,
  skipped      INTEGER NOT NULL,
  PRIMARY KEY (schedule, scheduled_at)
) STRICT, WITHOUT ROWID;

-- Small facts of the monitor itself: orderly stop, last round, last period of each clock job.
CREATE TABLE monitor_fact (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  id      INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  who     TEXT NOT NULL,
  action  TEXT NOT NULL,
  subject TEXT NOT NULL,
  before  TEXT,
  after   TEXT,
  why     TEXT
) STRICT;
