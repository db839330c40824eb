// Runs the tests of the collection's Python, with the arguments of pytest: `node tools/pytest.mjs [-k host_keys]`.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const { status, error } = spawnSync(
  join(root, '.venv/bin/python'),
  ['-m', 'pytest', '--quiet', 'ansible/tests', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', env: { ...process.env, NO_COLOR: '1' } },
);
if (error) console.error(`pytest could not be started: ${error.message}\n  Run "npm run setup -- --test".`);
process.exitCode = status ?? 1;
