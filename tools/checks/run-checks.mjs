import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * The result of a check. `summary` is a few words for its line. `output` is what its tools printed.
 *
 * @typedef {{passed: boolean, summary: string, output: string}} Result
 */

/**
 * Runs every check, prints one line for each, and for a failed one the end of its output. Returns whether all have passed.
 *
 * @param {{name: string, run: () => Result}[]} checks
 * @param {string} root
 */
export function runChecks(checks, root) {
  const logs = join(root, '.cache/check/logs');
  mkdirSync(logs, { recursive: true });
  const failed = checks.filter(({ name, run }) => {
    const started = Date.now();
    const { passed, summary, output } = run();
    const seconds = ((Date.now() - started) / 1000).toFixed(0);
    console.log(`${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(16)} ${summary} (${seconds} s)`);
    const log = join(logs, `${name}.log`);
    writeFileSync(log, output);
    if (!passed)
      console.log(`${output.trimEnd().split('\n').slice(-20).join('\n')}\n  Details: ${relative(root, log)}`);
    return !passed;
  });
  if (failed.length > 0)
    console.log(`\n${failed.length} of ${checks.length} checks failed: ${failed.map(({ name }) => name).join(', ')}`);
  return failed.length === 0;
}
