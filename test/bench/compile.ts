/** Compiles the whole program once, so that what is measured is plain JavaScript, as on a city's machine. */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { packageRoot } from '../../server/package-root.ts'

const outFolder = join(packageRoot, 'dist/bench')

/** Types are checked by `npm run check`; here only the output counts. */
const flags = ['--noEmit', 'false', '--noCheck', '--incremental']

/** @returns the compiled bench
 *  @throws Error when the compiler fails */
export const compileBench = (): string => {
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  const buildInfo = join(outFolder, '.tsbuildinfo')
  const places = ['--outDir', outFolder, '--rootDir', packageRoot, '--tsBuildInfoFile', buildInfo]
  const { status } = spawnSync(
    process.execPath,
    [compiler, '-p', join(packageRoot, 'tsconfig.json'), ...flags, ...places],
    { stdio: ['ignore', 2, 2] },
  )
  if (status !== 0) throw new Error('the program could not be compiled')
  return join(outFolder, 'test/bench/bench.js')
}
