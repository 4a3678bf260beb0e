import type { PartContext } from './part.ts'
export const measureStart = (_c: PartContext): Promise<void> => Promise.resolve()
