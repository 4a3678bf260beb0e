import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ProbeResult } from '../../probes/result.ts'
import { listen } from './fixture.ts'

test('without file descriptors nothing is down, and the cause is ours', async () => {
  const { port } = await listen((socket) => socket.resume())
  const script = join(import.meta.dirname, 'starved-child.ts')
  const command = `ulimit -n 64; exec "$0" --import tsx "$1" "$2"`
  const child = spawnSync('/bin/sh', ['-c', command, process.execPath, script, String(port)], {
    encoding: 'utf8',
    timeout: 15_000,
  })
  expect(child.stderr).toBe('')
  const results = JSON.parse(child.stdout) as ProbeResult[]
  expect(results).toHaveLength(7)
  for (const result of results) {
    expect(result.outcome).toBe('unknown')
    if (result.outcome !== 'unknown') continue
    expect(['no_resources', 'resolver', 'no_program']).toContain(result.cause)
  }
  expect(results[0]).toMatchObject({ cause: 'no_resources' })
  expect(results[1]).toMatchObject({ cause: 'resolver' })
})
