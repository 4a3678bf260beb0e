import type { PartContext } from './part.ts'
export const measureSweep = (_c: PartContext): Promise<void> => Promise.resolve()
