/** The parts of the bench by name, loaded when they are wanted. */
import type { Part } from './part.ts'

export const partNames = [
  'ingest',
  'api',
  'ledger',
  'history',
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
  history: async () => (await import('./history.ts')).measureHistory,
  ledger: async () => (await import('./ledger.ts')).measureLedger,
  portal: async () => (await import('./portal.ts')).measurePortal,
  sweep: async () => (await import('./sweep.ts')).measureSweep,
  footprint: async () => (await import('./footprint.ts')).measureFootprint,
  start: async () => (await import('./start.ts')).measureStart,
}

export const loadPart = (name: PartName): Promise<Part> => loaders[name]()

export const isPartName = (text: string): text is PartName =>
  (partNames as readonly string[]).includes(text)
