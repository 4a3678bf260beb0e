/** What a ledger looks like to programs: its schemas, and how the domain's value becomes one. */
import { z } from '@hono/zod-openapi'
import type { Cause } from '../../domain/hotspot.ts'
import type { Figure } from '../../domain/ledger/figure.ts'
import type { LedgerGroup } from '../../domain/ledger/groups.ts'
import type { Ledger, LedgerPart, LedgerViews } from '../../domain/ledger/ledger.ts'
import type { SetFigure } from '../../domain/ledger/set-ledger.ts'
import { hotspotIdSchema, instantSchema } from './schemas.ts'

const ms = z.int().nonnegative().openapi({ description: 'Milliseconds' })

const mean = ms.nullable().openapi({ description: 'Milliseconds; null: there is none' })

const ratio = z
  .number()
  .min(0)
  .max(1)
  .nullable()
  .openapi({ description: 'null: the denominator is zero' })

const hundredths = z
  .int()
  .min(0)
  .max(10_000)
  .nullable()
  .openapi({ description: 'Hundredths of a per cent, rounded down: 9998 reads 99.98 %' })

const allClasses = {
  notInService: ms,
  unknown: ms,
  upstream: ms,
  down: ms,
  degraded: ms,
  up: ms,
}

const downByCause = z.strictObject({
  power: ms,
  provider: ms,
  device: ms,
  cabling: ms,
  vandalism: ms,
  portal: ms,
  other: ms,
  unclassified: ms,
} satisfies Record<Cause, typeof ms>)

const viewsSchema = z
  .object({
    all: z.object({
      classes: z.object(allClasses),
      downByCause,
      coverage: ratio,
    }),
    service: z.object({
      classes: z.object({ ...allClasses, closed: ms, maintenance: ms }),
      downByCause,
      coverage: ratio,
    }),
  })
  .openapi('LedgerViews', {
    description:
      '`all`: what residents met, all hours. `service`: inside service hours, outside maintenance. `coverage`: known ÷ (known + unknown)',
  })

const figure = {
  ratio,
  hundredths,
  verdict: z
    .enum(['not_in_service', 'excluded', 'none', 'insufficient', 'ok'])
    .openapi({ description: 'Only with `ok` may the figure be printed' }),
}

const figureSchema = z.object(figure).openapi('LedgerFigure')

const partSchema = z
  .object({
    from: instantSchema,
    to: instantSchema,
    contract: z
      .object({ id: z.string(), target: z.number().min(0).max(1).nullable() })
      .nullable()
      .openapi({ description: 'null: none is in force' }),
    coverage: ratio,
    ...figure,
    isTargetMet: z.boolean().nullable(),
  })
  .openapi('LedgerPart', { description: 'A stretch with one contract, and its contract figure' })

const sums = {
  maintenanceMs: ms,
  maintenanceDownMs: ms,
  outages: z.int().nonnegative().openapi({ description: 'Outages of severity `down` that began' }),
  mttrMs: mean,
  mtbfMs: mean,
}

export const ledgerSchema = z
  .object({
    generatedAt: instantSchema,
    hotspotId: hotspotIdSchema,
    from: instantSchema,
    to: instantSchema,
    views: viewsSchema,
    experienced: figureSchema,
    contract: figureSchema,
    parts: z.array(partSchema),
    ...sums,
  })
  .openapi('Ledger')

const setFigureSchema = z
  .object({
    ...figure,
    coverage: ratio,
    median: z.object({ ratio: z.number(), hundredths: z.int() }).nullable(),
    thin: z
      .array(z.object({ id: hotspotIdSchema, coverage: ratio }))
      .openapi({ description: 'Members with less than 90 % coverage: summed, not in the median' }),
  })
  .openapi('SetFigure')

export const setLedgerSchema = z
  .object({
    name: z.string().nullable().openapi({ description: 'null: none is known, or the whole city' }),
    members: z.int().nonnegative(),
    unmonitored: z.int().nonnegative().openapi({ description: 'Counted, not summed' }),
    views: viewsSchema,
    experienced: setFigureSchema,
    contract: setFigureSchema,
    ...sums,
  })
  .openapi('SetLedger')

const toFigureAnswer = ({ ratio, hundredths, verdict }: Figure) => ({ ratio, hundredths, verdict })

const toViewsAnswer = ({ all, service }: LedgerViews) => ({
  all: { classes: all.classes, downByCause: all.downByCause, coverage: all.coverage },
  service: {
    classes: service.classes,
    downByCause: service.downByCause,
    coverage: service.coverage,
  },
})

const toPartAnswer = (part: LedgerPart) => ({
  from: part.from,
  to: part.to,
  contract: part.contract,
  coverage: part.coverage,
  ...toFigureAnswer(part),
  isTargetMet: part.isTargetMet,
})

const toSums = (ledger: Pick<Ledger, keyof typeof sums>) => ({
  maintenanceMs: ledger.maintenanceMs,
  maintenanceDownMs: ledger.maintenanceDownMs,
  outages: ledger.outages,
  mttrMs: ledger.mttrMs,
  mtbfMs: ledger.mtbfMs,
})

/** The fields that clients rely on, in their order; numerators and inner sums stay inside. */
export const toLedgerAnswer = (ledger: Ledger) => ({
  from: ledger.from,
  to: ledger.to,
  views: toViewsAnswer(ledger.views),
  experienced: toFigureAnswer(ledger.experienced),
  contract: toFigureAnswer(ledger.contract),
  parts: ledger.parts.map(toPartAnswer),
  ...toSums(ledger),
})

const toSetFigureAnswer = (figure: SetFigure) => ({
  ...toFigureAnswer(figure),
  coverage: figure.coverage,
  median: figure.median,
  thin: figure.thin.map(({ id, coverage }) => ({ id, coverage })),
})

export const toSetAnswer = ({ name, ledger }: LedgerGroup) => ({
  name,
  members: ledger.members,
  unmonitored: ledger.unmonitored,
  views: toViewsAnswer(ledger.views),
  experienced: toSetFigureAnswer(ledger.experienced),
  contract: toSetFigureAnswer(ledger.contract),
  ...toSums(ledger),
})
