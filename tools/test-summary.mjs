/** Jest reporter: one plain closing line; in CI a skipped test is a failure, because CI must be able to run all of them. */
export default class TestSummary {
  #skipped = 0;

  onRunComplete(_contexts, { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites }) {
    this.#skipped = numPendingTests;
    console.log(
      `\n${numPassedTests} passed, ${numFailedTests + numRuntimeErrorTestSuites} failed, ${numPendingTests} skipped`,
    );
  }

  getLastError() {
    return process.env.CI && this.#skipped > 0 ? new Error(`${this.#skipped} tests were skipped in CI`) : undefined;
  }
}
