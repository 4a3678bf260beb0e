/** The built program on a file system of 4 MB of its own, which fills up and gets room again. */
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProgram, type Program } from './program.ts'

const bytesPerMb = 1_048_576

export interface SmallDisk {
  readonly program: Program
  /** The folder as the program sees it, reached from outside. */
  readonly folder: string
  readonly readFreeBytes: () => number
  /** Leaves about so many bytes free. */
  readonly fillUpTo: (freeBytes: number) => void
  readonly makeRoom: () => void
  readonly close: () => Promise<void>
}

/** Needs root: the file system is mounted in a mount namespace of the program alone. */
export const startOnSmallDisk = async (
  database: string,
  environment: Readonly<Record<string, string>>,
): Promise<SmallDisk> => {
  const mounted = mkdtempSync(join(tmpdir(), 'titik-disk-'))
  const program = await startProgram({
    database: join(mounted, 'titik.sqlite'),
    environment,
    wrapper: ['unshare', '-m'],
    prelude: `mount -t tmpfs -o size=4m tmpfs "${mounted}" && cp "${database}" "${mounted}/titik.sqlite" &&`,
  })
  await program.waitUntilServing()
  const folder = `/proc/${String(program.child.pid)}/root${mounted}`
  const filler = join(folder, 'filler')
  const readFreeBytes = (): number => {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  }
  return {
    program,
    folder,
    readFreeBytes,
    fillUpTo: (freeBytes) => {
      const pages = Math.max(0, Math.floor((readFreeBytes() - freeBytes) / 4096))
      writeFileSync(filler, Buffer.alloc(pages * 4096, 1))
    },
    makeRoom: () => {
      rmSync(filler)
    },
    close: async () => {
      await program.kill('SIGKILL')
      rmSync(mounted, { recursive: true })
    },
  }
}

export const mb = (count: number): number => count * bytesPerMb
