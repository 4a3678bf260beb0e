/** `/hotspots/{id}/ledger` and `/ledger`: what became of every millisecond of a period, and the figures that follow. */
import { OpenAPIHono, z } from '@hono/zod-openapi'
import { DomainError } from '../../domain/error.ts'
import { groupings } from '../../domain/ledger/groups.ts'
import type { Span } from '../../domain/ledger/span.ts'
import { monthOf } from '../../domain/month.ts'
import { errorSchema } from '../errors.ts'
import type { HttpEnv } from '../request.ts'
import { addRoute } from '../route.ts'
import type { ApiContext } from './context.ts'
import { sendPublicJson } from './context.ts'
import { toInstantSchema } from './instant.ts'
import { ledgerSchema, setLedgerSchema, toLedgerAnswer, toSetAnswer } from './ledger-answer.ts'
import { toMonthSchema } from './month.ts'
import { hotspotIdSchema, instantSchema, toListSchema } from './schemas.ts'

/** Service hours are laid over every day of a period: five years take a few hundredths of a second. */
const longestRangeMs = 5 * 366 * 86_400_000

interface Asked {
  readonly month?: Span | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
}

const listProblems = ({ month, from, to }: Asked, period: Span, now: number): string[] => {
  const isRange = from !== undefined || to !== undefined
  const start = month === undefined ? 'from' : 'month'
  return [
    ...(month !== undefined && isRange ? ['query "month": not together with from and to'] : []),
    ...(to !== undefined && from === undefined ? ['query "from": is needed with to'] : []),
    ...(period.from > now ? [`query "${start}": the period has not begun`] : []),
    ...(period.from >= period.to ? ['query "to": must be later than from'] : []),
    ...(period.to - period.from > longestRangeMs ? ['query "from": at most five years'] : []),
  ]
}

/** The month, or the range, or else the running month; `to` defaults to now. */
const toPeriod = (asked: Asked, zone: string, now: number): Span => {
  const { month, from, to } = asked
  const range = from === undefined ? undefined : { from, to: to ?? Math.max(now, from + 1) }
  const period = month ?? range ?? monthOf(zone, now)
  const problems = listProblems(asked, period, now)
  if (problems.length > 0) throw new DomainError('invalid', problems.join('; '), problems)
  return period
}

const addHotspotLedger = (app: OpenAPIHono<HttpEnv>, context: ApiContext): void => {
  const { deps, headers, clients, ledgers } = context
  const zone = deps.settings.timezone
  addRoute(
    app,
    {
      path: '/hotspots/{id}/ledger',
      access: 'public',
      summary:
        'The account of one hotspot: a month, or a period; the running month unless one is given',
      description:
        'In each view the classes add up to the period exactly. A running period ends at `generatedAt`; one that has not begun is an error.',
      params: z.strictObject({ id: hotspotIdSchema }),
      query: z.strictObject({
        month: toMonthSchema(zone),
        from: toInstantSchema(zone),
        to: toInstantSchema(zone),
      }),
      responses: {
        200: {
          description: 'The ledger',
          content: { 'application/json': { schema: ledgerSchema } },
        },
      },
      handle: (c, { params, query }) => {
        const status = deps.live.hotspots.get(params.id)
        if (status === undefined) throw new DomainError('not_found', 'There is no such hotspot')
        const now = deps.now()
        const period = toPeriod(query, zone, now)
        const ledger = ledgers.readHotspot(status, period, now)
        const answer = { generatedAt: now, hotspotId: params.id, ...toLedgerAnswer(ledger) }
        return sendPublicJson(c, JSON.stringify(answer), headers.publicApi)
      },
    },
    clients,
  )
}

const setListSchema = toListSchema(setLedgerSchema)
  .extend({ from: instantSchema, to: instantSchema, group: z.enum(groupings) })
  .openapi('SetLedgers')

const addSetLedgers = (app: OpenAPIHono<HttpEnv>, context: ApiContext): void => {
  const { deps, headers, clients, ledgers } = context
  const zone = deps.settings.timezone
  addRoute(
    app,
    {
      path: '/ledger',
      access: 'public',
      summary: 'The account of every kecamatan, kind or provider, or of the city, for one month',
      description:
        'Σ numerators ÷ Σ denominators of all members. A running month is accounted for up to `generatedAt`, which may be a minute old.',
      query: z.strictObject({ group: z.enum(groupings), month: toMonthSchema(zone) }),
      responses: {
        200: {
          description: 'One ledger for each set, by name; sets without a name come last',
          content: { 'application/json': { schema: setListSchema } },
        },
        503: {
          description: 'Too many months are being computed; ask again later',
          content: { 'application/json': { schema: errorSchema } },
        },
      },
      handle: async (c, { query }) => {
        const period = toPeriod({ month: query.month }, zone, deps.now())
        const { generatedAt, byGrouping } = await ledgers.readSets(period)
        const answer = {
          generatedAt,
          from: period.from,
          to: Math.min(period.to, generatedAt),
          group: query.group,
          items: byGrouping[query.group].map(toSetAnswer),
          nextCursor: null,
        }
        return sendPublicJson(c, JSON.stringify(answer), headers.publicApi)
      },
    },
    clients,
  )
}

/** Routes of the ledgers, without their base path. */
export const createLedgerApi = (context: ApiContext): OpenAPIHono<HttpEnv> => {
  const app = new OpenAPIHono<HttpEnv>()
  addHotspotLedger(app, context)
  addSetLedgers(app, context)
  return app
}
