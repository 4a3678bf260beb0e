/** The one refusal that domain, stores and handlers throw; one place in http maps code → status. */
export type DomainErrorCode = 'not_found' | 'invalid' | 'conflict' | 'forbidden'

export class DomainError extends Error {
  readonly code: DomainErrorCode
  /** Every problem found, for `invalid`. */
  readonly problems: readonly string[]
  constructor(code: DomainErrorCode, message: string, problems: readonly string[] = []) {
    super(message)
    this.name = 'DomainError'
    this.code = code
    this.problems = problems
  }
}
