/** What an import found, for people and for programs. */
import { toHotspotChecks } from '../domain/inventory/checks.ts'
import type { FilePlan, Finding, RecordChange } from '../domain/inventory/plan-file.ts'
import { isUsable } from '../domain/inventory/plan-import.ts'
import type { ImportPlan } from '../domain/inventory/plan-import.ts'
import { toShown } from '../domain/inventory/cell.ts'

/** `refused`: something was rejected, or a column is unknown, and nothing was written. */
export type ImportOutcome = 'applied' | 'dry_run' | 'refused'

type AnyPlan = FilePlan<{ readonly id: string }>

const endings: Readonly<Record<ImportOutcome, string>> = {
  applied: 'applied',
  dry_run: 'dry run: nothing was written, add --apply to write it',
  refused: 'refused: nothing was written; correct the file, or add --partial to leave these out',
}

const unusable = 'refused: nothing was written; the file cannot be used as it is'

const countLines = (plan: AnyPlan): string[] =>
  [
    ['created', plan.created.length],
    ['changed', plan.changed.length],
    ['unchanged', plan.unchangedCount],
    ['rejected', plan.rejectedCount],
  ].map(([word, count]) => `  ${String(word).padEnd(10)}${String(count).padStart(6)}`)

const findingLine = (finding: Finding, verdict: string): string => {
  const column = finding.column === '' ? '-' : finding.column
  const value = finding.value === '' ? '' : `: ${finding.value}`
  return `${String(finding.line)} ${column} ${verdict} ${finding.reason}${value}`
}

const changeLines = ({ line, after, fields }: RecordChange<{ readonly id: string }>): string[] =>
  fields.map(
    ({ column, before, after: now }) =>
      `${String(line)} ${column} changed ${after.id}: "${toShown(before)}" -> "${toShown(now)}"`,
  )

const planLines = (title: string, plan: AnyPlan | null): string[] =>
  plan === null
    ? []
    : [
        title,
        ...countLines(plan),
        ...plan.rejected.map((finding) => findingLine(finding, 'rejected')),
        ...plan.warnings.map((finding) => findingLine(finding, 'warning')),
        ...plan.changed.flatMap(changeLines),
      ]

const countUnmonitored = ({ hotspots }: ImportPlan): number =>
  [...(hotspots?.created ?? []), ...(hotspots?.changed ?? [])].filter(
    ({ after }) => toHotspotChecks(after).length === 0,
  ).length

/** Table of counts, then one line per finding: line of the file, column, verdict, reason. */
export const toImportText = (plan: ImportPlan, outcome: ImportOutcome): string => {
  const unmonitored = countUnmonitored(plan)
  return [
    ...planLines('uplinks', plan.uplinks),
    ...planLines('hotspots', plan.hotspots),
    ...(unmonitored > 0 ? [`${String(unmonitored)} of these have no check: not monitored`] : []),
    isUsable(plan) ? endings[outcome] : unusable,
    '',
  ].join('\n')
}

const planJson = (plan: AnyPlan | null) =>
  plan === null
    ? null
    : {
        counts: {
          created: plan.created.length,
          changed: plan.changed.length,
          unchanged: plan.unchangedCount,
          rejected: plan.rejectedCount,
        },
        created: plan.created.map(({ line, after }) => ({ line, id: after.id })),
        changed: plan.changed.map(({ line, after, fields }) => ({ line, id: after.id, fields })),
        rejected: plan.rejected.map((finding) => ({ ...finding, status: 'rejected' })),
        warnings: plan.warnings,
      }

/** The same as one line of JSON. */
export const toImportJson = (plan: ImportPlan, outcome: ImportOutcome): string =>
  `${JSON.stringify({
    outcome,
    hotspots: planJson(plan.hotspots),
    uplinks: planJson(plan.uplinks),
    namedUplinks: plan.namedUplinks.map(({ id }) => id),
    unmonitored: countUnmonitored(plan),
  })}\n`
