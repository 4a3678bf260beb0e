#!/bin/sh
# Makes a fresh clone ready to run: system programs, packages, built tree. Safe to run again; quick when nothing is missing.
set -u
cd "$(dirname "$0")" || exit 1

missing=''
note() { printf '%s\n' "setup: $*"; }
lack() { missing="${missing}  - $*
"; }
has() { command -v "$1" >/dev/null 2>&1; }

# --- Node -------------------------------------------------------------------------------------------------------
check_node() {
  if ! has node || ! has npm; then
    note 'Node.js and npm are needed: install Node.js 20.19 or newer (24 is recommended), then run this again.'
    exit 1
  fi
  if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
    note "Node.js $(node --version) is too old: install 20.19 or newer (24 is recommended), then run this again."
    exit 1
  fi
}

# --- Programs of the system ---------------------------------------------------------------------------------------
# Prints the Debian packages that are wanted and not there, one per line.
wanted_packages() {
  has fping || echo fping
  has ping || echo iputils-ping
  has ip || echo iproute2
  has chromium || has chromium-browser || has google-chrome || echo chromium
  has_fonts || echo fonts-dejavu-core
  if [ ! -f "$sqlite_module" ]; then
    has python3 || echo python3
    has make || echo make
    has g++ || echo g++
  fi
}

has_fonts() {
  [ -d /usr/share/fonts/truetype/dejavu ] || { has fc-list && [ -n "$(fc-list 2>/dev/null | head -n 1)" ]; }
}

# How this user may become root without a question: nothing to add, sudo, or not at all.
root_command() {
  if [ "$(id -u)" -eq 0 ]; then
    echo env
  elif has sudo && sudo -n true 2>/dev/null; then
    echo 'sudo -n env'
  fi
}

install_packages() {
  wanted=$(wanted_packages | tr '\n' ' ')
  [ -n "$wanted" ] || return 0
  as_root=$(root_command)
  if ! has apt-get || [ -z "$as_root" ]; then
    note "not installed, no right to do so here: apt-get install $wanted"
    return 0
  fi
  note "installing: $wanted"
  # Lists may be old or absent on a fresh machine; they are fetched only when the first attempt fails.
  apt_install $wanted && return 0
  timeout 180 $as_root apt-get update -qq -o Acquire::Retries=0 -o Acquire::http::Timeout=20 >/dev/null 2>&1
  apt_install $wanted && return 0
  # One package that cannot be had must not keep the others away.
  for package in $wanted; do
    apt_install "$package" || note "apt-get could not install $package; going on with what is there"
  done
}

apt_install() {
  timeout 600 $as_root DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o Acquire::Retries=1 -o Acquire::http::Timeout=20 "$@" >/dev/null 2>&1
}

# --- Packages of npm ----------------------------------------------------------------------------------------------
sqlite_module=node_modules/better-sqlite3/build/Release/better_sqlite3.node

# True when every package of the lock is installed in its version and the SQLite module loads: one that was built for
# another Node.js is there and useless.
packages_are_current() {
  [ -f node_modules/.package-lock.json ] && node -e '
    const read = (path) => JSON.parse(require("node:fs").readFileSync(path, "utf8")).packages
    const wanted = read("package-lock.json")
    const installed = read("node_modules/.package-lock.json")
    delete wanted[""]
    const isThere = ([path, { version, optional }]) =>
      installed[path] === undefined ? optional === true : installed[path].version === version
    const isKnown = (path) => wanted[path] !== undefined
    if (!Object.entries(wanted).every(isThere) || !Object.keys(installed).every(isKnown)) process.exit(1)
    new (require("better-sqlite3"))(":memory:").close()
  ' >/dev/null 2>&1
}

install_node_modules() {
  packages_are_current && return 0
  # Where no ready-made module can be fetched, better-sqlite3 is compiled with the headers that Node brought along.
  prefix=$(node -p 'require("node:path").dirname(require("node:path").dirname(process.execPath))')
  if [ -z "${npm_config_nodedir:-}" ] && [ -f "$prefix/include/node/node.h" ]; then
    export npm_config_nodedir="$prefix"
  fi
  note 'installing packages (npm ci); compiling SQLite may take a minute or two'
  if ! npm ci --no-audit --no-fund; then
    note 'npm ci failed: see above. Nothing runs without its packages.'
    exit 1
  fi
  if ! packages_are_current; then
    note 'better-sqlite3 has no module for this Node.js: install python3, make, g++ and the headers of Node.js, then run this again.'
    exit 1
  fi
}

# --- Built tree ---------------------------------------------------------------------------------------------------
build_is_current() {
  [ -f dist/server/main.js ] && [ -f dist/server/cli/titik.js ] &&
    [ -z "$(find server probes web package-lock.json tsconfig.json tsconfig.build.json vite.config.ts \
      -type f ! -path 'web/dist/*' -newer dist/server/main.js 2>/dev/null | head -n 1)" ]
}

build() {
  build_is_current && return 0
  note 'building'
  if ! npm run --silent build; then
    note 'the build failed: see above.'
    exit 1
  fi
  touch dist/server/main.js
}

# --- What is still missing ----------------------------------------------------------------------------------------
list_missing() {
  has fping || has ping ||
    lack 'fping and ping: ICMP checks are "unknown" (TCP, HTTP and DNS checks work). Install: fping, iputils-ping'
  has fping || ! has ping ||
    lack 'fping: ICMP rounds use ping instead, at far more CPU. Install: fping'
  has ping || ! has fping ||
    lack 'ping: no second engine for ICMP, its tests are skipped. Install: iputils-ping'
  has ip ||
    lack 'ip: tests that cut addresses in a network namespace are skipped. Install: iproute2'
  has chromium || has chromium-browser || has google-chrome ||
    lack 'Chromium: tests in a real browser and screenshots are skipped. Install: chromium'
  has_fonts ||
    lack 'fonts: screenshots show boxes for letters. Install: fonts-dejavu-core'
}

check_node
install_packages
install_node_modules
build
list_missing
if [ -n "$missing" ]; then
  note 'ready, but these are missing:'
  printf '%s' "$missing"
else
  note 'ready.'
fi
note 'next: "npm run demo" for a simulated city, "npm test" for every check, "npm start" to serve.'
