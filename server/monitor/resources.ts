/** How much of this machine a round may use. */
import { readFileSync } from 'node:fs'

/** Probes of one kind under way at once, when nothing limits them. */
const wanted = 512
/** File descriptors kept for pages, database and log. */
const reserved = 128

/** Descriptors this process may have open (Linux, proc(5)); null where that cannot be read. */
export const readDescriptorLimit = (): number | null => {
  try {
    const line = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))
    return line?.[1] === undefined ? null : Number(line[1])
  } catch {
    return null
  }
}

/** Probes of one kind that may be under way at once, 8–512: two kinds of sockets share the descriptors. */
export const findConcurrency = (limit: number | null = readDescriptorLimit()): number =>
  limit === null ? wanted : Math.max(8, Math.min(wanted, Math.floor((limit - reserved) / 2)))
