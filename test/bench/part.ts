/** What every part of the bench is given, and the list of parts and of the processes that they measure. */
import type { Figure, Gap } from './figure.ts'

export interface PartContext {
  /** Repetitions of every figure, ≥ 1. */
  readonly runs: number
  /** Small sizes: shows that the bench works, says nothing about the limits. */
  readonly isQuick: boolean
  readonly emit: (figure: Omit<Figure, 'bench'>) => void
  /** Says what could not be measured. */
  readonly miss: (missing: string) => void
  /** Progress for people, on standard error. */
  readonly tell: (text: string) => void
}

export type Part = (context: PartContext) => Promise<void>

export const partNames = [
  'ingest',
  'api',
  'ledger',
  'portal',
  'sweep',
  'footprint',
  'start',
] as const
export type PartName = (typeof partNames)[number]

/** Parts are loaded in a process of their own: one part's memory and timers do not disturb the next one's figures. */
const loaders: Readonly<Record<PartName, () => Promise<Part>>> = {
  ingest: async () => (await import('./ingest.ts')).measureIngest,
  api: async () => (await import('./api.ts')).measureApi,
  ledger: async () => (await import('./ledger.ts')).measureLedger,
  portal: async () => (await import('./portal.ts')).measurePortal,
  sweep: async () => (await import('./sweep.ts')).measureSweep,
  footprint: async () => (await import('./footprint.ts')).measureFootprint,
  start: async () => (await import('./start.ts')).measureStart,
}

export const loadPart = (name: PartName): Promise<Part> => loaders[name]()

export const isPartName = (text: string): text is PartName =>
  (partNames as readonly string[]).includes(text)

/** What a part process tells the bench. */
export type PartMessage =
  | { readonly kind: 'figure'; readonly figure: Omit<Figure, 'bench'> }
  | { readonly kind: 'gap'; readonly gap: Pick<Gap, 'missing'> }
