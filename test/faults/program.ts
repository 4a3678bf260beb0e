/** The built program as a process of its own, over a field and a database in a temporary folder. */
import Database from 'better-sqlite3'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { readCity } from '../../server/cli/inventory-city.ts'
import { planImport } from '../../server/domain/inventory/plan-import.ts'
import { startOfDay } from '../../server/domain/zone.ts'
import { packageRoot } from '../../server/package-root.ts'
import { openDatabase } from '../../server/store/database.ts'
import { createInventoryStore } from '../../server/store/inventory-store.ts'

const timezone = 'Asia/Jakarta'

/** A temporary folder with a database that holds these lists. */
export const prepareDatabase = (
  lists: { hotspots: string; uplinks: string | null },
  folder?: string,
) => {
  const home = folder ?? mkdtempSync(join(tmpdir(), 'titik-faults-'))
  const path = join(home, 'titik.sqlite')
  const db = openDatabase(path)
  const store = createInventoryStore(db)
  const plan = planImport(lists, store.readInventory(), { ...readCity(null), timeZone: timezone })
  const now = Date.now()
  store.applyImport(plan, { now, today: startOfDay(timezone, now), who: 'test', why: '' })
  db.close()
  return {
    path,
    remove: (): void => {
      rmSync(home, { recursive: true, force: true })
    },
  }
}

const findFreePort = async (): Promise<number> => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

export interface ProgramOptions {
  readonly database: string
  readonly environment?: Readonly<Record<string, string>>
  /** Shell words that run before the program in the same process, e.g. `ulimit -n 64;`. */
  readonly prelude?: string
  /** Runs the shell itself by these words, e.g. `unshare -m`. */
  readonly wrapper?: readonly string[]
}

interface LogLine {
  readonly msg: string
  readonly [field: string]: unknown
}

const node = process.execPath

/** Starts `dist/server/main.js`; rounds every second, confirmations every 200 ms unless told otherwise. */
export const startProgram = async (options: ProgramOptions) => {
  const port = await findFreePort()
  const main = join(packageRoot, 'dist/server/main.js')
  const command = `${options.prelude ?? ''} exec "${node}" "${main}"`
  const words = [...(options.wrapper ?? []), '/bin/sh', '-c', command]
  const child: ChildProcess = spawn('/usr/bin/env', words, {
    env: {
      PATH: process.env['PATH'],
      TITIK_PORT: String(port),
      TITIK_DATABASE: options.database,
      TITIK_ROUND: '* * * * * *',
      TITIK_CONFIRM_INTERVAL_MS: '200',
      TITIK_ALLOWED_TARGETS: '127.64.0.0/14',
      TITIK_LOG_LEVEL: 'info',
      // Temporary folders may lie on a small disk.
      TITIK_DISK_LOW_MB: '1',
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: LogLine[] = []
  const listeners = new Set<() => void>()
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  if (child.stdout === null) throw new Error('no standard output')
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (line) => {
    if (!line.startsWith('{')) return
    lines.push(JSON.parse(line) as LogLine)
    for (const listener of listeners) listener()
  })
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      resolve(code)
    })
  })

  /** Resolves with the first line that fits, also an earlier one; rejects when the program ends before. */
  const waitForLine = async (fits: (line: LogLine) => boolean): Promise<LogLine> => {
    const found = lines.find(fits)
    if (found !== undefined) return found
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const line = lines.findLast(fits)
        if (line === undefined) return
        listeners.delete(look)
        resolve(line)
      }
      listeners.add(look)
      void exited.then((code) => {
        reject(new Error(`the program ended with ${String(code)}: ${errors}`))
      })
    })
  }

  const fetchJson = async (path: string): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${String(port)}${path}`)
    return answer.json()
  }

  return {
    child,
    lines,
    exited,
    waitForLine,
    fetchJson,
    get errors() {
      return errors
    },
    waitUntilServing: () => waitForLine((line) => line.msg === 'titik is serving'),
    /** Rounds that end from now on. */
    waitForRounds: async (count: number): Promise<void> => {
      const already = lines.filter((line) => line.msg === 'round').length
      await waitForLine(
        () => lines.filter((line) => line.msg === 'round').length >= already + count,
      )
    },
    kill: async (signal: NodeJS.Signals): Promise<number | null> => {
      child.kill(signal)
      return exited
    },
  }
}

export type Program = Awaited<ReturnType<typeof startProgram>>

/** Reads the file while nothing else writes it. */
export const inspect = <T>(path: string, look: (db: Database.Database) => T): T => {
  const db = new Database(path, { readonly: true })
  try {
    return look(db)
  } finally {
    db.close()
  }
}

export const countRows = (db: Database.Database, sql: string): number =>
  Number(db.prepare(sql).pluck().get())
