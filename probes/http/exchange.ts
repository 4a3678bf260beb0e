/** One GET over a connection that is already open to a checked address. */
import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { Client, type Dispatcher } from 'undici'
import { toEndedVerdict } from '../connect.ts'
import type { Deadline } from '../deadline.ts'
import type { ProbePhase, ProbeResult } from '../result.ts'
import { findSystemVerdict, toDown, toErrorCode } from '../verdict.ts'
import { createBody, type Body } from './body.ts'

/** Names and values of all headers together, bytes; a portal that needs more is broken. */
const headerLimit = 32 * 1024

export interface Page {
  readonly status: number
  /** `Location` header, null when there is none. */
  readonly location: string | null
  /** Decoded text, at most 256 KB; empty when no text was wanted or the status is not 2xx. */
  readonly text: string
  readonly phases: readonly ProbePhase[]
}

export type Exchange =
  { readonly page: Page } | { readonly page: null; readonly verdict: ProbeResult }

export interface Get {
  /** Open socket; destroyed when the exchange is over. */
  readonly socket: Socket
  readonly url: URL
  readonly isTextWanted: boolean
  readonly deadline: Deadline
  readonly phases: readonly ProbePhase[]
}

const requestHeaders = {
  'user-agent': 'Titik (public Wi-Fi monitor)',
  accept: 'text/html, */*',
  'accept-encoding': 'identity',
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

const readHeader = (headers: Headers, name: string): string | null => {
  const value = headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? null
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300

/**
 * Whose fault an error in mid-exchange is: the parser's codes (`HPE_…`, llhttp) and undici's own (`UND_ERR_…`) mean
 * that the server does not speak HTTP as it should; a code of TLS comes from the server's end of the connection.
 */
const judgeError = (error: Error, phases: readonly ProbePhase[]): ProbeResult => {
  const code = toErrorCode(error)
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    return toDown('tls_invalid', code, phases)
  }
  if (code === 'UND_ERR_SOCKET') {
    return toDown('http_protocol', 'the connection closed before the answer was complete', phases)
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return toDown('http_protocol', `more than ${String(headerLimit)} bytes of headers`, phases)
  }
  return (
    findSystemVerdict(error, phases) ??
    toDown('http_protocol', code === '' ? error.message : `${code}: ${error.message}`, phases)
  )
}

/**
 * undici speaks HTTP over our socket: one client per probe costs far less than a pool per origin, and nothing in it
 * can dial another address. A second connect of the client is refused.
 */
const createClientOver = (socket: Socket, url: URL): Client => {
  let connects = 0
  return new Client(url.origin, {
    pipelining: 1,
    maxHeaderSize: headerLimit,
    // The probe has one deadline of its own.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (_options, done) => {
      connects += 1
      // Later, because undici does not go on writing when it is called back at once.
      queueMicrotask(() => {
        if (connects === 1 && !socket.destroyed) done(null, socket)
        else done(new ConnectionLostError('the connection is lost'), null)
      })
    },
  })
}

class ConnectionLostError extends Error {
  readonly code = 'ECONNRESET'
}

/** What has come of an answer so far. */
class Answer {
  status = 0
  location: string | null = null
  body: Body | null = null
  isOver = false
  private readonly get: Get
  private readonly resolve: (exchange: Exchange) => void
  private readonly startedAt = performance.now()
  private headersAt = 0

  constructor(get: Get, resolve: (exchange: Exchange) => void) {
    this.get = get
    this.resolve = resolve
  }

  begin(status: number, headers: Headers): void {
    this.headersAt = performance.now()
    this.status = status
    this.location = readHeader(headers, 'location')
    if (!isSuccess(status)) {
      this.settlePage('')
      return
    }
    this.body = createBody({
      isTextWanted: this.get.isTextWanted,
      contentEncoding: readHeader(headers, 'content-encoding') ?? '',
      contentType: readHeader(headers, 'content-type') ?? '',
      onEnd: (end) => {
        if (end === 'full') this.settlePage('read up to the limit')
        else this.fail('broken', (at) => toDown('http_protocol', 'broken content coding', at))
      },
    })
  }

  end(): void {
    if (this.isOver) return
    this.get.socket.destroy()
    this.body?.finish(() => {
      this.settlePage('complete')
    })
  }

  settlePage(step: string): void {
    if (this.isOver) return
    const { status, location } = this
    const text = this.get.isTextWanted ? (this.body?.text() ?? '') : ''
    this.settle({ page: { status, location, text, phases: this.listPhases(step) } })
  }

  fail(step: string, judge: (phases: readonly ProbePhase[]) => ProbeResult): void {
    if (this.isOver) return
    this.settle({ page: null, verdict: judge(this.listPhases(step)) })
  }

  private settle(exchange: Exchange): void {
    this.isOver = true
    this.body?.close()
    // Before undici does it: it would make an error object with a stack for every connection.
    this.get.socket.destroy()
    this.resolve(exchange)
  }

  private listPhases(step: string): ProbePhase[] {
    const now = performance.now()
    const { status, startedAt, headersAt } = this
    const hasHeaders = status !== 0
    const detail = hasHeaders ? `HTTP ${String(status)}` : step
    const phases = [...this.get.phases]
    phases.push({ name: 'headers', ms: (hasHeaders ? headersAt : now) - startedAt, detail })
    if (this.body !== null) phases.push({ name: 'body', ms: now - headersAt, detail: step })
    return phases
  }
}

const createHandler = (answer: Answer): Dispatcher.DispatchHandler => ({
  // undici tells the new style of handler from the old one by the presence of this function.
  onRequestStart: () => undefined,
  onResponseStart: (_controller, status, headers) => {
    if (!answer.isOver && status >= 200) answer.begin(status, headers)
  },
  onResponseData: (_controller, piece) => {
    if (!answer.isOver) answer.body?.write(piece)
  },
  onResponseEnd: () => {
    answer.end()
  },
  onResponseError: (_controller, error) => {
    answer.fail('failed', (phases) => judgeError(error, phases))
  },
})

/** Never rejects. Reads the body only of a 2xx answer, and ends at the deadline. */
export const exchangeGet = (get: Get): Promise<Exchange> =>
  new Promise((resolve) => {
    const answer = new Answer(get, resolve)
    get.deadline.guard(() => {
      answer.fail('ended', (phases) => toEndedVerdict(get.deadline, 'reading the answer', phases))
    })
    const path = `${get.url.pathname}${get.url.search}`
    createClientOver(get.socket, get.url).dispatch(
      { path, method: 'GET', headers: requestHeaders },
      createHandler(answer),
    )
  })
