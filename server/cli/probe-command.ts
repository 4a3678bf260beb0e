/** `titik probe`: measures one target by hand and shows each step of it. */
import { Command } from 'commander'
import { createAddressPolicy, type AddressPolicy } from '../../probes/address-policy.ts'
import { toCleanText } from '../../probes/clean-text.ts'
import type { Measurement, ProbeResult, ProbeTarget, UpResult } from '../../probes/result.ts'
import { createProbeRunner } from '../../probes/runner.ts'
import { parseTargetText } from '../../probes/target-text.ts'
import { readConfig } from '../config.ts'

export interface ProbeCommandOptions {
  readonly timeoutMs?: string
  readonly echoes?: string
  readonly expect?: string
  readonly allow?: readonly string[]
  readonly json?: boolean
  readonly envFile?: string
}

export interface ProbeCommandDeps {
  /** The configured policy: what the monitor itself may probe. Throws when the settings cannot be used. */
  readonly readPolicy: (envFile: string | undefined) => AddressPolicy
  /** Epoch ms. */
  readonly now: () => number
  readonly writeOut: (text: string) => void
  readonly writeError: (text: string) => void
}

const exitCodes = { up: 0, down: 1, unknown: 2 } as const

const toWhole = (text: string, name: string, longest: number): number => {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (value < 1 || value > longest) {
    throw new Error(`${name} must be a whole number, 1–${String(longest)}, not "${text}"`)
  }
  return value
}

const toTarget = (text: string, options: ProbeCommandOptions): ProbeTarget => {
  const target = parseTargetText(text)
  const { timeoutMs: timeoutText, echoes: echoesText, expect } = options
  const timeout =
    timeoutText === undefined ? {} : { timeoutMs: toWhole(timeoutText, '--timeout-ms', 60_000) }
  if (echoesText !== undefined && target.kind !== 'icmp') {
    throw new Error('--echoes is for icmp: targets')
  }
  if (expect !== undefined && target.kind !== 'http') {
    throw new Error('--expect is for http:// and https:// targets')
  }
  if (target.kind === 'icmp') {
    const echoes = echoesText === undefined ? {} : { echoes: toWhole(echoesText, '--echoes', 10) }
    return { ...target, ...timeout, ...echoes }
  }
  if (target.kind === 'http') {
    return { ...target, ...timeout, ...(expect === undefined ? {} : { expectText: expect }) }
  }
  return { ...target, ...timeout }
}

const toPolicy = (base: AddressPolicy, allowed: readonly string[]): AddressPolicy => {
  const byHand = createAddressPolicy({ allowed })
  return { isAllowed: (address) => base.isAllowed(address) || byHand.isAllowed(address) }
}

const toMs = (ms: number): string => `${ms.toFixed(ms < 10 ? 2 : 1)} ms`

const remedies: Readonly<Partial<Record<string, string>>> = {
  blocked: 'the settings forbid this address; --allow CIDR permits it for this one probe',
  no_program: 'install fping (or ping)',
  no_permission: 'the program lacks the right to do this (for ICMP: CAP_NET_RAW)',
  resolver: 'no name server answered; try the address',
}

const toUpLines = (result: UpResult): string[] => {
  const parts = [`up in ${toMs(result.latencyMs)}`]
  if (result.detail !== undefined) parts.push(result.detail)
  if (result.sent !== undefined) {
    const { lost = 0, sent, minMs = 0, maxMs = 0 } = result
    parts.push(`${String(lost)} of ${String(sent)} echoes lost`)
    parts.push(`fastest ${toMs(minMs)}, slowest ${toMs(maxMs)}`)
  }
  return [parts.join(', '), ...(result.flaws ?? []).map((flaw) => `but: ${flaw}`)]
}

const toVerdictLines = (result: ProbeResult): string[] => {
  if (result.outcome === 'up') return toUpLines(result)
  const word = result.outcome === 'down' ? result.reason : result.cause
  const remedy = remedies[word]
  return [
    `${result.outcome}: ${word} (${result.detail})`,
    ...(remedy === undefined ? [] : [`  ${remedy}`]),
  ]
}

const toText = (text: string, { result }: Measurement): string => {
  const phases = (result.phases ?? []).map(
    ({ name, ms, detail = '' }) => `  ${name.padEnd(9)}${toMs(ms).padStart(11)}  ${detail}`,
  )
  const lines = [toCleanText(text), ...phases, ...toVerdictLines(result)]
  return lines.map((line) => `${line.trimEnd()}\n`).join('')
}

/** Exit code: 0 up, 1 down, 2 unknown or a mistake in the command. */
export const runProbeCommand = async (
  text: string,
  options: ProbeCommandOptions,
  deps: ProbeCommandDeps,
): Promise<number> => {
  try {
    const target = toTarget(text, options)
    const policy = toPolicy(deps.readPolicy(options.envFile), options.allow ?? [])
    const runner = createProbeRunner({ policy, now: deps.now })
    const measurement = await runner.probe(target)
    deps.writeOut(
      options.json === true
        ? `${JSON.stringify({ target, ...measurement })}\n`
        : toText(text, measurement),
    )
    return exitCodes[measurement.result.outcome]
  } catch (error) {
    deps.writeError(`${error instanceof Error ? error.message : String(error)}\n`)
    return exitCodes.unknown
  }
}

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value]

export const createProbeCommand = (): Command =>
  new Command('probe')
    .description('probe one target by hand and show each step')
    .argument(
      '<target>',
      'icmp:ADDRESS, tcp:ADDRESS:PORT, dns:ADDRESS:NAME, http://… or https://… (IPv6 in brackets)',
    )
    .option('--timeout-ms <ms>', 'time for the whole probe, for icmp for each echo')
    .option('--echoes <count>', 'icmp: echoes to send, 1–10')
    .option('--expect <text>', 'http: text that must be in the page')
    .option('--allow <cidr>', 'permit this range for this one probe (repeatable)', collect)
    .option('--json', 'print the result as JSON')
    .option('--env-file <file>', 'read settings from this file too')
    .addHelpText('after', '\nExit code: 0 up, 1 down, 2 unknown or a mistake in the command.')
    .action(async (text: string, options: ProbeCommandOptions) => {
      process.exitCode = await runProbeCommand(text, options, {
        readPolicy: (envFile) => readConfig(envFile).policy,
        now: Date.now,
        writeOut: (line) => process.stdout.write(line),
        writeError: (line) => process.stderr.write(line),
      })
    })
