// Runs every check of the TypeScript code and of the npm package: `npm run check`. Each prints one line.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { runCommand } from './checks/command.mjs';
import { runChecks } from './checks/run-checks.mjs';

const root = dirname(import.meta.dirname);

/** @returns {import('./checks/run-checks.mjs').Result} */
function checkPackage() {
  const { succeeded, output } = runCommand(process.execPath, [join(root, 'tools/check-npm.mjs')], { cwd: root });
  const summary = succeeded ? output.trim().replace(/^check:npm: (?:ok, )?/, '') : 'the npm package has problems';
  return { passed: succeeded, summary, output };
}

const { status } = spawnSync(process.execPath, [join(root, 'tools/lint.mjs')], { cwd: root, stdio: 'inherit' });
const isPackageGood = runChecks([{ name: 'npm package', run: checkPackage }], root);
process.exitCode = status === 0 && isPackageGood ? 0 : 1;
