/** The whole program as a city runs it, watching a simulated city: `dist/server/main.js` in a process of its own. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { packageRoot } from '../../server/package-root.ts'
import { fieldNetwork } from '../field/plan.ts'
import { startHelper, type Running } from './helper.ts'
import type { FieldAnswer, FieldQuestion } from './live-field.ts'

const run = promisify(execFile)

/** One finished round, from the program's own log. */
export interface RoundLine {
  readonly checks: number
  readonly tookMs: number
  readonly up: number
}

export interface City {
  /** Settings of a program that watches this city. */
  readonly environment: Readonly<Record<string, string>>
  readonly url: string
  readonly close: () => Promise<void>
}

export interface Program {
  readonly pid: number
  /** Next round that the log tells of. */
  readonly nextRound: () => Promise<RoundLine>
  readonly stop: () => Promise<void>
}

/** `npm run build` makes it. */
export const builtMain = join(packageRoot, 'dist/server/main.js')
const compiledMain = join(packageRoot, 'dist/bench/server/main.js')
const compiledCli = join(packageRoot, 'dist/bench/server/cli/titik.js')

export const isBuilt = (): boolean => existsSync(builtMain)

const findFreePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** A field with that many hotspots, and a database into which they are imported. */
export const createCity = async (hotspots: number, round: string): Promise<City> => {
  const folder = mkdtempSync(join(tmpdir(), 'titik-bench-'))
  const options: FieldQuestion = { hotspots, folder }
  const field: Running = await startHelper({ name: 'live-field', options })
  const answer = await field.ask<FieldAnswer>(null)
  const port = await findFreePort()
  const environment = {
    PATH: process.env['PATH'] ?? '',
    TITIK_DATABASE: join(folder, 'titik.sqlite'),
    TITIK_PORT: String(port),
    TITIK_ROUND: round,
    // The nightly copy is another process's work.
    TITIK_BACKUPS: 'off',
    TITIK_ALLOWED_TARGETS: fieldNetwork,
    TITIK_WITNESSES_NEAR: answer.near,
    TITIK_WITNESSES_FAR: answer.far,
  }
  const words = ['import', answer.hotspotsFile, '--uplinks', answer.uplinksFile, '--apply']
  await run(process.execPath, [compiledCli, ...words], { env: environment })
  const close = async (): Promise<void> => {
    await field.end()
    rmSync(folder, { recursive: true, force: true })
  }
  return { environment, url: `http://127.0.0.1:${String(port)}`, close }
}

const parseRound = (line: string): RoundLine | null => {
  if (!line.includes('"msg":"round"')) return null
  return JSON.parse(line) as RoundLine
}

const endGroup = async (child: ChildProcess): Promise<void> => {
  const { pid } = child
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  process.kill(-pid, 'SIGTERM')
  await gone
}

export interface ProgramCommand {
  readonly program: string
  readonly words: readonly string[]
}

const compiledProgram: ProgramCommand = { program: process.execPath, words: [compiledMain] }

/** Starts the program; it leads a process group of its own, which is ended as a whole. */
export const startProgram = async (
  city: City,
  command: ProgramCommand = compiledProgram,
): Promise<Program> => {
  const child = spawn(command.program, command.words, {
    cwd: packageRoot,
    env: city.environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const end = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
  }
  process.once('exit', end)
  const rounds = new EventEmitter()
  createInterface({ input: child.stdout }).on('line', (line) => {
    const round = parseRound(line)
    if (round !== null) rounds.emit('round', round)
  })
  await once(child, 'spawn')
  child.once('exit', (code) => rounds.emit('error', new Error(`ended with ${String(code)}`)))
  rounds.on('error', () => undefined)
  return {
    pid: child.pid ?? 0,
    nextRound: async () => {
      const [round] = (await once(rounds, 'round')) as [RoundLine]
      return round
    },
    stop: async () => {
      await endGroup(child)
      process.off('exit', end)
    },
  }
}

/** Waits for the first 200 of a path, asked every few ms. */
export const waitForAnswer = async (url: string, limitMs: number): Promise<void> => {
  const until = performance.now() + limitMs
  while (performance.now() < until) {
    const status = await fetch(url).then(
      async (answer) => {
        await answer.arrayBuffer()
        return answer.status
      },
      () => 0,
    )
    if (status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`${url} did not answer within ${String(limitMs)} ms`)
}
