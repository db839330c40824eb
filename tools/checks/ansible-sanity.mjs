import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.mjs';

/**
 * What ansible-test runs to get pip into its environments. Its own script comes from a server that a firewall may block;
 * Python already contains pip.
 */
const pipScript = `import subprocess, sys
subprocess.check_call([sys.executable, '-m', 'ensurepip'], stdout=subprocess.DEVNULL)
`;

/**
 * Runs "ansible-test sanity" without containers, on every Python in the folder `pythons`. Its environments are in `home`.
 *
 * @param {{bin: string, home: string, pythons: string}} environment
 * @param {{folder: string}} collection
 * @param {string[]} tests The names of the tests; without names all of them.
 * @returns {import('./run-checks.mjs').Result}
 */
export function checkSanity({ bin, home, pythons }, { folder }, tests = []) {
  const cache = join(home, '.ansible/test/cache');
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'get_pip_24_2.py'), pipScript);
  const { succeeded, output } = runCommand(
    join(bin, 'ansible-test'),
    ['sanity', '--local', '--color', 'no', ...tests.flatMap((test) => ['--test', test])],
    { cwd: folder, env: { HOME: home, PATH: `${bin}:${pythons}:/usr/local/bin:/usr/bin:/bin` } },
  );
  const ran = new Set([...output.matchAll(/^Running sanity test "([\w-]+)"/gm)].map(([, name]) => name));
  const skipped = new Set(
    [...output.matchAll(/Skipping sanity test "([\w-]+)"(?! on Python)/g)].map(([, name]) => name),
  );
  const missing = new Set(
    [...output.matchAll(/on Python (\S+) because it could not be found/g)].map(([, version]) => version),
  );
  const parts = [
    `${ran.size} tests`,
    ...[...skipped].map((name) => `without ${name}`),
    ...[...missing].map((version) => `without Python ${version}`),
  ];
  return { passed: succeeded && ran.size > 0, summary: parts.join(', '), output };
}
