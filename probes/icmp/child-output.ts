/** Where a child's stderr goes: a pipe, or for much output a file that has no name. */
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChildProcess } from 'node:child_process'

export interface ChildOutput {
  /** For the child's stdio list. */
  readonly stdio: number | 'pipe'
  /** Must be called right after the start. */
  readonly watch: (child: ChildProcess) => void
  /** Everything that was written, up to the limit, when the child has ended. */
  readonly read: () => string
  /** Must be called once, at the very end. */
  readonly close: () => void
}

const createPipeOutput = (limit: number): ChildOutput => {
  const pieces: Buffer[] = []
  let length = 0
  return {
    stdio: 'pipe',
    watch: (child) => {
      child.stderr?.on('data', (piece: Buffer) => {
        length += piece.length
        if (length <= limit) pieces.push(piece)
      })
    },
    read: () => Buffer.concat(pieces).toString('latin1'),
    close: () => undefined,
  }
}

/** Unlinked while it is open, so that nothing stays behind a crash. */
const openNameless = (): number => {
  const folder = mkdtempSync(join(tmpdir(), 'titik-'))
  try {
    return openSync(join(folder, 'output'), 'wx+', 0o600)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const createFileOutput = (limit: number): ChildOutput => {
  const fd = openNameless()
  return {
    stdio: fd,
    watch: () => undefined,
    read: () => {
      const bytes = Buffer.allocUnsafe(Math.min(limit, fstatSync(fd).size))
      return bytes.toString('latin1', 0, readSync(fd, bytes, 0, bytes.length, 0))
    },
    close: () => {
      closeSync(fd)
    },
  }
}

/**
 * fping writes every number by itself: through a pipe ten thousand targets wake us some thousand times, which costs
 * more than all else that we do. So much output goes to a file, where there is room for one.
 *
 * @param limit bytes that are kept; what lies beyond is dropped
 */
export const createChildOutput = (limit: number, isMuch: boolean): ChildOutput => {
  if (!isMuch) return createPipeOutput(limit)
  try {
    return createFileOutput(limit)
  } catch {
    // A full or read-only disk is no reason to know nothing about the network.
    return createPipeOutput(limit)
  }
}
