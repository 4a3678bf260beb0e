/** The suite's report: vitest's own, and then one last line that a machine can read. */
import type { TestModule, TestRunEndReason, Vitest } from 'vitest/node'
import { DefaultReporter } from 'vitest/node'

interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/**
 * Counts tests. A file that could not be loaded and an error outside every test each count as one failure, so that
 * the line never says "0 failed" about a run that failed.
 */
export const computeTally = (
  testModules: readonly TestModule[],
  unhandledErrors: readonly unknown[],
): Tally => {
  let passed = 0
  let failed = unhandledErrors.length
  let skipped = 0
  for (const testModule of testModules) {
    let failedHere = 0
    for (const test of testModule.children.allTests()) {
      const { state } = test.result()
      if (state === 'passed') passed += 1
      else if (state === 'skipped') skipped += 1
      else failedHere += 1
    }
    failed += failedHere === 0 && testModule.state() === 'failed' ? 1 : failedHere
  }
  return { passed, failed, skipped }
}

/** `N passed, N failed`, with `, N skipped` only when some were. */
export const toTallyLine = (tally: Tally): string => {
  const line = `${String(tally.passed)} passed, ${String(tally.failed)} failed`
  return tally.skipped === 0 ? line : `${line}, ${String(tally.skipped)} skipped`
}

export default class SuiteReporter extends DefaultReporter {
  #vitest: Vitest | undefined

  override onInit(vitest: Vitest): void {
    this.#vitest = vitest
    super.onInit(vitest)
  }

  override onTestRunEnd(
    testModules: readonly TestModule[],
    unhandledErrors: Parameters<DefaultReporter['onTestRunEnd']>[1],
    reason: TestRunEndReason,
  ): void {
    super.onTestRunEnd(testModules, unhandledErrors, reason)
    this.#vitest?.logger.log(toTallyLine(computeTally(testModules, unhandledErrors)))
  }
}
