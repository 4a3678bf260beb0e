/** How tests of the field reach it: plain sockets, without any prober. */
import { connect } from 'node:net'

/** What a TCP connect met: the error's code, `connected`, or `silence` when nothing came within the time. */
export const dial = (address: string, port: number, waitMs = 400): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ host: address, port })
    const end = (outcome: string): void => {
      socket.destroy()
      resolve(outcome)
    }
    socket.setTimeout(waitMs, () => end('silence'))
    socket.on('connect', () => end('connected'))
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
  })

/** The whole answer to one GET, or what happened instead of an answer. */
export const get = (url: string, waitMs = 400): Promise<string> =>
  new Promise((resolve) => {
    const { hostname, port, pathname } = new URL(url)
    const socket = connect({ host: hostname, port: Number(port) })
    let text = ''
    const end = (outcome: string): void => {
      socket.destroy()
      resolve(outcome)
    }
    socket.setTimeout(waitMs, () => end('silence'))
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
    socket.on('end', () => end(text))
    socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`)
  })
