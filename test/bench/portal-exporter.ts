/** Debian's prometheus-blackbox-exporter, started for the bench and asked over connections that stay open. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Measurement, ProbeTarget } from '../../probes/result.ts'
import { portalText } from '../field/portal.ts'

export const exporterProgram = 'prometheus-blackbox-exporter'

/** As far from the defaults as the comparison needs: no IPv6 fallback, and a second module that reads the text. */
const config = `modules:
  http_2xx:
    prober: http
    timeout: 5s
    http: {preferred_ip_protocol: ip4}
  http_text:
    prober: http
    timeout: 5s
    http: {preferred_ip_protocol: ip4, fail_if_body_not_matches_regexp: ['${portalText}']}
`

const findFreePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const ask = (agent: Agent, url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    get(url, { agent }, (incoming) => {
      let text = ''
      incoming.setEncoding('latin1')
      incoming.on('data', (piece: string) => {
        text += piece
      })
      incoming.on('end', () => {
        resolve(text)
      })
    }).on('error', reject)
  })

const waitUntilReady = async (agent: Agent, origin: string): Promise<void> => {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const text = await ask(agent, `${origin}/-/healthy`).catch(() => '')
    if (text.startsWith('Healthy')) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${exporterProgram} did not start`)
}

export const startExporter = async (folder: string) => {
  const file = join(folder, 'blackbox.yml')
  writeFileSync(file, config)
  const address = `127.0.0.1:${String(await findFreePort())}`
  const flags = [`--config.file=${file}`, `--web.listen-address=${address}`, '--log.level=error']
  const child = spawn(exporterProgram, flags, { stdio: ['ignore', 'ignore', 'inherit'] })
  const kill = (): boolean => child.kill('SIGKILL')
  // Whatever becomes of the part, the exporter does not outlive it.
  process.once('exit', kill)
  await once(child, 'spawn')
  const agent = new Agent({ keepAlive: true, maxSockets: 512 })
  const origin = `http://${address}`
  await waitUntilReady(agent, origin)
  return {
    pid: child.pid ?? 0,
    flags: flags.join(' ').replace(folder, '.'),
    /** Has one target probed. */
    probe: async (target: ProbeTarget): Promise<Measurement> => {
      const at = Date.now()
      if (target.kind !== 'http') throw new Error('the exporter is asked for pages only')
      const module = target.expectText === undefined ? 'http_2xx' : 'http_text'
      const query = new URLSearchParams({ target: target.url, module }).toString()
      const text = await ask(agent, `${origin}/probe?${query}`)
      return text.includes('\nprobe_success 1\n')
        ? { at, result: { outcome: 'up', latencyMs: 0 } }
        : { at, result: { outcome: 'down', reason: 'http_status', detail: 'probe_success 0' } }
    },
    end: async (): Promise<void> => {
      agent.destroy()
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
      process.off('exit', kill)
    },
  }
}
