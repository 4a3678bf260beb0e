/** What every clone relies on: exact versions, a lock without hosts, no trace of one machine, documents that keep up. */
import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../../server/package-root.ts'

const readText = (path: string): string => readFileSync(join(packageRoot, path), 'utf8')

const manifest = z
  .object({
    engines: z.object({ node: z.string() }),
    scripts: z.record(z.string(), z.string()),
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
    allowScripts: z.record(z.string(), z.boolean()),
  })
  .parse(JSON.parse(readText('package.json')))

const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        version: z.string(),
        resolved: z.string().optional(),
        integrity: z.string().optional(),
        hasInstallScript: z.boolean().optional(),
      }),
    ),
  })
  .parse(JSON.parse(readText('package-lock.json')))

const dependencies = { ...manifest.dependencies, ...manifest.devDependencies }

/** Files of the repository that are there now and hold text. */
const listTextFiles = (): string[] =>
  execFileSync('git', ['ls-files', '-z'], { cwd: packageRoot, encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '' && !/\.(png|jpg|ico|woff2|xlsx)$/.test(path))
    .filter((path) => existsSync(join(packageRoot, path)))

const isClone = existsSync(join(packageRoot, '.git'))

describe('packages', () => {
  it('every version is exact, so that two installs are the same', () => {
    const loose = Object.entries(dependencies).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
    )
    expect(loose).toEqual([])
  })

  it('the lock holds the declared versions', () => {
    const locked = Object.keys(dependencies).map((name) => [
      name,
      lock.packages[`node_modules/${name}`]?.version,
    ])
    expect(Object.fromEntries(locked)).toEqual(dependencies)
  })

  it('the lock names no host, and a checksum for every package', () => {
    const { '': _root, ...packages } = lock.packages
    const bad = Object.entries(packages).filter(
      ([, entry]) => entry.resolved !== undefined || entry.integrity === undefined,
    )
    expect(bad).toEqual([])
  })

  it('install scripts run for better-sqlite3 alone, and each package with one is decided upon', () => {
    const withScript = Object.entries(lock.packages)
      .filter(([, { hasInstallScript }]) => hasInstallScript === true)
      .map(([path]) => path.replace(/^.*node_modules\//, ''))
    const allowed = Object.keys(manifest.allowScripts).filter((name) => manifest.allowScripts[name])
    expect(allowed).toEqual(['better-sqlite3'])
    expect(Object.keys(manifest.allowScripts).sort()).toEqual([...new Set(withScript)].sort())
  })

  it('CONTRIBUTING gives a reason for each', () => {
    const text = readText('CONTRIBUTING.md')
    const unexplained = Object.keys(dependencies).filter((name) => !text.includes(`\`${name}\``))
    expect(unexplained).toEqual([])
  })
})

describe('files', () => {
  it.runIf(isClone)('none names a folder of one machine or a host of a registry', () => {
    // Built from parts, so that this file does not find itself.
    const trace = new RegExp(
      ['/(work|home|Users)/[a-z]', '/root/', 'registry\\.' + 'npmjs'].join('|'),
    )
    const found = listTextFiles().flatMap((path) =>
      readText(path)
        .split('\n')
        .flatMap((line, index) => (trace.test(line) ? [`${path}:${String(index + 1)}`] : [])),
    )
    expect(found.filter((place) => !place.startsWith('test/architecture/repository.test'))).toEqual(
      [],
    )
  })

  it.runIf(isClone)('each source file begins by saying what it answers for', () => {
    const sources = listTextFiles().filter((path) =>
      /^(server|probes|web|test|data)\/.*(?<!\.test)\.(ts|tsx)$/.test(path),
    )
    const silent = sources.filter((path) => !/^(#!.*\n)?\/(\*\*|\/) ?\S?/.test(readText(path)))
    expect(sources.length).toBeGreaterThan(0)
    expect(silent).toEqual([])
  })

  it.runIf(isClone)('no test is left running alone, and a skipped one is conditional', () => {
    const left = listTextFiles()
      .filter((path) => path.endsWith('.test.ts') || path.endsWith('.test.tsx'))
      .filter((path) => /\b(it|test|describe)\.(only|skip|todo)\(/.test(readText(path)))
    expect(left).toEqual([])
  })

  it('setup.sh and .ci/run can be executed', () => {
    for (const path of ['setup.sh', '.ci/run']) {
      expect(() => {
        accessSync(join(packageRoot, path), constants.X_OK)
      }).not.toThrow()
    }
  })
})

describe('documents', () => {
  const readme = readText('README.md')

  it('.ci/run runs the very command that README gives', () => {
    const command = 'sh setup.sh && npm test'
    expect(readme).toContain(command)
    expect(readText('.ci/run')).toContain(`sh -c '${command}'`)
    expect(manifest.scripts['test']).toBe('npm run check')
  })

  it('npm run check holds every gate', () => {
    const gates = ['format:check', 'lint', 'types', 'boundaries', 'unused', 'build', 'suite']
    const run = manifest.scripts['check']?.split(' && ')
    expect(run).toEqual(gates.map((gate) => `npm run ${gate}`))
  })

  it('README names no script that is not there', () => {
    const named = [...readme.matchAll(/npm run ([a-z:]+)/g)].map((match) => match[1] ?? '')
    expect(named.filter((name) => manifest.scripts[name] === undefined)).toEqual([])
  })

  it('files that the scripts name are there', () => {
    const text = Object.values(manifest.scripts).join(' ')
    const files = [...text.matchAll(/\b((?:server|test|data)\/[\w./-]+\.ts)\b/g)].map(
      (match) => match[1] ?? '',
    )
    expect(files.length).toBeGreaterThan(3)
    expect(files.filter((file) => !existsSync(join(packageRoot, file)))).toEqual([])
  })

  it('the table of README has exactly the settings that the program reads', () => {
    const keys = readText('server/config.ts').matchAll(/^ +(TITIK_[A-Z_]+): /gm)
    const read = new Set([...keys].map((match) => match[1] ?? ''))
    const rows = readme.split('\n').filter((line) => line.startsWith('| `TITIK_'))
    const told = new Set(rows.join('\n').match(/TITIK_[A-Z_]*[A-Z]/g))
    expect([...told].sort()).toEqual([...read].sort())
  })

  it('the command table of README has exactly the commands that there are', () => {
    const args = ['--import', 'tsx', 'server/cli/titik.ts', '--help']
    const help = execFileSync(process.execPath, args, { cwd: packageRoot, encoding: 'utf8' })
    const commands = [...help.matchAll(/^ {2}([a-z]+) [ [<]/gm)].map((match) => match[1])
    const told = [...readme.matchAll(/^\| `titik ([a-z]+)` \|/gm)].map((match) => match[1])
    expect(told.sort()).toEqual(commands.filter((name) => name !== 'help').sort())
  })

  it('the room table of CONTRIBUTING has a row for every room that there is', () => {
    const contributing = readText('CONTRIBUTING.md')
    const rooms = [
      'probes',
      'domain',
      'store',
      'monitor',
      'http',
      'cli',
      'pages',
      'state',
      'islands',
    ]
    const untold = rooms.filter((room) => !new RegExp(`\\| \`[^|]*${room}/`).test(contributing))
    expect(untold).toEqual([])
  })

  it('README shows a picture that is there', () => {
    const pictures = [...readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map((match) => match[1] ?? '')
    expect(pictures).toContain('.github/staff-map.png')
    expect(pictures.filter((path) => !existsSync(join(packageRoot, path)))).toEqual([])
  })

  it('the engine that is declared is the one that setup.sh asks for', () => {
    expect(manifest.engines.node).toBe('>=20.19')
    expect(readText('setup.sh')).toContain('a === 20 && b >= 19')
  })
})
