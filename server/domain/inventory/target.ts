/** A check's target as text in the database, and back. */
import { z } from 'zod'
import type { ProbeTarget } from '../../../probes/result.ts'

const host = z.string()
const port = z.int().min(1).max(65_535)
const timeoutMs = z.number().min(1).max(60_000).exactOptional()

const targetSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('icmp'),
    host,
    echoes: z.int().min(1).max(10).exactOptional(),
    timeoutMs,
  }),
  z.object({ kind: z.literal('tcp'), host, port, timeoutMs }),
  z.object({
    kind: z.literal('http'),
    url: z.string(),
    expectText: z.string().exactOptional(),
    forbiddenTexts: z.array(z.string()).exactOptional(),
    timeoutMs,
  }),
  z.object({
    kind: z.literal('dns'),
    host,
    port: port.exactOptional(),
    name: z.string(),
    timeoutMs,
  }),
])

/** What stands for a text that is no target: no prober takes an empty host. */
const unreadable: ProbeTarget = { kind: 'icmp', host: '' }

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * Reads a stored target. Somebody may have edited the database: hosts and URLs come back as they are, for the prober
 * to refuse (`unknown`, cause `invalid_target`), and what is no target at all comes back as one without a host.
 */
export const parseTarget = (text: string): ProbeTarget => {
  const parsed = targetSchema.safeParse(parseJson(text))
  return parsed.success ? parsed.data : unreadable
}

/** Text of a target: the same target always gives the same text, so that a check can be found again by it. */
export const writeTarget = (target: ProbeTarget): string =>
  JSON.stringify(targetSchema.parse(target))
