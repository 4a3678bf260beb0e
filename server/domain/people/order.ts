/** Who changes a fact, when and why: asked for with every change that enters figures. */
import { DomainError } from '../error.ts'

export interface ChangeOrder {
  /** Epoch ms. */
  readonly at: number
  /** Name of the person, 1–100 characters. */
  readonly who: string
  /** Reason, 3–500 characters. */
  readonly why: string
}

const isLength = (text: string, least: number, most: number): boolean => {
  const { length } = text.trim()
  return length >= least && length <= most
}

/** @throws DomainError `invalid` that names what is missing */
export const assertOrder = (order: ChangeOrder): void => {
  const problems: string[] = []
  if (!isLength(order.who, 1, 100)) problems.push('by: a name of 1 to 100 characters is needed')
  if (!isLength(order.why, 3, 500)) problems.push('why: a reason of 3 to 500 characters is needed')
  if (problems.length > 0) throw new DomainError('invalid', problems.join('; '), problems)
}
