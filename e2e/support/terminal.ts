import { join } from 'node:path';
import { execa } from 'execa';
import { executable, node, python, repository } from './executables.ts';
import type { RollSite } from './roll-site.ts';

/** A terminal on which recycle-runner runs, and a person in front of it. */
export interface Terminal {
  /** Everything on the screen so far. */
  shown: () => string;
  untilShown: (text: string) => Promise<void>;
  type: (text: string) => void;
  /** Closes the window: the processes in it receive a hang-up. */
  close: () => void;
  /** The exit code of what runs in it. */
  exited: Promise<number | undefined>;
}

interface TerminalOptions {
  /** The command before the arguments of recycle-runner (default: the executable). */
  command?: readonly string[];
  /** The working folder (default: the folder of the site). */
  folder?: string;
}

export function startTerminal(
  site: Pick<RollSite, 'folder' | 'environment'>,
  args: readonly string[],
  { command = [node, executable('recycle-runner')], folder = site.folder }: TerminalOptions = {},
): Terminal {
  const child = execa(python('python3'), [join(repository, 'e2e/support/terminal.py'), ...command, ...args], {
    cwd: folder,
    reject: false,
    buffer: false,
    stdin: 'pipe',
    extendEnv: false,
    env: { ...site.environment, TERM: 'xterm' },
  });
  let shown = '';
  let isOver = false;
  const listeners = new Set<() => void>();
  const notify = (): void => listeners.forEach((listener) => listener());
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    notify();
  });
  const exited = child.then(({ exitCode }) => {
    isOver = true;
    notify();
    return exitCode;
  });
  return {
    shown: () => shown,
    untilShown: (text) =>
      new Promise((resolve, reject) => {
        const evaluate = (): void => {
          if (shown.includes(text)) resolve();
          else if (isOver) reject(new Error(`ended without ${JSON.stringify(text)}:\n${shown}`));
          else return;
          listeners.delete(evaluate);
        };
        listeners.add(evaluate);
        evaluate();
      }),
    type: (text) => void child.stdin.write(text),
    close: () => child.stdin.end(),
    exited,
  };
}
