import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPythons } from '../pythons.mjs';
import { runCommand } from './command.mjs';

/**
 * The folder of the commands in requirements-check.txt. Creates the environment if it is missing or out of date.
 *
 * @param {string} root
 */
export function makeTools(root) {
  const folder = join(root, '.cache/check/venv');
  const stamp = join(folder, 'made');
  const requirements = ['requirements.txt', 'requirements-check.txt'].map((name) => readFileSync(join(root, name)));
  const digest = createHash('sha256').update(Buffer.concat(requirements)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return join(folder, 'bin');

  const python = findPythons().findLast(({ minor }) => minor >= 11 && minor <= 13);
  if (!python)
    throw new Error('No Python 3.11 to 3.13 was found\n  Install one (Debian: apt-get install python3 python3-venv).');
  console.error(`check: installing requirements-check.txt for Python 3.${python.minor} (one or two minutes)`);
  rmSync(folder, { recursive: true, force: true });
  const made = [
    () => runCommand(python.path, ['-m', 'venv', folder]),
    () =>
      runCommand(join(folder, 'bin/pip'), ['install', '--quiet', '-r', 'requirements-check.txt'], {
        cwd: root,
        env: { PIP_DISABLE_PIP_VERSION_CHECK: '1' },
      }),
  ];
  for (const step of made) {
    const { succeeded, output } = step();
    if (!succeeded) throw new Error(`requirements-check.txt could not be installed\n${output}`);
  }
  writeFileSync(stamp, digest);
  return join(folder, 'bin');
}

/**
 * A folder with a link for each version of Python that works. In PATH a version manager may offer versions that do not work.
 *
 * @param {string} root
 */
export function linkPythons(root) {
  const folder = join(root, '.cache/check/pythons');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { minor, path } of findPythons()) {
    const link = join(folder, `python3.${minor}`);
    if (!existsSync(link)) symlinkSync(path, link);
  }
  return folder;
}
