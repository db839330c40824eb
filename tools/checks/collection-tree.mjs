import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runCommand } from './command.mjs';

/** Galaxy requires an address. Until the project has one, the checks use this address, which nobody can register. */
export const placeholder = 'https://example.invalid/esg-recycler';

/**
 * Copies the sources of the collection to where Ansible's tools expect them: ansible_collections/NAMESPACE/NAME, in a Git
 * repository. `folder` is the collection, `path` is for ANSIBLE_COLLECTIONS_PATH.
 *
 * @param {string} root
 */
export function copyCollection(root) {
  const path = join(root, '.cache/check/tree');
  const folder = join(path, 'ansible_collections/esg_recycler/spotinst');
  rmSync(path, { recursive: true, force: true });
  const listed = runCommand('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', 'ansible'], {
    cwd: root,
  });
  for (const file of listed.stdout.split('\0').filter((name) => name && existsSync(join(root, name)))) {
    cpSync(join(root, file), join(folder, relative('ansible', file)));
  }
  const metadata = readFileSync(join(folder, 'galaxy.yml'), 'utf8');
  if (!/^repository:/m.test(metadata))
    writeFileSync(join(folder, 'galaxy.yml'), `${metadata}repository: ${placeholder}\n`);
  writeFileSync(join(folder, '.gitignore'), 'tests/output/\n');
  runCommand('git', ['init', '--quiet'], { cwd: folder });
  runCommand('git', ['add', '--all'], { cwd: folder });
  return { path, folder };
}
