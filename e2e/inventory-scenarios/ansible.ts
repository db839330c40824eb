import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { node, python, repository } from '../support/executables.ts';

const oldest = '2.16.19';

/** The folders of Ansible's commands: for the pinned and the oldest ansible-core, or for the version of the matrix. */
const folders = process.env['ESG_RECYCLER_ANSIBLE']?.split(':') ?? [
  dirname(python('ansible')),
  join(repository, '.cache/ansible', oldest, 'bin'),
];

/** The versions of ansible-core that this run tests. */
export const ansibles = folders.map((folder) => ({
  version: folder === dirname(python('ansible')) ? 'pinned' : basename(dirname(folder)),
  folder,
}));

const newest = join(repository, '.cache/ansible/newest/bin');

/** The same, and the newest ansible-core where its environment was made: for tests that every version should pass. */
export const everyAnsible = [
  ...(existsSync(newest) && !folders.includes(newest) ? [{ version: 'newest', folder: newest }] : []),
  ...ansibles,
];

export interface Outcome {
  exitCode: number | undefined;
  stdout: string;
  /** What a person sees: stdout and stderr, with each paragraph on one line. */
  output: string;
}

/** Runs a command of Ansible in the repository, with these variables and little else in its environment. */
export async function runAnsible(
  folder: string,
  command: string,
  args: readonly string[],
  env: Record<string, string | undefined>,
): Promise<Outcome> {
  if (!existsSync(join(folder, command))) {
    throw new Error(`${folder} has no ${command}: run "node tools/ansible-matrix.mjs --make ${oldest}"`);
  }
  const { exitCode, stdout, all } = await execa(join(folder, command), args, {
    cwd: repository,
    reject: false,
    all: true,
    stdin: 'ignore',
    extendEnv: false,
    env: {
      PATH: process.env['PATH'],
      LANG: 'C.UTF-8',
      ESG_RECYCLER_NODE: node,
      ANSIBLE_NOCOLOR: '1',
      ANSIBLE_FORCE_COLOR: '0',
      ...env,
    },
  });
  return { exitCode, stdout, output: all.replace(/(\S)\n(?=\S)/g, '$1 ') };
}
