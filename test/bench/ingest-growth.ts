/** Growth: what a round costs while the file grows from empty to ten million samples. */
import type { PartContext } from './part.ts'

export const measureGrowth = (_folder: string, _context: PartContext): Promise<void> =>
  Promise.resolve()
