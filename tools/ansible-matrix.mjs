// Runs the inventory's scenario playbooks and a roll of the built collection on every supported version of ansible-core.
//   node tools/ansible-matrix.mjs [VERSION…]          create missing environments, then run (default: all versions)
//   node tools/ansible-matrix.mjs --make [VERSION…]   only create the Python environments, in .cache/ansible
//   … --available                                     skip a version if this machine has no Python for it
// A VERSION is 2.16.19 (the oldest), the one in requirements.txt, or "newest": the newest that the newest Python here supports.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findPythons } from './pythons.mjs';

const root = dirname(import.meta.dirname);
const pinned = /^ansible-core==(\S+)$/m.exec(readFileSync(join(root, 'requirements.txt'), 'utf8'))?.[1] ?? '';

/**
 * The Python of each version: ansible-core 2.16 runs on 3.10 to 3.12; versions after the pinned one need 3.12 or newer.
 *
 * @type {Record<string, {oldest: number, newest: number}>}
 */
const pythons = { '2.16.19': { oldest: 10, newest: 12 }, newest: { oldest: 12, newest: 99 } };

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  return status === 0;
}

/** @param {{oldest: number, newest: number}} range */
const pythonFor = ({ oldest, newest }) => findPythons().find(({ minor }) => minor >= oldest && minor <= newest);

/**
 * The folder of a version's commands, created if it is missing. If that fails, prints why and returns undefined.
 *
 * @param {string} version
 */
function make(version) {
  if (version === pinned) {
    if (existsSync(join(root, '.venv/bin/ansible'))) return join(root, '.venv/bin');
    console.error(`ansible-matrix: ansible-core ${pinned} is not in .venv\n  Run "npm run setup".`);
    return undefined;
  }
  const range = pythons[version];
  if (!range) {
    const known = [...Object.keys(pythons), pinned].join(', ');
    console.error(`ansible-matrix: "${version}" is not a version that is supported\n  Supported are ${known}.`);
    return undefined;
  }
  const folder = join(root, '.cache/ansible', version);
  const stamp = join(folder, 'made');
  if (existsSync(stamp)) return join(folder, 'bin');

  const python = pythonFor(range);
  if (!python) {
    const wanted = `3.${range.oldest}${range.newest === 99 ? ' or newer' : ` to 3.${range.newest}`}`;
    console.error(
      `ansible-matrix: ansible-core ${version} needs Python ${wanted}, and none is in PATH or in pyenv\n  Install one.`,
    );
    return undefined;
  }
  console.error(`ansible-matrix: installing ansible-core ${version} for Python 3.${python.minor}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  const requirement = version === 'newest' ? 'ansible-core' : `ansible-core==${version}`;
  const isMade =
    run(python.command, ['-m', 'venv', folder]) &&
    run(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', requirement]);
  if (!isMade) {
    console.error(
      `ansible-matrix: ansible-core ${version} could not be installed\n  Its own message above says why; check that this machine reaches its Python package index.`,
    );
    return undefined;
  }
  writeFileSync(stamp, '');
  return join(folder, 'bin');
}

const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const onlyAvailable = process.argv.includes('--available');
const hasPython = (/** @type {string} */ version) =>
  version === pinned || !pythons[version] || pythonFor(pythons[version]) !== undefined;
const versions = (named.length > 0 ? named : ['2.16.19', pinned, 'newest']).filter(
  (version) => !onlyAvailable || hasPython(version),
);
const made = versions.map((version) => ({ version, bin: make(version) }));
const onlyMake = process.argv.includes('--make');

const results = made.map(({ version, bin }) => {
  if (!bin || onlyMake) return { version, passed: bin !== undefined };
  const node = join(root, 'node_modules/.bin/node');
  const { status } = spawnSync(
    existsSync(node) ? node : process.execPath,
    ['tools/test.mjs', 'e2e/inventory-scenarios', 'e2e/installed-collection'],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ESG_RECYCLER_ANSIBLE: bin },
    },
  );
  return { version, passed: status === 0 };
});
for (const { version, passed } of results) console.log(`${passed ? 'ok    ' : 'FAILED'} ansible-core ${version}`);
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
