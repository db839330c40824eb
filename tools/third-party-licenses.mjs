// The licenses of the packages in the bundles: their notices must be distributed with them.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
]);

/**
 * The folders of the packages that the executables use, by the lock file: npm reads a linked node_modules without it.
 * Node itself is a dependency, not a part of a bundle.
 */
function folders() {
  const args = ['ls', '--package-lock-only', '--omit=dev', '--omit=optional', '--all', '--parseable'];
  const { stdout } = spawnSync('npm', args, { cwd: root, encoding: 'utf8' });
  const found = stdout
    .split('\n')
    .filter((folder) => /\/node_modules\/(?!@esg-recycler\/|node-linux)/.test(folder))
    // Those of other platforms are not installed.
    .filter((folder) => existsSync(join(folder, 'package.json')));
  if (found.length === 0) throw new Error('npm ls found no packages');
  return found;
}

/** Of alternatives, one is enough. @param {string} license */
const isPermissive = (license) =>
  license
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((one) => permissive.has(one));

/** @param {string} folder */
function noticeOf(folder) {
  const { name, version, license = 'missing' } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!isPermissive(license))
    throw new Error(`the license of ${name} is ${license}, which is not known to be permissive`);
  const texts = readdirSync(folder)
    .filter((file) => /^(?:license|notice|copying)/i.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return [`${name}@${version} (${license})`, ...texts].join('\n\n');
}

/** @returns {string} one text with the license and the notices of every package, sorted by name */
export function thirdPartyLicenses() {
  const notices = [...new Set(folders().map(noticeOf))].toSorted((one, other) => one.localeCompare(other, 'en'));
  return `The executables contain these packages:\n\n${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
