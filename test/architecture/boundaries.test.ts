/** The import boundaries bite: for every rule there is an import that breaks it, and the wished imports pass. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../../server/package-root.ts'

const configPath = join(packageRoot, '.dependency-cruiser.cjs')
const config = z
  .object({ forbidden: z.array(z.object({ name: z.string(), comment: z.string() })) })
  .parse(createRequire(import.meta.url)(configPath))

/** Rule, file that breaks it, and what that file says. */
const breaches: readonly (readonly [rule: string, file: string, text: string])[] = [
  ['probes-know-nobody', 'probes/a.ts', "import type { D } from '../server/domain/d.ts'"],
  ['probes-use-probe-libraries', 'probes/b.ts', "import 'hono'"],
  ['domain-knows-itself-and-probe-types', 'server/domain/a.ts', "import '../../probes/p.ts'"],
  [
    'domain-types-come-from-probes-only',
    'server/domain/b.ts',
    "import type { S } from '../store/s.ts'",
  ],
  ['domain-does-no-io', 'server/domain/c.ts', "import 'node:fs'"],
  ['domain-uses-pure-packages', 'server/domain/e.ts', "import 'undici'"],
  ['server-store-reaches-only-its-rooms', 'server/store/a.ts', "import '../../probes/p.ts'"],
  ['store-is-below-everybody', 'server/store/b.ts', "import type { H } from '../http/h.ts'"],
  ['sql-lives-in-the-store', 'server/http/a.ts', "import type { D } from 'better-sqlite3'"],
  ['server-monitor-reaches-only-its-rooms', 'server/monitor/a.ts', "import '../http/h.ts'"],
  ['monitor-knows-no-viewer', 'server/monitor/b.ts', "import type { H } from '../http/h.ts'"],
  ['server-alerts-reaches-only-its-rooms', 'server/alerts/a.ts', "import '../../probes/p.ts'"],
  [
    'alerts-know-neither-monitor-nor-http',
    'server/alerts/b.ts',
    "import type { H } from '../http/h.ts'",
  ],
  ['server-reports-reaches-only-its-rooms', 'server/reports/a.ts', "import '../http/h.ts'"],
  [
    'reports-know-neither-monitor-nor-http',
    'server/reports/b.ts',
    "import type { M } from '../monitor/m.ts'",
  ],
  ['server-accounts-reaches-only-its-rooms', 'server/accounts/a.ts', "import '../http/h.ts'"],
  [
    'accounts-know-neither-monitor-nor-http',
    'server/accounts/b.ts',
    "import type { H } from '../http/h.ts'",
  ],
  ['server-http-reaches-only-its-rooms', 'server/http/b.ts', "import '../../probes/p.ts'"],
  [
    'http-never-touches-the-monitor',
    'server/http/c.ts',
    "import type { M } from '../monitor/m.ts'",
  ],
  ['only-the-wiring-knows-the-wiring', 'server/monitor/c.ts', "import '../main.ts'"],
  ['settings-are-handed-down', 'server/http/d.ts', "import '../config.ts'"],
  ['wiring-does-not-render', 'server/cli/a.ts', "import '../../web/pages/w.ts'"],
  ['pages-take-props', 'web/pages/a.ts', "import '../../server/domain/d.ts'"],
  ['pages-do-no-io', 'web/pages/b.ts', "import 'node:fs'"],
  ['pages-use-jsx-only', 'web/pages/c.ts', "import 'zod'"],
  ['words-stand-alone', 'web/i18n/a.ts', "import '../pages/w.ts'"],
  ['pages-and-islands-are-two-programs', 'web/pages/e.ts', "import '../islands/i.ts'"],
  ['islands-leave-pages-alone', 'web/islands/a.ts', "import '../pages/w.ts'"],
  ['islands-take-types-only', 'web/islands/b.ts', "import '../../server/domain/d.ts'"],
  ['islands-have-no-node', 'web/islands/c.ts', "import 'node:path'"],
  ['islands-use-map-and-chart', 'web/islands/e.ts', "import 'hono'"],
  ['data-is-read-not-imported', 'server/store/c.ts', "import '../../data/x.ts'"],
  ['data-imports-nothing-of-ours', 'data/a.ts', "import '../server/domain/d.ts'"],
  ['tests-are-never-imported', 'server/monitor/d.ts', "import '../../test/t.ts'"],
  ['hono-lives-in-one-place', 'server/monitor/e.ts', "import 'hono'"],
  ['node-cron-lives-in-one-place', 'server/http/e.ts', "import 'node-cron'"],
  ['undici-lives-in-one-place', 'server/reports/c.ts', "import 'undici'"],
  ['ping-lives-in-one-place', 'server/monitor/f.ts', "import 'ping'"],
  ['commander-lives-in-one-place', 'server/http/f.ts', "import 'commander'"],
  ['pino-lives-in-one-place', 'server/monitor/g.ts', "import 'pino'"],
  ['children-are-spawned-by-probes', 'server/monitor/i.ts', "import 'node:child_process'"],
  ['program-needs-no-dev-package', 'server/monitor/j.ts', "import 'vitest'"],
  ['packages-are-declared', 'server/monitor/k.ts', "import 'undeclared'"],
  ['no-circles', 'server/domain/circle-a.ts', "import './circle-b.ts'"],
  ['every-import-resolves', 'server/domain/f.ts', "import './nowhere.ts'"],
  ['no-retired-core-modules', 'probes/c.ts', "import 'punycode'"],
]

/** What the rooms are meant to do: none of it may be reported. */
const wished: Readonly<Record<string, string>> = {
  'probes/p.ts': "import 'node:net'\nimport 'node:child_process'\nimport 'undici'\nimport 'ping'",
  'server/domain/d.ts': "import type { P } from '../../probes/p.ts'\nimport 'ipaddr.js'",
  'server/store/s.ts': "import 'node:fs'\nimport 'better-sqlite3'\nimport '../domain/d.ts'",
  'server/monitor/m.ts':
    "import 'node-cron'\nimport '../../probes/p.ts'\nimport '../store/s.ts'\nimport type { C } from '../config.ts'",
  'server/reports/r.ts': "import '../domain/d.ts'\nimport '../store/s.ts'",
  'server/http/h.ts':
    "import 'hono'\nimport 'zod'\nimport '../store/s.ts'\nimport '../reports/r.ts'\nimport '../../web/pages/w.ts'",
  'server/config.ts': "import 'zod'\nimport './domain/d.ts'",
  'server/main.ts': "import './config.ts'\nimport './monitor/m.ts'\nimport './http/h.ts'",
  'server/cli/titik.ts': "import 'commander'\nimport '../main.ts'\nimport '../../probes/p.ts'",
  'web/i18n/id.ts': '',
  'web/pages/w.ts':
    "import 'hono/jsx'\nimport '../i18n/id.ts'\nimport type { D } from '../../server/domain/d.ts'",
  'web/islands/i.ts':
    "import 'leaflet'\nimport '../i18n/id.ts'\nimport type { D } from '../../server/domain/d.ts'",
  'data/x.ts': "import 'vitest'",
  'test/t.ts': "import '../server/main.ts'\nimport '../probes/p.ts'\nimport 'better-sqlite3'",
  'server/domain/circle-b.ts': "import './circle-a.ts'",
}

const declaredPackages = [
  'better-sqlite3',
  'commander',
  'hono',
  'ipaddr.js',
  'leaflet',
  'node-cron',
  'ping',
  'pino',
  'undici',
  'zod',
]

const writeTree = (folder: string): void => {
  const write = (path: string, text: string): void => {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${text}\nexport {}\n`)
  }
  for (const [path, text] of Object.entries(wished)) write(path, text)
  for (const [, path, text] of breaches) write(path, text)
  for (const name of [...declaredPackages, 'vitest', 'undeclared']) {
    write(`node_modules/${name}/index.js`, '')
    if (name === 'hono') write('node_modules/hono/jsx.js', '')
    const manifest = { name, version: '1.0.0', main: './index.js' }
    writeFileSync(join(folder, `node_modules/${name}/package.json`), JSON.stringify(manifest))
  }
  const dependencies = Object.fromEntries(declaredPackages.map((name) => [name, '1.0.0']))
  const manifest = { type: 'module', dependencies, devDependencies: { vitest: '1.0.0' } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  cpSync(join(packageRoot, 'tsconfig.json'), join(folder, 'tsconfig.json'))
}

const reportSchema = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })),
  }),
})

const cruise = async (folder: string): Promise<{ file: string; rule: string }[]> => {
  const program = join(packageRoot, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const rooms = ['server', 'probes', 'web', 'data', 'test']
  const args = [program, ...rooms, '--config', configPath, '--output-type', 'json']
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  })
  return reportSchema
    .parse(JSON.parse(stdout))
    .summary.violations.map(({ from, rule }) => ({ file: from, rule: rule.name }))
}

describe('import boundaries', () => {
  const folder = mkdtempSync(join(tmpdir(), 'titik-boundaries-'))
  let found: { file: string; rule: string }[] = []

  beforeAll(async () => {
    writeTree(folder)
    found = await cruise(folder)
  }, 60_000)
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  it.each(breaches)('%s reports %s', (rule, file) => {
    const rules = found.filter((entry) => entry.file === file).map((entry) => entry.rule)
    expect(rules).toContain(rule)
  })

  it('every rule has an import here that breaks it, and a reason', () => {
    const broken = breaches.map(([rule]) => rule)
    expect(config.forbidden.map(({ name }) => name).sort()).toEqual([...broken].sort())
    expect(config.forbidden.filter(({ comment }) => comment.length < 20)).toEqual([])
  })

  it('wished imports pass', () => {
    const files = Object.keys(wished).filter((file) => !file.includes('circle'))
    expect(found.filter(({ file }) => files.includes(file))).toEqual([])
  })
})
