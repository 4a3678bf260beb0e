/** A network namespace of the bench's own, in which half of loopback swallows every packet. */
import { spawnSync } from 'node:child_process'

/** Addresses of it answer nothing: neither echo nor error. */
const swallowed = '127.65.0.0/16'

const run = (...words: readonly string[]): boolean => {
  const [program = '', ...rest] = words
  return spawnSync(program, rest, { stdio: 'ignore' }).status === 0
}

export interface Space {
  /** Words before a command that is to run inside. */
  readonly wrapper: readonly string[]
  readonly remove: () => void
}

/**
 * Packets to the swallowed range leave through `lo` and are dropped on their way in, as on a dead link; a `blackhole`
 * route would refuse them on their way out instead.
 *
 * @returns null without the rights to make one
 */
export const createSpace = (): Space | null => {
  const name = `titik-bench-${String(process.pid)}`
  if (!run('ip', 'netns', 'add', name)) return null
  const remove = (): void => {
    run('ip', 'netns', 'delete', name)
  }
  process.once('exit', remove)
  const isReady =
    run('ip', '-n', name, 'link', 'set', 'lo', 'up') &&
    run('ip', '-n', name, 'route', 'add', swallowed, 'dev', 'lo', 'table', 'local')
  if (!isReady) {
    remove()
    return null
  }
  return { wrapper: ['ip', 'netns', 'exec', name], remove }
}
