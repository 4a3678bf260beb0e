/** Stops the writing of samples while there is still room for everything else that must be written. */
import type { FaultBoard } from './faults.ts'

export interface DiskSettings {
  /** Bytes that this program may still write where the database lies. */
  readonly readFreeBytes: () => number
  /** Below it nothing is recorded; 0 = never. */
  readonly lowBytes: number
}

/** Recording goes on when this many times the mark is free, so that it does not begin and end with every round. */
const resumeRatio = 1.25

const toMb = (bytes: number): string => String(Math.round(bytes / 1_048_576))

/** Returns a look at the disk: true while nothing may be recorded. Raises and clears the fault `disk_low`. */
export const createDiskGuard = (
  { readFreeBytes, lowBytes }: DiskSettings,
  faults: FaultBoard,
): (() => boolean) => {
  let isLow = false
  return () => {
    if (lowBytes === 0) return false
    isLow = readFreeBytes() < lowBytes * (isLow ? resumeRatio : 1)
    if (isLow)
      faults.raise('disk_low', `less than ${toMb(lowBytes)} MB are free: nothing is recorded`)
    else faults.clear('disk_low')
    return isLow
  }
}
