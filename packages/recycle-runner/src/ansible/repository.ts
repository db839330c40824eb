import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { EsgError, ExitCode } from '@esg-recycler/core';

/** The paths of the Ansible part of the project. */
export interface Repository {
  /** The folder that holds `ansible/`. */
  root: string;
  playbook: string;
  /** Checks the cluster for a plan. */
  checkPlaybook: string;
  /** Restores the cluster after a recycle. */
  restorePlaybook: string;
  ansibleConfig: string;
}

/** Every folder from the given one up to the file system's root. */
function* upwards(folder: string): Generator<string> {
  yield folder;
  if (dirname(folder) !== folder) yield* upwards(dirname(folder));
}

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

/**
 * Finds the repository above a file of this package, in the sources or in the bundle.
 *
 * @throws EsgError `playbook-missing`, exit code 2
 */
export function findRepository(from: string = import.meta.dirname): Repository {
  for (const root of upwards(from)) {
    const playbook = join(root, 'ansible/playbooks/recycle.yml');
    const checkPlaybook = join(root, 'ansible/playbooks/check.yml');
    const restorePlaybook = join(root, 'ansible/playbooks/restore.yml');
    if (existsSync(playbook)) return { root, playbook, checkPlaybook, restorePlaybook, ansibleConfig: join(root, 'ansible.cfg') };
  }
  throw new EsgError(`ansible/playbooks/recycle.yml was not found in ${from} or the folders above it`, {
    code: 'playbook-missing',
    exitCode: ExitCode.usage,
    hint: 'Run recycle-runner from a complete clone of the repository.',
  });
}

/**
 * Finds ansible-playbook: the one that `npm run setup` installs in the repository, else the first in `PATH`.
 *
 * @throws EsgError `ansible-missing`, exit code 2
 */
export function findAnsiblePlaybook(root: string, path: string = process.env['PATH'] ?? ''): string {
  const folders = [...upwards(root)].map((folder) => join(folder, '.venv/bin'));
  const candidates = [...folders, ...path.split(delimiter).filter(Boolean)].map((folder) =>
    join(folder, 'ansible-playbook'),
  );
  const found = candidates.find(isExecutable);
  if (found) return found;
  throw new EsgError(`ansible-playbook was not found in ${join(root, '.venv/bin')} or PATH`, {
    code: 'ansible-missing',
    exitCode: ExitCode.usage,
    hint: `Install it: cd ${root} && npm run setup`,
  });
}
