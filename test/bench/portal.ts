import type { PartContext } from './part.ts'
export const measurePortal = (_c: PartContext): Promise<void> => Promise.resolve()
