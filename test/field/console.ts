/** Lets a person or another process command the field: one line in, one line (or a list) out. */
import { createInterface } from 'node:readline'
import { ActionError, actionHelp, parseAction } from './action.ts'
import type { Field } from './field.ts'

const describe = (field: Field): string => {
  const hotspots = field.hotspots.flatMap(({ id, address, cut, fault, delayMs }) => {
    const flaws = [cut, fault, delayMs > 0 ? `slow ${String(delayMs)}` : null].filter(
      (flaw) => flaw !== null,
    )
    return flaws.length > 0 ? [`${id} ${address} ${flaws.join(' ')}`] : []
  })
  const uplinks = field.uplinks.flatMap(({ id, address, cut }) =>
    cut === null ? [] : [`${id} ${address} ${cut}`],
  )
  const witnesses = field.witnesses.flatMap(({ tier, address, cut }) =>
    cut === null ? [] : [`witness ${tier} ${address} ${cut}`],
  )
  const broken = [...uplinks, ...witnesses, ...hotspots]
  return [`${String(broken.length)} broken`, ...broken].join('\n')
}

/** Obeys one line and says what came of it: `ok`, an answer, or `error: …`. Never rejects. */
export const obey = async (field: Field, line: string): Promise<string> => {
  const word = line.trim()
  if (word === 'list') return describe(field)
  if (word === 'help') return `${actionHelp}\nlist`
  try {
    await field.apply(parseAction(word))
    return 'ok'
  } catch (error) {
    const hint = error instanceof ActionError ? ' (try help)' : ''
    return `error: ${error instanceof Error ? error.message : String(error)}${hint}`
  }
}

export interface ConsoleOptions {
  readonly field: Field
  readonly input: NodeJS.ReadableStream
  readonly say: (text: string) => void
  readonly signal: AbortSignal
}

/** Obeys line after line, in order; resolves when the input ends or the signal aborts. */
export const runConsole = async ({ field, input, say, signal }: ConsoleOptions): Promise<void> => {
  for await (const line of createInterface({ input, signal })) {
    if (line.trim() !== '') say(await obey(field, line))
  }
}
