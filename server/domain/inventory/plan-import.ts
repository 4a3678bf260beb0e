/** What a hotspot file, an uplink file, or both together would do to the inventory. */
import type { Areas } from '../areas.ts'
import type { ColumnContext, Draft } from './column.ts'
import { minimumHotspotColumns, optionalHotspotColumns, uplinkColumns } from './hotspot-columns.ts'
import { blankHotspot, blankUplink } from './hotspot-record.ts'
import type { HotspotRecord, UplinkRecord } from './hotspot-record.ts'
import { checkPlace } from './place.ts'
import { planFile } from './plan-file.ts'
import type { FileFormat, FilePlan, Finding, RowReport } from './plan-file.ts'

/** The present inventory, by id. */
export interface Inventory {
  readonly hotspots: ReadonlyMap<string, HotspotRecord>
  readonly uplinks: ReadonlyMap<string, UplinkRecord>
}

export interface ImportContext extends ColumnContext {
  readonly areas: Areas
}

/** Texts of the files; at least one is given. */
export interface ImportFiles {
  readonly hotspots: string | null
  readonly uplinks: string | null
}

export interface ImportPlan {
  /** Null when there is no such file. */
  readonly hotspots: FilePlan<HotspotRecord> | null
  readonly uplinks: FilePlan<UplinkRecord> | null
  /** Uplinks that hotspots name and nobody has described yet: created with their id as name, without an address. */
  readonly namedUplinks: readonly UplinkRecord[]
}

const checkLink = (draft: Draft<HotspotRecord>, report: RowReport): void => {
  const { gateway = null, linkTcpPort = null, linkIcmp = true } = draft
  if (gateway === null && linkTcpPort !== null) {
    report.reject('link_tcp_port', 'given without a gateway')
  }
  if (gateway !== null && linkTcpPort === null && !linkIcmp) {
    report.warn('gateway', 'is never checked: link_icmp is no and there is no link_tcp_port')
  }
}

const checkPortal = (draft: Draft<HotspotRecord>, report: RowReport): void => {
  const { portalUrl = null, portalExpect = null } = draft
  if (portalUrl === null && portalExpect !== null) {
    report.warn('portal_expect', 'has no effect without portal_url')
  }
}

/** Form of the hotspot file. */
export const hotspotFormat = (areas: Areas): FileFormat<HotspotRecord> => ({
  minimum: minimumHotspotColumns,
  optional: optionalHotspotColumns,
  blank: blankHotspot,
  checkRow: (draft, report) => {
    checkPlace(draft, areas, report)
    checkLink(draft, report)
    checkPortal(draft, report)
  },
})

/** Form of the uplink file. */
export const uplinkFormat: FileFormat<UplinkRecord> = {
  minimum: uplinkColumns,
  optional: [],
  blank: blankUplink,
  checkRow: ({ gateway = null, linkTcpPort = null }, report) => {
    if (gateway === null && linkTcpPort !== null) {
      report.reject('link_tcp_port', 'given without a gateway')
    }
  },
}

interface NamedUplinks {
  readonly uplinks: readonly UplinkRecord[]
  readonly warnings: readonly Finding[]
}

const collectNamedUplinks = (
  hotspots: FilePlan<HotspotRecord>,
  known: ReadonlySet<string>,
): NamedUplinks => {
  const uplinks = new Map<string, UplinkRecord>()
  const warnings: Finding[] = []
  for (const { line, after } of [...hotspots.created, ...hotspots.changed]) {
    const id = after.uplinkId
    if (id === null || known.has(id) || uplinks.has(id)) continue
    uplinks.set(id, { ...blankUplink, id, name: id })
    const reason = 'new uplink without an address: describe it with --uplinks'
    warnings.push({ line, column: 'uplink', reason, value: id })
  }
  return { uplinks: [...uplinks.values()], warnings }
}

/** Compares the files with the inventory. Nothing is written; `applyImport` of the store carries a plan out. */
export const planImport = (
  files: ImportFiles,
  inventory: Inventory,
  context: ImportContext,
): ImportPlan => {
  const uplinks =
    files.uplinks === null
      ? null
      : planFile(files.uplinks, uplinkFormat, inventory.uplinks, context)
  if (files.hotspots === null) return { hotspots: null, uplinks, namedUplinks: [] }
  const format = hotspotFormat(context.areas)
  const hotspots = planFile(files.hotspots, format, inventory.hotspots, context)
  const known = new Set([
    ...inventory.uplinks.keys(),
    ...(uplinks?.created.map(({ after }) => after.id) ?? []),
  ])
  const named = collectNamedUplinks(hotspots, known)
  return {
    hotspots: { ...hotspots, warnings: [...hotspots.warnings, ...named.warnings] },
    uplinks,
    namedUplinks: named.uplinks,
  }
}

const plansOf = (plan: ImportPlan): FilePlan<unknown>[] =>
  [plan.hotspots, plan.uplinks].filter((one) => one !== null)

/** Whether nothing was rejected and every column is known: only such a plan is applied without `--partial`. */
export const isClean = (plan: ImportPlan): boolean =>
  plansOf(plan).every(({ rejected }) => rejected.length === 0)

/** Whether the files could be read at all; a plan that is not usable is never applied. */
export const isUsable = (plan: ImportPlan): boolean => plansOf(plan).every((one) => one.isUsable)
