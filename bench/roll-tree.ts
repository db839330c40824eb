import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { repository } from '../e2e/support/executables.ts';

/** A built tree of this repository, whose executables are measured. */
export interface Tree {
  name: string;
  root: string;
}

/** The working tree, or another one instead of it. */
export const ourTree = (root: string = repository): Tree => ({ name: 'ours', root: resolve(root) });

const git = async (...args: string[]): Promise<string> => (await execa('git', args, { cwd: repository })).stdout;

/** Without the variables of `npm run`, which npm would apply to the other tree. */
const ownEnvironment = (): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$|NODE_OPTIONS$)/.test(name)));

/** Checks a commit out into a folder that is kept, and sets it up as a separate clone. */
export async function treeOf(commit: string): Promise<Tree> {
  const name = await git('rev-parse', '--verify', '--short=7', `${commit}^{commit}`);
  const root = join(repository, '.cache/bench', name);
  // Forced, because git keeps the record of a tree whose folder was removed.
  if (!existsSync(root)) await git('worktree', 'add', '--force', '--detach', root, name);
  await execa(process.execPath, ['tools/setup.mjs'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    extendEnv: false,
    env: ownEnvironment(),
  });
  return { name, root };
}

/** A file or folder of a tree. */
export const nodeOf = ({ root }: Tree): string => join(root, 'node_modules/.bin/node');
export const runnerOf = ({ root }: Tree): string => join(root, 'packages/recycle-runner/bin/recycle-runner.js');
export const ansiblePlaybookOf = ({ root }: Tree): string => join(root, '.venv/bin/ansible-playbook');
