// Builds the npm package and checks it with publint and attw: `npm run check:npm`. Prints one line.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const parent = join(root, '.cache');
mkdirSync(parent, { recursive: true });
const folder = mkdtempSync(join(parent, 'check-npm-'));

/** The only files outside the collection, the bundle and the executables. */
const topLevel = new Set(['LICENSE', 'README.md', 'THIRD-PARTY-LICENSES.txt', 'package.json']);

/**
 * @param {string} command
 * @param {string[]} args
 */
function outputOf(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  if (status !== 0) throw new Error(`${basename(command)} failed\n${stdout}${stderr}${error?.message ?? ''}`);
  return stdout.trim();
}

/**
 * Files that do not belong into a package: tests, maps, and what nothing lists.
 *
 * @param {string} file
 */
function unneeded(file) {
  const paths = outputOf('tar', ['-tzf', file])
    .split('\n')
    .map((path) => path.replace(/^package\//, ''));
  const isNeeded = (/** @type {string} */ path) => topLevel.has(path) || /^(?:bin|collections|dist)\//.test(path);
  return paths.filter((path) => !isNeeded(path) || /\.test\.|\.map$|__pycache__|\/tests?\//.test(path));
}

/**
 * Installs the package with its Node, and starts every executable with the Node of the machine first in `PATH`.
 *
 * @param {string} file
 */
function start(file) {
  const at = mkdtempSync(join(folder, 'installed-'));
  outputOf('npm', ['install', '--prefix', at, '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', file]);
  const bin = join(at, 'node_modules/.bin');
  const names = Object.keys(JSON.parse(readFileSync(join(root, 'packaging/npm/package.json'), 'utf8')).bin);
  const versions = new Set(names.map((name) => outputOf(join(bin, name), ['--version'])));
  if (versions.size !== 1) throw new Error(`the executables report the versions ${[...versions].join(', ')}`);
}

/** @param {string} name */
const tool = (name) => join(root, 'node_modules/.bin', name);

try {
  const file = outputOf(process.execPath, [join(import.meta.dirname, 'npm-package.mjs'), folder]);
  const extra = unneeded(file);
  if (extra.length > 0) throw new Error(`unneeded files in ${basename(file)}:\n${extra.join('\n')}`);
  outputOf(tool('publint'), [file, '--strict']);
  // The package has no library, so it has no types either.
  outputOf(tool('attw'), [file, '--profile', 'esm-only']);
  start(file);
  console.log(
    `check:npm: ok, ${basename(file)}, ${(statSync(file).size / 1024 / 1024).toFixed(1)} MB, all executables start, publint and attw found nothing`,
  );
} catch (error) {
  console.error(`check:npm: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
