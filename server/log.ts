/** JSON lines on standard output; secrets never reach them. */
import { pino } from 'pino'

/** What the rooms say: facts first, then the message. One wide line a round or request, one line a fault. */
export interface Log {
  readonly debug: (facts: object, message: string) => void
  readonly info: (facts: object, message: string) => void
  readonly warn: (facts: object, message: string) => void
  readonly error: (facts: object, message: string) => void
}

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

const secretPaths = ['password', 'token', 'secret', 'authorization', 'cookie'].flatMap((name) => [
  name,
  `*.${name}`,
])

/** Logger of the whole program. Fields named like secrets are replaced before they are written. */
export const createLog = (level: LogLevel): Log =>
  pino({
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secretPaths, censor: '[redacted]' },
  })
