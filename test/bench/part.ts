/** What every part of the bench is given, and what it tells. */
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

/** What a part process tells the bench. */
export type PartMessage =
  | { readonly kind: 'figure'; readonly figure: Omit<Figure, 'bench'> }
  | { readonly kind: 'gap'; readonly gap: Pick<Gap, 'missing'> }
