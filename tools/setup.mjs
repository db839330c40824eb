// Sets up a fresh clone, and updates only what is missing or out of date. Runs on Node 20 without any package.
//   node tools/setup.mjs           for use: packages, Python environment, builds
//   node tools/setup.mjs --test    also for the tests
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const at = (...parts) => join(root, ...parts);
const forTests = process.argv.includes('--test');

/** Files below a folder, sorted, without generated files. */
const filesBelow = (folder) =>
  readdirSync(at(folder), { withFileTypes: true })
    .filter(({ name }) => !['node_modules', 'dist', 'cli'].includes(name))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]))
    .toSorted();

const digestOf = (...paths) =>
  paths.reduce((hash, path) => hash.update(path).update(readFileSync(at(path))), createHash('sha256')).digest('hex');

/** Runs `work` unless `.cache/setup/NAME` records the same inputs and its products exist. */
function step(name, { inputs, products, work }) {
  const stamp = at('.cache/setup', name);
  const digest = createHash('sha256')
    .update(digestOf(...inputs))
    .update(process.platform + process.arch)
    .digest('hex');
  const isDone =
    products.every((product) => existsSync(at(product))) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;
  if (isDone) return;
  work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, digest);
}

function run(command, args, { why, next }) {
  console.error(`setup: ${why}`);
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  console.error(
    `setup: ${command} ${args.join(' ')} ${error ? `could not start: ${error.message}` : `ended with ${status}`}\n  ${next}`,
  );
  process.exit(2);
}

/** The first Python that reports a suitable version, because a version manager's shim may exist and not work. */
function findPython() {
  const candidates = [process.env.ESG_RECYCLER_PYTHON, 'python3', 'python3.13', 'python3.12', 'python3.11'].filter(
    Boolean,
  );
  const isNewEnough = (command) =>
    spawnSync(command, ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 11))'], { stdio: 'ignore' }).status ===
    0;
  const python = candidates.find(isNewEnough);
  if (!python) {
    console.error(
      'setup: no Python 3.11 or newer with the venv module was found\n  Install it (Debian: apt-get install python3 python3-venv), or name one in ESG_RECYCLER_PYTHON.',
    );
    process.exit(2);
  }
  return python;
}

const packageFolders = readdirSync(at('packages')).map((name) => `packages/${name}`);

step('npm', {
  inputs: ['package-lock.json', 'package.json', ...packageFolders.map((folder) => `${folder}/package.json`)],
  products: ['node_modules/.package-lock.json'],
  work: () =>
    run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
      why: 'installing packages (about half a minute the first time)',
      next: 'Check that this machine reaches its npm registry, then run it again.',
    }),
});

const node = [at('node_modules/.bin/node'), process.execPath].find(
  (path) =>
    existsSync(path) &&
    Number(spawnSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout.split('.')[0]) >= 24,
);
if (!node) {
  console.error(
    `setup: Node 24 or newer is needed, and ${process.version} was found; npm has no ready-made one for ${process.platform}-${process.arch}\n  Install Node 24.`,
  );
  process.exit(2);
}

const pip = (name, requirements) =>
  step(name, {
    inputs: [requirements],
    products: ['.venv/bin/python'],
    work: () => {
      if (!existsSync(at('.venv/bin/pip'))) {
        run(findPython(), ['-m', 'venv', '.venv'], {
          why: 'making a Python environment in .venv',
          next: 'Debian keeps this part in the package python3-venv.',
        });
      }
      run(at('.venv/bin/pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', requirements], {
        why: `installing ${requirements}`,
        next: 'Check that this machine reaches its Python package index, then run it again.',
      });
    },
  });
pip('python', 'requirements.txt');
if (forTests) pip('python-test', 'requirements-test.txt');

const executables = packageFolders.filter((folder) => existsSync(at(folder, 'src/cli.ts')));
step('build', {
  inputs: [
    'package-lock.json',
    'tools/bundle.mjs',
    'tools/lean-bundle.mjs',
    ...packageFolders.flatMap((folder) => [
      `${folder}/package.json`,
      ...filesBelow(`${folder}/src`).filter((file) => !file.endsWith('.test.ts')),
    ]),
  ],
  products: [...executables.map((folder) => `${folder}/dist/cli.mjs`), 'ansible/cli/esg-inventory.mjs'],
  work: () =>
    run(node, [realpathSync(at('node_modules/.bin/nx')), 'run-many', '--targets=build', '--outputStyle=static'], {
      why: 'building the executables',
      next: 'Its own message above says what is wrong.',
    }),
});

// Other commands set up first, and print what they do themselves.
if (process.env['npm_lifecycle_event'] === 'setup') {
  console.log(
    'setup: done. Next: npm run demo, or, with SPOTINST_API_TOKEN and SPOTINST_ACCOUNT_ID:\n  export PATH="$PWD/node_modules/.bin:$PATH" && esg-inventory --table',
  );
}
