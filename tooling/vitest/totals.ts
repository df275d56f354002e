import type { Reporter, SerializedError, TestModule, TestRunEndReason } from "vitest/node"

/**
 * Ends a run with one plain line, `12 passed, 0 failed, 1 skipped`, for whoever reads the output by machine. What failed outside
 * a test (a file that does not load, an unhandled rejection, the set-up) counts as failed too.
 */
export default class Totals implements Reporter {
  onTestRunEnd(
    modules: ReadonlyArray<TestModule>,
    errors: ReadonlyArray<SerializedError>,
    reason: TestRunEndReason
  ): void {
    const count = { passed: 0, failed: errors.length, skipped: 0, pending: 0 }
    for (const module of modules) {
      const tests = [...module.children.allTests()]
      for (const test of tests) count[test.result().state]++
      const outside = module.errors().length > 0 || tests.length === 0
      if (outside && module.state() === "failed") count.failed++
    }
    if (reason === "failed" && count.failed + count.pending === 0) count.failed = 1
    process.stdout.write(`${count.passed} passed, ${count.failed + count.pending} failed, ${count.skipped} skipped\n`)
  }
}
