import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../checks/command.mjs';

/**
 * Links installed packages into another tree. Links of the workspace lead to the packages of that tree.
 *
 * @param {string} from
 * @param {string} to
 */
function linkPackages(from, to) {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (name !== '@esg-recycler') symlinkSync(join(from, name), join(to, name));
  }
}

/**
 * Makes a tree of the last commit in which a release is prepared. Nothing changes outside of it, so a release that fails or is
 * only tried leaves nothing behind.
 *
 * @param {string} root
 */
export function makeScratchTree(root) {
  // npm takes the name of the project from the name of the folder.
  const tree = join(root, '.cache/release/esg-recycler');
  removeScratchTree(root, tree);
  const added = runCommand('git', ['worktree', 'add', '--quiet', '--force', '--detach', tree, 'HEAD'], { cwd: root });
  if (!added.succeeded) throw new Error(`The tree for the release could not be made\n${added.output}`);
  linkPackages(join(root, 'node_modules'), join(tree, 'node_modules'));
  mkdirSync(join(tree, 'node_modules/@esg-recycler'));
  for (const name of readdirSync(join(tree, 'packages'))) {
    symlinkSync(join(tree, 'packages', name), join(tree, 'node_modules/@esg-recycler', name));
    const own = join(root, 'packages', name, 'node_modules');
    if (existsSync(own)) linkPackages(own, join(tree, 'packages', name, 'node_modules'));
  }
  symlinkSync(join(root, '.venv'), join(tree, '.venv'));
  return tree;
}

/**
 * @param {string} root
 * @param {string} tree
 */
export function removeScratchTree(root, tree) {
  if (!lstatSync(tree, { throwIfNoEntry: false })) return;
  rmSync(tree, { recursive: true, force: true });
  runCommand('git', ['worktree', 'prune'], { cwd: root });
}
