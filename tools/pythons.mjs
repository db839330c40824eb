import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** @param {string} command */
function read(command) {
  const script = 'import sys, venv; print(sys.version_info[1] if sys.version_info[0] == 3 else 0, sys.executable)';
  const { status, stdout } = spawnSync(command, ['-c', script], { encoding: 'utf8' });
  const [minor = '0', path = ''] = status === 0 ? stdout.trim().split(' ') : [];
  return { command, minor: Number(minor), path };
}

/**
 * Every Python 3 that works, the newest first: those in PATH, and those of pyenv. A version manager's shim may exist and not
 * work.
 */
export function findPythons() {
  const pyenv = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  const managed = existsSync(pyenv) ? readdirSync(pyenv).map((name) => join(pyenv, name, 'bin/python')) : [];
  const named = ['python3', ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`)];
  return [...named, ...managed]
    .map(read)
    .filter(({ minor }) => minor > 0)
    .toSorted((a, b) => b.minor - a.minor);
}
