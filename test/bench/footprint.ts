import type { PartContext } from './part.ts'
export const measureFootprint = (_c: PartContext): Promise<void> => Promise.resolve()
