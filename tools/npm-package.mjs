// Builds the npm package into dist/NAME-VERSION.tgz and prints its path: `npm run build:npm`.
//   node tools/npm-package.mjs [FOLDER]    the folder of the file (default: dist)
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { thirdPartyLicenses } from './third-party-licenses.mjs';

const root = dirname(import.meta.dirname);
const output = resolve(root, process.argv[2] ?? 'dist');
const staged = join(root, '.cache/npm', String(process.pid));
const collection = 'collections/ansible_collections/esg_recycler/spotinst';
const largestBytes = 5 * 1024 * 1024;

/** @param {string[]} parts */
const read = (...parts) => readFileSync(join(root, ...parts), 'utf8');

/**
 * Runs a command and returns the last line that it prints.
 *
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  const { status, stdout, error } = spawnSync(command, args, {
    cwd: staged,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 2],
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? `exit code ${status}`}`);
  return stdout.trim().split('\n').at(-1) ?? '';
}

/** The versions and the Node of the package are those of the repository. */
function manifest() {
  const { version, description, engines, optionalDependencies } = JSON.parse(read('package.json'));
  const { name, ...rest } = JSON.parse(read('packaging/npm/package.json'));
  return { name, version, description, ...rest, engines, optionalDependencies };
}

/** @param {Record<string, string>} bin */
function writeExecutables(bin) {
  const [, major, minor] = /oldestNode = '(\d+)\.(\d+)'/.exec(read('packages/core/src/node-version.ts')) ?? [];
  if (!major || !minor) throw new Error('packages/core/src/node-version.ts does not name the oldest Node');
  mkdirSync(join(staged, 'bin'));
  for (const [name, path] of Object.entries(bin)) {
    const bundle = name === 'recycle-runner' ? 'dist/cli.mjs' : `${collection}/cli/${name}.mjs`;
    const text = read('packaging/npm/bin.js.txt')
      .replaceAll('NAME', name)
      .replaceAll('MAJOR', major)
      .replaceAll('MINOR', minor)
      .replace('BUNDLE', bundle);
    writeFileSync(join(staged, path), text, { mode: 0o755 });
  }
}

function build() {
  mkdirSync(join(staged, collection), { recursive: true });
  mkdirSync(output, { recursive: true });
  // The collection is the same, file by file, as the one that ansible-galaxy installs.
  const built = run(process.execPath, [join(import.meta.dirname, 'collection.mjs'), staged]);
  run('tar', ['-xzf', built, '-C', collection]);
  rmSync(built);
  cpSync(join(root, 'packages/recycle-runner/dist'), join(staged, 'dist'), { recursive: true });
  const contents = manifest();
  writeExecutables(contents.bin);
  writeFileSync(join(staged, 'package.json'), `${JSON.stringify(contents, null, 2)}\n`);
  cpSync(join(root, 'packaging/npm/README.md'), join(staged, 'README.md'));
  cpSync(join(root, 'LICENSE'), join(staged, 'LICENSE'));
  writeFileSync(join(staged, 'THIRD-PARTY-LICENSES.txt'), thirdPartyLicenses());
  return join(output, run('npm', ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', output]));
}

try {
  rmSync(staged, { recursive: true, force: true });
  const file = build();
  const { size } = statSync(file);
  if (size > largestBytes) throw new Error(`${file} has ${size} bytes, more than ${largestBytes}`);
  console.log(file);
} catch (error) {
  console.error(`npm-package: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(staged, { recursive: true, force: true });
}
