/** What the doctor says: one finding each thing it looked at, and what to do about it. */

export type Level = 'ok' | 'warning' | 'error'

export interface Finding {
  /** Stable name of what was looked at, e.g. `disk`. */
  readonly check: string
  readonly level: Level
  readonly message: string
  /** What a person can do; null when all is well. */
  readonly remedy: string | null
}

export const fine = (check: string, message: string): Finding => ({
  check,
  level: 'ok',
  message,
  remedy: null,
})

/** A finding that calls for a deed. */
export const wrong = (
  check: string,
  level: 'warning' | 'error',
  message: string,
  remedy: string,
): Finding => ({ check, level, message, remedy })

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)

/** A length of time for people, e.g. `3 h 20 min`; the two largest units. */
export const toDuration = (ms: number): string => {
  const units: readonly [string, number][] = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1000],
  ]
  const parts: string[] = []
  let left = Math.max(0, ms)
  for (const [name, length] of units) {
    const count = Math.floor(left / length)
    left -= count * length
    if (count > 0) parts.push(`${String(count)} ${name}`)
  }
  return parts.slice(0, 2).join(' ') || '0 s'
}
