/** What answers and questions look like: the shapes that several resources share. */
import { z } from '@hono/zod-openapi'
import { causes, coordinateBases, healths, layers, lifecycles } from '../../domain/hotspot.ts'

/** An instant of an answer. */
export const instantSchema = z.int().openapi({ description: 'UTC epoch milliseconds' })

export const hotspotIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be a hotspot id: a-z, 0-9 and -')
  .openapi({ example: 'kel-cilangkap' })

const layerSchema = z.object({
  layer: z.enum(layers),
  health: z.enum(healths),
  reason: z.string().nullable(),
  checkedAt: instantSchema.nullable(),
  latencyMs: z.number().nonnegative().nullable(),
})

export const hotspotSchema = z
  .object({
    id: hotspotIdSchema,
    name: z.string(),
    kind: z.string(),
    kecamatan: z.string().nullable(),
    kelurahan: z.string().nullable(),
    areaCode: z.string().nullable().openapi({ description: 'Official code of the kelurahan' }),
    lat: z.number().nullable().openapi({ description: 'WGS84 degrees' }),
    lon: z.number().nullable(),
    coordinateBasis: z
      .enum(coordinateBases)
      .openapi({ description: 'How sure the point is; a centroid may be a kilometre off' }),
    lifecycle: z.enum(lifecycles),
    health: z
      .enum(healths)
      .openapi({ description: '`unknown` also when the last sample is too old or nobody can see' }),
    healthSince: instantSchema.nullable(),
    healthReason: z
      .string()
      .nullable()
      .openapi({ description: '`stale`, `blind`, `unmonitored`, or what the probes met' }),
    checkedAt: instantSchema.nullable().openapi({ description: 'Start of the newest sample' }),
    openNow: z.boolean().nullable().openapi({ description: 'null: service hours are not known' }),
    maintenance: z
      .object({ title: z.string(), until: instantSchema.nullable() })
      .nullable()
      .openapi({ description: 'The window that holds now; health is told all the same' }),
    layers: z.array(layerSchema),
  })
  .openapi('Hotspot')

export const outageSchema = z
  .object({
    id: z.int(),
    hotspotId: hotspotIdSchema.nullable().openapi({ description: "null: an uplink's own outage" }),
    uplinkId: z.string().nullable(),
    uplinkOutageId: z.int().nullable(),
    severity: z.enum(['down', 'degraded']),
    layer: z.enum(layers),
    reason: z.string(),
    cause: z.enum(causes),
    parts: z.array(
      z.object({ from: instantSchema, to: instantSchema.nullable(), cause: z.enum(causes) }),
    ),
    startedAt: instantSchema,
    endedAt: instantSchema.nullable().openapi({ description: 'null while it lasts' }),
    endReason: z
      .enum(['recovered', 'changed', 'split', 'suspended', 'retired', 'unmonitored'])
      .nullable(),
    durationMs: z.int().nonnegative().openapi({ description: 'Up to `generatedAt` while open' }),
    acknowledgedAt: instantSchema.nullable(),
  })
  .openapi('Outage')

const count = z.int().nonnegative()

const countsSchema = z
  .object({
    up: count,
    degraded: count,
    down: count,
    unknown: count,
    maintenance: count,
    unmonitored: count,
    suspended: count,
    planned: count,
  })
  .openapi('Counts', { description: 'Every hotspot except the retired is in exactly one' })

export const roundSchema = z
  .object({
    scheduledAt: instantSchema,
    startedAt: instantSchema,
    finishedAt: instantSchema,
    checks: count,
    skipped: count,
  })
  .openapi('Round')

export const blindSchema = z
  .object({ since: instantSchema, tiers: z.array(z.enum(['all', 'far', 'near'])) })
  .openapi('Blind', { description: 'Tiers in which the monitor itself cannot see' })

const faultCodes = [
  'icmp_unavailable',
  'no_resources',
  'resolver',
  'database_locked',
  'database_write',
  'disk_low',
  'round_late',
  'clock_stepped',
  'prober_crashed',
  'no_witnesses',
] as const

export const faultSchema = z
  .object({ code: z.enum(faultCodes), since: instantSchema })
  .openapi('Fault', { description: "The monitor's own fault, never counted against a hotspot" })

export const summarySchema = z
  .object({
    generatedAt: instantSchema,
    counts: countsSchema,
    byKind: z.record(z.string(), countsSchema),
    byKecamatan: z
      .record(z.string(), countsSchema)
      .openapi({ description: '`unknown` gathers hotspots without a kecamatan' }),
    blind: blindSchema.nullable(),
    witnesses: z.array(
      z.object({
        name: z.string(),
        tier: z.enum(['near', 'far']),
        state: z.enum(['up', 'down', 'unknown']),
        checkedAt: instantSchema.nullable(),
      }),
    ),
    lastRound: roundSchema.nullable(),
    faults: z.array(faultSchema),
  })
  .openapi('Summary')

/** The answer of a list. */
export const toListSchema = <S extends z.ZodType>(
  item: S,
): z.ZodObject<{
  generatedAt: typeof instantSchema
  items: z.ZodArray<S>
  nextCursor: z.ZodNullable<z.ZodString>
}> =>
  z.object({
    generatedAt: instantSchema,
    items: z.array(item),
    nextCursor: z.string().nullable().openapi({ description: 'null on the last page' }),
  })

/** `limit` of a list, at most `most`. */
export const toLimitSchema = (most: number): z.ZodType<number | undefined> =>
  z
    .string()
    .regex(/^\d{1,6}$/, `must be a whole number from 1 to ${String(most)}`)
    .transform(Number)
    .refine((value) => value >= 1 && value <= most, `must be from 1 to ${String(most)}`)
    .optional()
    .openapi({ type: 'integer', minimum: 1, maximum: most })
