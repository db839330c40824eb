import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Simulator } from '@esg-recycler/spot-simulator';
import { execa } from 'execa';
import { executable, node, repository } from '../support/executables.ts';

/** The place of a demo: a folder of its own, and visible commands. */
export interface Stage {
  folder: string;
  /** Prints and runs one of the project's executables; returns its exit code. */
  show: (simulator: Simulator, name: string, ...args: string[]) => Promise<number>;
  /** Keeps the report of the first run for people to open. @returns its path in the clone */
  keepReport: () => string;
  clear: () => void;
}

export const print = (text: string): void => console.log(`\n# ${text}\n`);

export function openStage(): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'esg-recycler-demo-'));
  return {
    folder,
    show: async ({ url, token, accountId }, name, ...args) => {
      console.log(`$ ${name} ${args.map((arg) => (/[\s{]/.test(arg) ? `'${arg}'` : arg)).join(' ')}`);
      const { exitCode = 1 } = await execa(node, [executable(name), ...args], {
        cwd: repository,
        stdout: 'inherit',
        stderr: 'inherit',
        stdin: 'ignore',
        reject: false,
        env: {
          SPOTINST_API_URL: url,
          SPOTINST_API_TOKEN: token,
          SPOTINST_ACCOUNT_ID: accountId,
          ESG_STATE_DIR: join(folder, 'state'),
          XDG_CACHE_HOME: join(folder, 'cache'),
        },
      });
      return exitCode;
    },
    keepReport: () => {
      const kept = '.cache/demo/report.html';
      const runs = join(folder, 'state/runs');
      const [first = ''] = readdirSync(runs).toSorted();
      mkdirSync(dirname(join(repository, kept)), { recursive: true });
      copyFileSync(join(runs, first, 'report.html'), join(repository, kept));
      return kept;
    },
    clear: () => rmSync(folder, { recursive: true, force: true }),
  };
}
