/** What can be done to the simulated city, as values and as the lines an operator types. */

/**
 * How something dies: `refuse` closes its listeners (RST), `silent` accepts and never answers, `timeout` leaves every
 * SYN unanswered, `blackhole` swallows ICMP too (only inside a network namespace without routes).
 */
export const cutModes = ['refuse', 'silent', 'timeout', 'blackhole'] as const
export type CutMode = (typeof cutModes)[number]

/** How a portal misbehaves while its gateway still answers. */
export const portalFaults = [
  'error',
  'silent',
  'text-missing',
  'text-forbidden',
  'redirect-loop',
] as const
export type PortalFault = (typeof portalFaults)[number]

/** Both tiers of witnesses, or all at once. */
export const witnessTiers = ['near', 'far', 'all'] as const
export type WitnessTier = (typeof witnessTiers)[number]

export type Action =
  | { readonly kind: 'cut'; readonly id: string; readonly mode: CutMode }
  | { readonly kind: 'restore'; readonly id: string }
  | { readonly kind: 'slow'; readonly id: string; readonly delayMs: number }
  | { readonly kind: 'break'; readonly id: string; readonly fault: PortalFault }
  | { readonly kind: 'cut-uplink'; readonly id: string; readonly mode: CutMode }
  | { readonly kind: 'restore-uplink'; readonly id: string }
  | { readonly kind: 'cut-witness'; readonly tier: WitnessTier; readonly mode: CutMode }
  | { readonly kind: 'restore-witness'; readonly tier: WitnessTier }
  | { readonly kind: 'cut-all'; readonly mode: CutMode }
  | { readonly kind: 'restore-all' }

/** The lines that `parseAction` knows, for people. */
export const actionHelp = `cut ID [${cutModes.join('|')}]
restore ID
slow ID MILLISECONDS
break ID ${portalFaults.join('|')}
cut-uplink ID [MODE]
restore-uplink ID
witness near|far|all cut|restore [MODE]
cut-all [MODE]
restore-all`

/** A line that is no action, said in one sentence for whoever typed it. */
export class ActionError extends Error {}

const oneOf = <T extends string>(allowed: readonly T[], word: string | undefined): T => {
  const found = allowed.find((candidate) => candidate === word)
  if (found === undefined) {
    throw new ActionError(`expected ${allowed.join('|')}, got ${word ?? 'nothing'}`)
  }
  return found
}

const idOf = (word: string | undefined): string => {
  if (word === undefined) throw new ActionError('an id is missing')
  return word
}

const modeOf = (word: string | undefined): CutMode =>
  word === undefined ? 'refuse' : oneOf(cutModes, word)

const delayOf = (word: string | undefined): number => {
  const delayMs = Number(word)
  if (!Number.isInteger(delayMs) || delayMs < 0 || delayMs > 60_000) {
    throw new ActionError('milliseconds must be an integer from 0 to 60000')
  }
  return delayMs
}

const parseWitness = (words: readonly string[]): Action => {
  const tier = oneOf(witnessTiers, words[1])
  return oneOf(['cut', 'restore'], words[2]) === 'cut'
    ? { kind: 'cut-witness', tier, mode: modeOf(words[3]) }
    : { kind: 'restore-witness', tier }
}

type Parse = (words: readonly string[]) => Action

const parsers: Readonly<Record<string, Parse>> = {
  cut: (words) => ({ kind: 'cut', id: idOf(words[1]), mode: modeOf(words[2]) }),
  restore: (words) => ({ kind: 'restore', id: idOf(words[1]) }),
  slow: (words) => ({ kind: 'slow', id: idOf(words[1]), delayMs: delayOf(words[2]) }),
  break: (words) => ({ kind: 'break', id: idOf(words[1]), fault: oneOf(portalFaults, words[2]) }),
  'cut-uplink': (words) => ({ kind: 'cut-uplink', id: idOf(words[1]), mode: modeOf(words[2]) }),
  'restore-uplink': (words) => ({ kind: 'restore-uplink', id: idOf(words[1]) }),
  witness: parseWitness,
  'cut-all': (words) => ({ kind: 'cut-all', mode: modeOf(words[1]) }),
  'restore-all': () => ({ kind: 'restore-all' }),
}

/**
 * Reads one operator's line.
 *
 * @throws ActionError when the line names no known action or misses a word
 */
export const parseAction = (line: string): Action => {
  const words = line.trim().split(/\s+/)
  const verb = words[0] ?? ''
  const parse = Object.hasOwn(parsers, verb) ? parsers[verb] : undefined
  if (parse === undefined) throw new ActionError(`unknown command ${verb}`)
  return parse(words)
}
