/** Addresses that swallow every packet, ICMP too: only inside a network namespace that leads nowhere. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * Whether routes can be changed without touching anybody else's network: as root, and with no IPv4 route at all.
 *
 * @throws Error when they may not
 */
export const assertRoutesMayChange = async (): Promise<void> => {
  const table = await readFile('/proc/net/route', 'utf8').catch(() => null)
  const leadsNowhere = table?.trim().split('\n').length === 1
  if (process.getuid?.() !== 0 || !leadsNowhere) {
    throw new Error('blackhole needs root in a network namespace without routes')
  }
}

/**
 * Swallows (or frees) one loopback address.
 *
 * A `blackhole` route would make `connect` fail at once with EINVAL. A unicast route to `lo` in the local table sends the
 * packet out and drops it on the way in, as a dead link does.
 *
 * @throws Error when routes may not be changed here
 */
export const setSwallowed = async (address: string, isSwallowed: boolean): Promise<void> => {
  await assertRoutesMayChange()
  const verb = isSwallowed ? 'replace' : 'del'
  await run('ip', ['route', verb, `${address}/32`, 'dev', 'lo', 'table', 'local'])
}
