/**
 * Import boundaries of the rooms: each rule is one row, or one "never", of the room table in CONTRIBUTING.md.
 * `npm run boundaries` checks them; test/architecture proves that they bite.
 */

/** Sources of a room; tests and data are never part of one. */
const room = (name) => `^server/${name}/`

/** Packages that compute and touch nothing outside themselves; the only ones that rules may use. */
const purePackages = '^node_modules/(@types/)?(csv-parse|ipaddr\\.js|zod)/'

const packages = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown']
const nodeCore = ['core']

/** Types vanish at build time: they couple words, not behaviour. */
const valuesOnly = { dependencyTypesNot: ['type-only'] }

/** Plain files in server/ that belong to no room. */
const rootFiles = '^server/[^/]+\\.ts$'
/** Of these, the ones that every room may use: they know no room themselves. */
const sharedRootFiles = '^server/(package-root|log|version)\\.ts$'

/** A room of the server may reach itself, the named rooms, and the shared root files. */
const serverRoom = (name, may, comment) => ({
  name: `server-${name}-reaches-only-its-rooms`,
  comment,
  severity: 'error',
  from: { path: room(name) },
  to: {
    path: '^(server|probes|web|data|test)/',
    pathNot: [room(name), ...may, sharedRootFiles],
    ...valuesOnly,
  },
})

/** A room may not even speak of another one's types. */
const never = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: to },
})

/** A package belongs to one place; everybody else goes through that place. */
const livesIn = (packageName, places, comment) => ({
  name: `${packageName.replaceAll(/[^a-z0-9]+/g, '-')}-lives-in-one-place`,
  comment,
  severity: 'error',
  from: { path: '^(server|probes|web)/', pathNot: places },
  to: { path: `^node_modules/${packageName.replace('.', '\\.')}/`, ...valuesOnly },
})

const probeRules = [
  never(
    'probes-know-nobody',
    '^probes/',
    '^(server|web|data|test)/',
    'A prober says what the network says now. It works alone: by hand, in a worker, or on another machine.',
  ),
  {
    name: 'probes-use-probe-libraries',
    comment:
      'Storage, schedules and pages are no business of a prober: only libraries that speak to the network.',
    severity: 'error',
    from: { path: '^probes/' },
    to: {
      dependencyTypes: packages,
      pathNot: '^node_modules/(@types/)?(undici|ping|ipaddr\\.js|net-snmp)/',
    },
  },
]

const domainRules = [
  {
    name: 'domain-knows-itself-and-probe-types',
    comment:
      'Rules decide what a result means. They must give the same answer in a test, a report and the monitor.',
    severity: 'error',
    from: { path: room('domain') },
    to: { path: '^(server|probes|web|data|test)/', pathNot: room('domain'), ...valuesOnly },
  },
  {
    name: 'domain-types-come-from-probes-only',
    comment: "The words of a measurement come from probes; all other words are the domain's own.",
    severity: 'error',
    from: { path: room('domain') },
    to: { path: '^(server|web|data|test)/', pathNot: room('domain') },
  },
  {
    name: 'domain-does-no-io',
    comment: 'No clock, file, socket or environment: node core is closed to rules.',
    severity: 'error',
    from: { path: room('domain') },
    to: { dependencyTypes: nodeCore },
  },
  {
    name: 'domain-uses-pure-packages',
    comment: 'A package inside a rule must be pure too; extend the list only with such.',
    severity: 'error',
    from: { path: room('domain') },
    to: { dependencyTypes: packages, pathNot: purePackages },
  },
]

const storeRules = [
  serverRoom(
    'store',
    [room('domain')],
    'The store remembers. It neither probes, nor decides when, nor answers requests.',
  ),
  never(
    'store-is-below-everybody',
    room('store'),
    '^(server/(monitor|http|alerts|reports|accounts|cli)|probes|web)/',
    'All rooms stand on the store: a look upwards, even at a type, would close a circle.',
  ),
  {
    name: 'sql-lives-in-the-store',
    comment:
      'All SQL is in one room: a schema change has one place to look, a statement one place to be measured.',
    severity: 'error',
    from: { path: '^(server|probes|web)/', pathNot: room('store') },
    to: { path: '^node_modules/(@types/)?better-sqlite3/' },
  },
]

const monitorRules = [
  serverRoom(
    'monitor',
    [room('domain'), room('store'), '^probes/'],
    'The monitor decides when, and is the only writer of measurements. Who looks at them is not its concern.',
  ),
  never(
    'monitor-knows-no-viewer',
    room('monitor'),
    '^(server/(http|alerts|reports|accounts|cli)|web)/',
    'A round must end in time whoever is watching: it publishes, and never asks a viewer.',
  ),
]

const readerRules = [
  serverRoom(
    'alerts',
    [room('domain'), room('store')],
    'Alerts read confirmed facts; they never measure and never serve.',
  ),
  never(
    'alerts-know-neither-monitor-nor-http',
    room('alerts'),
    '^server/(monitor|http|cli)/',
    'A message goes out for a recorded fact, not for something the monitor has in hand.',
  ),
  serverRoom(
    'reports',
    [room('domain'), room('store')],
    'A report is computed from recorded facts by the domain, the same for page, file and command.',
  ),
  never(
    'reports-know-neither-monitor-nor-http',
    room('reports'),
    '^server/(monitor|http|cli)/',
    'A report can be made on a machine that neither probes nor serves.',
  ),
  serverRoom(
    'accounts',
    [room('domain'), room('store')],
    'Accounts say who may do what; what is done lies elsewhere.',
  ),
  never(
    'accounts-know-neither-monitor-nor-http',
    room('accounts'),
    '^server/(monitor|http|cli)/',
    'The same rules of access hold for the command line, which has no request.',
  ),
]

const httpRules = [
  serverRoom(
    'http',
    [room('domain'), room('store'), room('accounts'), room('reports'), '^web/(pages|i18n|state)/'],
    'A handler parses, calls and maps. A request never starts a probe and never moves the schedule.',
  ),
  never(
    'http-never-touches-the-monitor',
    room('http'),
    '^server/(monitor|alerts|cli)/',
    'Measured facts have one writer; http sees them only through the store.',
  ),
]

const wiringRules = [
  {
    name: 'only-the-wiring-knows-the-wiring',
    comment: 'main and cli put the rooms together; a room that imports them would know everybody.',
    severity: 'error',
    from: { path: '^(server|probes|web)/', pathNot: ['^server/cli/', rootFiles] },
    to: { path: ['^server/main\\.ts$', '^server/cli/'] },
  },
  {
    name: 'settings-are-handed-down',
    comment:
      'Only the wiring reads the configuration; a room takes the values it needs, and may name their types.',
    severity: 'error',
    from: { path: '^(server/[^/]+|probes|web)/', pathNot: '^server/cli/' },
    to: { path: rootFiles, pathNot: sharedRootFiles, ...valuesOnly },
  },
  {
    name: 'wiring-does-not-render',
    comment: 'Pages are reached through http alone: main and cli know no web internals.',
    severity: 'error',
    from: { path: ['^server/cli/', rootFiles] },
    to: { path: '^web/' },
  },
]

const webRules = [
  {
    name: 'pages-take-props',
    comment:
      'A page is a pure function of its props: server values would bring a clock, a database or a socket.',
    severity: 'error',
    from: { path: '^web/(pages|i18n|state)/' },
    to: { path: '^(server|probes)/', ...valuesOnly },
  },
  {
    name: 'pages-do-no-io',
    comment: 'No file, socket or process behind a page: what it says was decided before.',
    severity: 'error',
    from: { path: '^web/(pages|i18n|state)/' },
    to: { dependencyTypes: nodeCore },
  },
  {
    name: 'pages-use-jsx-only',
    comment: 'JSX of hono is all a page needs; any other package would have to be pure and small.',
    severity: 'error',
    from: { path: '^web/(pages|i18n|state)/' },
    to: { dependencyTypes: packages, pathNot: '^node_modules/hono/' },
  },
  {
    name: 'words-stand-alone',
    comment: 'Dictionaries and states serve pages and islands: they lean on neither.',
    severity: 'error',
    from: { path: '^web/(i18n|state)/' },
    to: { path: '^web/(pages|islands)/' },
  },
  {
    name: 'pages-and-islands-are-two-programs',
    comment:
      'A page is made on the server and works without scripts; an island runs in the browser. They share data and words.',
    severity: 'error',
    from: { path: '^web/pages/' },
    to: { path: '^web/islands/' },
  },
  {
    name: 'islands-leave-pages-alone',
    comment: 'Server-rendered JSX in the browser would double the bytes that a cheap phone loads.',
    severity: 'error',
    from: { path: '^web/islands/' },
    to: { path: '^web/pages/', ...valuesOnly },
  },
  {
    name: 'islands-take-types-only',
    comment: 'Server values in the browser would carry secrets, weight and node core with them.',
    severity: 'error',
    from: { path: '^web/islands/' },
    to: { path: '^(server|probes)/', ...valuesOnly },
  },
  {
    name: 'islands-have-no-node',
    comment: 'There is no node core in a browser.',
    severity: 'error',
    from: { path: '^web/islands/' },
    to: { dependencyTypes: nodeCore },
  },
  {
    name: 'islands-use-map-and-chart',
    comment:
      'Every further library costs residents on weak networks; leaflet and uPlot earn their bytes.',
    severity: 'error',
    from: { path: '^web/islands/' },
    to: {
      dependencyTypes: packages,
      pathNot: '^node_modules/(@types/)?(leaflet|leaflet\\.markercluster|uplot|geojson)/',
    },
  },
]

const givenRules = [
  {
    name: 'data-is-read-not-imported',
    comment: 'What is given is replaceable by a path in the settings; an import would weld it in.',
    severity: 'error',
    from: { path: '^(server|probes|web)/' },
    to: { path: '^data/' },
  },
  {
    name: 'data-imports-nothing-of-ours',
    comment: 'The scripts that made the data can be read and run without the program.',
    severity: 'error',
    from: { path: '^data/' },
    to: { path: '^(server|probes|web|test)/' },
  },
  {
    name: 'tests-are-never-imported',
    comment: 'What runs in a city must not lean on what was made to test it.',
    severity: 'error',
    from: { path: '^(server|probes|web|data)/' },
    to: { path: '^test/' },
  },
]

const packageRules = [
  livesIn('hono', ['^server/http/', '^web/pages/'], 'Requests are the business of http alone.'),
  livesIn(
    'node-cron',
    ['^server/monitor/'],
    'There is one clock that starts work, so there is one place to stop it.',
  ),
  livesIn(
    'undici',
    ['^probes/', '^server/alerts/'],
    'Whoever dials outside obeys the address policy; that is checked in few places.',
  ),
  livesIn(
    'ping',
    ['^probes/'],
    'Its traps (options it changes, hosts that crash it) are fenced in once.',
  ),
  livesIn('commander', ['^server/cli/'], 'The command line is one way in, like http.'),
  livesIn(
    'pino',
    [rootFiles, '^server/cli/'],
    'One logger is made and handed down: rooms log lines, not libraries.',
  ),
  {
    name: 'children-are-spawned-by-probes',
    comment:
      'A child process is given an address that may be hostile: the fence around that stands in one room. Copying the database is given paths of the settings only.',
    severity: 'error',
    from: { path: '^(server|web)/', pathNot: '^server/store/backup/copy-process\\.ts$' },
    to: { path: '^(node:)?child_process$' },
  },
  {
    name: 'program-needs-no-dev-package',
    comment: 'An installation without dev packages must start.',
    severity: 'error',
    from: { path: '^(server|probes|web)/' },
    to: { dependencyTypes: ['npm-dev'], pathNot: '^node_modules/@types/', ...valuesOnly },
  },
  {
    name: 'packages-are-declared',
    comment: 'A package that only another package brings may vanish with its next version.',
    severity: 'error',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
]

const generalRules = [
  {
    name: 'no-circles',
    comment:
      'Two files that need each other are one file, or three. Types count too: they are read together.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'every-import-resolves',
    comment: 'An import that leads nowhere is unseen by all other rules.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-retired-core-modules',
    comment: 'Modules that Node has given up leave with one of its next versions.',
    severity: 'error',
    from: {},
    to: { dependencyTypes: nodeCore, path: '^(node:)?(domain|punycode|sys)$' },
  },
]

module.exports = {
  forbidden: [
    ...probeRules,
    ...domainRules,
    ...storeRules,
    ...monitorRules,
    ...readerRules,
    ...httpRules,
    ...wiringRules,
    ...webRules,
    ...givenRules,
    ...packageRules,
    ...generalRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|web/dist)/' },
    // 'specify' keeps imports that vanish at build time and marks them, so that types can be told from values.
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
    builtInModules: { add: ['node:sqlite', 'node:test'] },
    reporterOptions: { text: { highlightFocused: true } },
  },
}
