import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { EsgError, ExitCode } from '@esg-recycler/core';

/** The paths of the Ansible part of the project, in a clone or in the npm package. */
export interface Repository {
  /** The folder that holds `collections/`. */
  root: string;
  /** The folder of the collection. */
  collection: string;
  playbook: string;
  /** Checks the cluster for a plan. */
  checkPlaybook: string;
  /** Restores the cluster after a recycle. */
  restorePlaybook: string;
  /** The configuration of a clone; the npm package has none. */
  ansibleConfig?: string;
}

/** The collection's folder in a clone, and the one in the npm package, where Ansible finds it by its full name. */
const collectionFolders = ['ansible', 'collections/ansible_collections/esg_recycler/spotinst'];

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

function repositoryIn(root: string): Repository | undefined {
  const collection = collectionFolders
    .map((folder) => join(root, folder))
    .find((folder) => existsSync(join(folder, 'playbooks/recycle.yml')));
  if (collection === undefined) return undefined;
  const ansibleConfig = join(root, 'ansible.cfg');
  return {
    root,
    collection,
    playbook: join(collection, 'playbooks/recycle.yml'),
    checkPlaybook: join(collection, 'playbooks/check.yml'),
    restorePlaybook: join(collection, 'playbooks/restore.yml'),
    ...(existsSync(ansibleConfig) && { ansibleConfig }),
  };
}

/**
 * Finds the clone or the npm package above a file of this package, in the sources or in the bundle.
 *
 * @throws EsgError `playbook-missing`, exit code 2
 */
export function findRepository(from: string = import.meta.dirname): Repository {
  for (const root of upwards(from)) {
    const repository = repositoryIn(root);
    if (repository) return repository;
  }
  throw new EsgError(`The playbook recycle.yml was not found in ${from} or the folders above it`, {
    code: 'playbook-missing',
    exitCode: ExitCode.usage,
    hint: 'Install the npm package again, or run recycle-runner from a complete clone of the repository.',
  });
}

/**
 * Finds ansible-playbook: the one in a `.venv` of the clone or of a folder above it, else the first in `PATH`.
 *
 * @throws EsgError `ansible-missing`, exit code 2
 */
export function findAnsiblePlaybook(
  { root }: Pick<Repository, 'root'>,
  path: string = process.env['PATH'] ?? '',
): string {
  const folders = [...upwards(root)].map((folder) => join(folder, '.venv/bin'));
  const candidates = [...folders, ...path.split(delimiter).filter(Boolean)].map((folder) =>
    join(folder, 'ansible-playbook'),
  );
  const found = candidates.find(isExecutable);
  if (found) return found;
  const isClone = existsSync(join(root, 'tools/setup.mjs'));
  throw new EsgError(
    `ansible-playbook was not found in PATH${isClone ? ` or ${join(root, '.venv/bin')}` : ''}`,
    {
      code: 'ansible-missing',
      exitCode: ExitCode.usage,
      hint: `Install it: ${isClone ? `cd ${root} && npm run setup` : 'pipx install ansible-core'}`,
    },
  );
}
