/** Settings: read from the environment once, at start; every problem is listed. Nothing else reads the environment. */
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import type { ProbeTarget } from '../probes/result.ts'
import { createAddressPolicy, type AddressPolicy } from '../probes/address-policy.ts'
import { parseTargetText } from '../probes/target-text.ts'
import type { Tier } from './domain/hotspot.ts'
import { isSchedule } from './monitor/scheduler.ts'
import { logLevels, type LogLevel } from './log.ts'
import { packageRoot } from './package-root.ts'

export interface WitnessSetting {
  /** Public name without an address: tier and position. */
  readonly name: string
  readonly tier: Tier
  readonly target: ProbeTarget
}

export interface Config {
  readonly host: string
  readonly port: number
  readonly databasePath: string
  /** Folder of nightly backups; null = none are made. */
  readonly backupFolder: string | null
  /** Below so many free bytes nothing is recorded; 0 = never. */
  readonly diskLowBytes: number
  readonly timezone: string
  readonly round: string
  readonly confirmIntervalMs: number
  readonly witnesses: readonly WitnessSetting[]
  readonly policy: AddressPolicy
  readonly publicOrigin: string | null
  readonly trustedProxies: readonly string[]
  readonly tileUrl: string | null
  readonly tileAttribution: string | null
  readonly areasFile: string | null
  /** List of public holidays; null = the one of data/. */
  readonly holidaysFile: string | null
  /** Service hours by kind; null = those of data/. */
  readonly serviceHoursFile: string | null
  readonly logLevel: LogLevel
  /** Every page says that this is a demo. */
  readonly isDemo: boolean
}

/** Settings that cannot be used; `problems` names each variable and the remedy. */
export class ConfigError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(`settings cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

const isTimezone = (text: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return true
  } catch {
    return false
  }
}

const isOrigin = (text: string): boolean => {
  try {
    const url = new URL(text)
    return url.origin === text && /^https?:$/.test(url.protocol)
  } catch {
    return false
  }
}

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )

const optional = z
  .string()
  .optional()
  .transform((text) => (text === undefined || text.trim() === '' ? null : text.trim()))

const schema = z.object({
  TITIK_HOST: z.string().default('127.0.0.1'),
  TITIK_PORT: z.coerce.number('must be a port, 0–65535').int().min(0).max(65535).default(8080),
  TITIK_DATABASE: z.string().min(1).default('data/runtime/titik.sqlite'),
  TITIK_BACKUPS: optional,
  // An empty value is no zero, which would switch the guard off.
  TITIK_DISK_LOW_MB: z.preprocess(
    (value) => (value === '' ? undefined : value),
    z.coerce.number('must be a number of megabytes').min(0).default(200),
  ),
  TITIK_TIMEZONE: z
    .string()
    .default('Asia/Jakarta')
    .refine(isTimezone, 'must be an IANA zone such as Asia/Jakarta'),
  TITIK_ROUND: z
    .string()
    .default('0 * * * * *')
    .refine(
      isSchedule,
      'must be a cron expression such as "0 * * * * *" (seconds first, if given)',
    ),
  TITIK_CONFIRM_INTERVAL_MS: z.coerce
    .number('must be a number of milliseconds')
    .int()
    .min(100)
    .max(60_000)
    .default(5000),
  TITIK_WITNESSES_NEAR: list,
  TITIK_WITNESSES_FAR: list,
  TITIK_ALLOWED_TARGETS: list,
  TITIK_REFUSED_TARGETS: list,
  TITIK_PUBLIC_ORIGIN: optional.refine(
    (text) => text === null || isOrigin(text),
    'must be an origin such as https://wifi.example.go.id, without a path',
  ),
  TITIK_TRUSTED_PROXIES: list,
  TITIK_TILE_URL: optional.refine(
    (text) => text === null || (/^https?:\/\//.test(text) && /\{z\}.*\{x\}.*\{y\}/.test(text)),
    'must be an http(s) URL with {z}, {x} and {y}',
  ),
  TITIK_TILE_ATTRIBUTION: optional,
  TITIK_AREAS: optional,
  TITIK_HOLIDAYS: optional,
  TITIK_SERVICE_HOURS: optional,
  TITIK_SECRET_FILE: optional,
  TITIK_LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
  TITIK_DEMO: z.enum(['0', '1'], 'must be 0 or 1').default('0'),
})

const bytesPerMb = 1_048_576

const toBackupFolder = (text: string | null, databasePath: string): string | null => {
  if (text === 'off') return null
  return text === null ? join(dirname(databasePath), 'backups') : resolve(packageRoot, text)
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)

const readWitnesses = (
  texts: readonly string[],
  tier: Tier,
  problems: string[],
): WitnessSetting[] =>
  texts.flatMap((text, index) => {
    try {
      return [{ name: `${tier}-${String(index + 1)}`, tier, target: parseTargetText(text) }]
    } catch (error) {
      problems.push(`TITIK_WITNESSES_${tier.toUpperCase()}: "${text}": ${messageOf(error)}`)
      return []
    }
  })

const readPolicy = (
  allowed: readonly string[],
  refused: readonly string[],
  problems: string[],
): AddressPolicy => {
  try {
    return createAddressPolicy({
      ...(allowed.length > 0 ? { allowed } : {}),
      ...(refused.length > 0 ? { refused } : {}),
    })
  } catch (error) {
    problems.push(`TITIK_ALLOWED_TARGETS / TITIK_REFUSED_TARGETS: ${messageOf(error)}`)
    return createAddressPolicy({})
  }
}

const listUnknownVariables = (
  environment: Readonly<Record<string, string | undefined>>,
): string[] =>
  Object.keys(environment)
    .filter((name) => name.startsWith('TITIK_') && !(name in schema.shape) && name !== 'TITIK_TEST')
    .map((name) => `${name}: there is no such setting`)

/**
 * Parses the settings.
 *
 * @param environment variables as `process.env` has them
 * @throws ConfigError with every problem
 */
export const parseConfig = (environment: Readonly<Record<string, string | undefined>>): Config => {
  const problems = listUnknownVariables(environment)
  const parsed = schema.safeParse(environment)
  if (!parsed.success) {
    problems.push(
      ...parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`),
    )
    throw new ConfigError(problems)
  }
  const given = parsed.data
  const witnesses = [
    ...readWitnesses(given.TITIK_WITNESSES_NEAR, 'near', problems),
    ...readWitnesses(given.TITIK_WITNESSES_FAR, 'far', problems),
  ]
  const policy = readPolicy(given.TITIK_ALLOWED_TARGETS, given.TITIK_REFUSED_TARGETS, problems)
  if (problems.length > 0) throw new ConfigError(problems)
  const databasePath = resolve(packageRoot, given.TITIK_DATABASE)
  return {
    host: given.TITIK_HOST,
    port: given.TITIK_PORT,
    databasePath,
    backupFolder: toBackupFolder(given.TITIK_BACKUPS, databasePath),
    diskLowBytes: given.TITIK_DISK_LOW_MB * bytesPerMb,
    timezone: given.TITIK_TIMEZONE,
    round: given.TITIK_ROUND,
    confirmIntervalMs: given.TITIK_CONFIRM_INTERVAL_MS,
    witnesses,
    policy,
    publicOrigin: given.TITIK_PUBLIC_ORIGIN,
    trustedProxies: given.TITIK_TRUSTED_PROXIES,
    tileUrl: given.TITIK_TILE_URL,
    tileAttribution: given.TITIK_TILE_ATTRIBUTION,
    areasFile: given.TITIK_AREAS,
    holidaysFile: given.TITIK_HOLIDAYS,
    serviceHoursFile: given.TITIK_SERVICE_HOURS,
    logLevel: given.TITIK_LOG_LEVEL,
    isDemo: given.TITIK_DEMO === '1',
  }
}

/**
 * Settings of this process's environment.
 *
 * @param envFile file with further `NAME=value` lines; what the environment already says wins
 * @throws ConfigError with every problem; an Error when the file cannot be read
 */
export const readConfig = (envFile?: string): Config => {
  if (envFile !== undefined) process.loadEnvFile(envFile)
  return parseConfig(process.env)
}

/** The settings as they may be printed: no addresses of witnesses, no secrets. */
export const toPrintable = (config: Config): Record<string, unknown> => {
  const { witnesses, policy: _policy, ...rest } = config
  return { ...rest, witnesses: witnesses.map((witness) => witness.name) }
}
