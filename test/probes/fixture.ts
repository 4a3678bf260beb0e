/** Real listeners, name servers and programs that the tests of the probes room share. */
import { createSocket } from 'node:dgram'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createAddressPolicy } from '../../probes/address-policy.ts'

/** What the tests may probe: loopback, and nothing that leaves the machine. */
export const loopbackPolicy = createAddressPolicy({ allowed: ['127.0.0.0/8', '::1'] })

export const never = new AbortController().signal

/** A port on which nobody listens: one that was just given back. */
export const findClosedPort = async (): Promise<number> => {
  const server = createServer()
  const port = await listenOn(server, '127.0.0.1')
  await new Promise((resolve) => server.close(resolve))
  return port
}

const listenOn = (server: Server, host: string): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })

export interface Listener {
  readonly port: number
  /** Connections that came in so far. */
  readonly count: () => number
}

/** A TCP server that ends with the test, connections and all. */
export const listen = async (
  onConnection: (socket: Socket) => void,
  host = '127.0.0.1',
): Promise<Listener> => {
  const sockets = new Set<Socket>()
  let count = 0
  const server = createServer((socket) => {
    count += 1
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    onConnection(socket)
  })
  const port = await listenOn(server, host)
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return { port, count: () => count }
}

export type NameAnswer = readonly string[] | 'NXDOMAIN' | 'SERVFAIL' | 'silence'

const codes = { NXDOMAIN: 3, SERVFAIL: 2 } as const

const encodeRecord = (address: string): Buffer =>
  Buffer.concat([
    // A pointer to the question's name, A, IN, one minute, four bytes.
    Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4]),
    Buffer.from(address.split('.').map(Number)),
  ])

const encodeReply = (query: Buffer, answer: Exclude<NameAnswer, 'silence'>): Buffer => {
  const isA = query.readUInt16BE(query.length - 4) === 1
  const records = typeof answer === 'string' || !isA ? [] : answer.map(encodeRecord)
  const code = typeof answer === 'string' ? codes[answer] : 0
  const header = Buffer.from(query.subarray(0, 12))
  header.writeUInt16BE(0x8180 | code, 2)
  header.writeUInt16BE(records.length, 6)
  header.writeUInt32BE(0, 8)
  return Buffer.concat([header, query.subarray(12), ...records])
}

const readName = (query: Buffer): string => {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  return labels.join('.')
}

/** A DNS server on loopback; questions for AAAA find nothing. */
export const serveNames = async (
  answer: (name: string) => NameAnswer,
): Promise<{ readonly address: string; readonly port: number; readonly questions: string[] }> => {
  const questions: string[] = []
  const socket = createSocket('udp4')
  socket.on('message', (message, from) => {
    // c-ares may add an EDNS record behind the question: the reply repeats the question alone.
    const end = message.indexOf(0, 12) + 5
    const query = Buffer.from(message.subarray(0, end))
    query.writeUInt16BE(0, 10)
    const name = readName(query)
    questions.push(name)
    const reply = answer(name)
    if (reply !== 'silence') socket.send(encodeReply(query, reply), from.port, from.address)
  })
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => void socket.close())
  const { port } = socket.address()
  return { address: `127.0.0.1:${String(port)}`, port, questions }
}

/** An empty folder that goes away with the test. */
export const makeFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'titik-probes-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

/** Writes an executable shell script. */
export const writeProgram = (folder: string, name: string, body: string): string => {
  const file = join(folder, name)
  writeFileSync(file, `#!/bin/sh\n${body}`)
  chmodSync(file, 0o755)
  return file
}

export const readLines = (file: string): string[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : []

/** An fping that writes down its arguments and targets and calls every target alive. */
export const writeRecordingFping = (
  folder: string,
): { readonly targets: () => string[]; readonly calls: () => string[] } => {
  const calls = join(folder, 'calls')
  const targets = join(folder, 'targets')
  writeProgram(
    folder,
    'fping',
    `echo "$*" >> '${calls}'
while IFS= read -r line; do
  printf '%s\\n' "$line" >> '${targets}'
  printf '%s : 0.10 0.20 0.30\\n' "$line" >&2
done
`,
  )
  return { targets: () => readLines(targets), calls: () => readLines(calls) }
}
