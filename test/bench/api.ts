import type { PartContext } from './part.ts'
export const measureApi = (_c: PartContext): Promise<void> => Promise.resolve()
