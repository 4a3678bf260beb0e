/** The last line of a run: what a machine reads must be true for passed, failed, skipped and unloadable tests. */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packageRoot } from '../../server/package-root.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'titik-report-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const runSuite = (files: Readonly<Record<string, string>>): { status: number; last: string } => {
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), `import { it } from 'vitest'\n${text}\n`)
  }
  const program = join(packageRoot, 'node_modules/vitest/vitest.mjs')
  const reporter = join(packageRoot, 'test/reporter.ts')
  const args = [program, 'run', '--root', folder, '--reporter', reporter, '--config', 'none.ts']
  writeFileSync(join(folder, 'none.ts'), 'export default {}\n')
  const { stdout, status } = spawnSync(process.execPath, args, { cwd: packageRoot })
  const lines = stdout.toString().trimEnd().split('\n')
  return { status: status ?? -1, last: lines.at(-1) ?? '' }
}

describe('the last line of the suite', { timeout: 60_000 }, () => {
  const passing = "it('holds', () => {})"

  it('counts passed tests alone when nothing else happened', () => {
    expect(runSuite({ 'a.test.ts': passing })).toEqual({ status: 0, last: '1 passed, 0 failed' })
  })

  it('counts failed and skipped tests', () => {
    const text = `${passing}
it('breaks', () => { throw new Error('broken') })
it.runIf(false)('waits', () => {})`
    expect(runSuite({ 'a.test.ts': text })).toEqual({
      status: 1,
      last: '1 passed, 1 failed, 1 skipped',
    })
  })

  it('counts a file that cannot be loaded as a failure', () => {
    const files = { 'a.test.ts': passing, 'b.test.ts': "throw new Error('not loadable')" }
    expect(runSuite(files)).toEqual({ status: 1, last: '1 passed, 1 failed' })
  })

  it('counts an error outside every test as a failure', () => {
    const text = `${passing}\nvoid Promise.reject(new Error('nobody waits'))`
    expect(runSuite({ 'a.test.ts': text })).toEqual({ status: 1, last: '1 passed, 1 failed' })
  })
})

describe('the last line of .ci/run', () => {
  const runCi = (setup: string, npm: string): { status: number; last: string } => {
    mkdirSync(join(folder, '.ci'))
    mkdirSync(join(folder, 'bin'))
    cpSync(join(packageRoot, '.ci/run'), join(folder, '.ci/run'))
    writeFileSync(join(folder, 'setup.sh'), `${setup}\n`)
    writeFileSync(join(folder, 'bin/npm'), `#!/bin/sh\n${npm}\n`)
    chmodSync(join(folder, 'bin/npm'), 0o755)
    const path = `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`
    const { stdout, status } = spawnSync(join(folder, '.ci/run'), { env: { PATH: path } })
    return { status: status ?? -1, last: stdout.toString().trimEnd().split('\n').at(-1) ?? '' }
  }

  it('is the tally of the suite, whatever is printed after it', () => {
    const npm = 'echo "CI=$CI"; echo "7 passed, 0 failed, 2 skipped"; echo bye'
    expect(runCi('true', npm)).toEqual({ status: 0, last: '7 passed, 0 failed, 2 skipped' })
  })

  it('keeps the exit code of failed tests', () => {
    const npm = 'echo "5 passed, 2 failed"; exit 3'
    expect(runCi('true', npm)).toEqual({ status: 3, last: '5 passed, 2 failed' })
  })

  it('reports a failure when a step before the tests failed', () => {
    expect(runCi('exit 1', 'echo "7 passed, 0 failed"')).toEqual({
      status: 1,
      last: '0 passed, 1 failed',
    })
  })

  it('reports a failure when the tests passed and the command did not', () => {
    const npm = 'echo "7 passed, 0 failed"; exit 1'
    expect(runCi('true', npm)).toEqual({ status: 1, last: '7 passed, 1 failed' })
  })

  it('reports a failure when no test ran', () => {
    expect(runCi('true', 'echo nothing')).toEqual({ status: 1, last: '0 passed, 1 failed' })
  })
})

describe('setup.sh', () => {
  it('says which Node.js it needs when the one there is too old', () => {
    for (const [name, text] of [
      ['node', 'case "$1" in --version) echo v18.20.0;; *) exit 1;; esac'],
      ['npm', 'echo called; exit 1'],
    ] as const) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`)
      chmodSync(join(folder, name), 0o755)
    }
    cpSync(join(packageRoot, 'setup.sh'), join(folder, 'setup.sh'))
    const env = { PATH: `${folder}:/usr/bin:/bin` }
    const { status, stdout } = spawnSync('/bin/sh', [join(folder, 'setup.sh')], { env })
    expect(status).toBe(1)
    expect(stdout.toString()).toMatch(/v18\.20\.0 is too old: install 20\.19 or newer/)
    expect(stdout.toString()).not.toContain('called')
  })
})
