import { existsSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { findCommand } from './find-command.ts';

export const tmux = findCommand('tmux');

export interface PaneSize {
  columns: number;
  rows: number;
}

interface PaneOptions extends PaneSize {
  /** For the socket of its server. */
  folder: string;
  /** The complete environment. */
  environment: Record<string, string | undefined>;
}

/** A command in a real terminal emulator, whose screen can be read. */
export interface Pane {
  /** The lines on the screen, without trailing spaces. */
  shown: () => Promise<string[]>;
  /** The same, with the escape sequences of their colors. */
  colored: () => Promise<string[]>;
  /** Everything that has scrolled away, and the screen. */
  history: () => Promise<string>;
  /** The screen once it is as expected. */
  until: (isExpected: (lines: readonly string[]) => boolean, timeoutMs?: number) => Promise<string[]>;
  resize: (size: PaneSize) => Promise<void>;
  /** Presses a key by its name in tmux: `C-c`. */
  press: (key: string) => Promise<void>;
  /** The exit code of the command, once it has ended. */
  exited: () => Promise<number>;
  close: () => Promise<void>;
}

const pauseMs = 100;
const usualTimeoutMs = 180_000;
const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** Starts a command in a terminal of its own. The screen stays after its end. */
export async function openPane(
  command: readonly string[],
  { folder, environment, columns, rows }: PaneOptions,
): Promise<Pane> {
  const socket = join(folder, 'tmux.socket');
  const statusFile = join(folder, 'exit-status');
  rmSync(statusFile, { force: true });
  const run = async (...args: string[]): Promise<string> => {
    const { stdout } = await execa(tmux ?? 'tmux', ['-S', socket, '-f', '/dev/null', ...args], {
      cwd: folder,
      extendEnv: false,
      env: { ...environment, TERM: 'xterm-256color' },
      stripFinalNewline: false,
    });
    return stdout;
  };
  const size = ({ columns: x, rows: y }: PaneSize): string[] => ['-x', String(x), '-y', String(y)];
  // Without the options of the first command, the session could end before they are set.
  const setOption = (name: string, value: string): string[] => ['set-option', '-g', name, value, ';'];
  await run(
    'start-server',
    ';',
    ...setOption('remain-on-exit', 'on'),
    ...setOption('default-terminal', 'tmux-256color'),
    'new-session',
    '-d',
    ...size({ columns, rows }),
    // tmux does not always learn the status. The shell ignores Ctrl-C, and the command does not.
    `trap : INT; ${command.map(quoted).join(' ')}; echo $? > ${quoted(statusFile)}`,
  );
  const capture = async (...args: string[]): Promise<string[]> =>
    (await run('capture-pane', '-p', ...args)).split('\n').map((line) => line.trimEnd());
  const poll = async <T>(
    read: () => Promise<T>,
    isDone: (value: T) => boolean,
    timeoutMs = usualTimeoutMs,
  ): Promise<T> => {
    for (const deadline = Date.now() + timeoutMs; ; await sleep(pauseMs)) {
      const value = await read();
      if (isDone(value)) return value;
      if (Date.now() > deadline) throw new Error(`not shown in time:\n${(await capture('-S', '-')).join('\n')}`);
    }
  };
  return {
    shown: () => capture(),
    colored: () => capture('-e'),
    history: async () => (await capture('-S', '-')).join('\n'),
    until: (isExpected, timeoutMs) => poll(() => capture(), isExpected, timeoutMs),
    resize: async (to) => void (await run('resize-window', ...size(to))),
    press: async (key) => void (await run('send-keys', key)),
    exited: async () => {
      const status = await poll(
        async () => (existsSync(statusFile) ? readFileSync(statusFile, 'utf8').trim() : ''),
        (text) => text !== '',
      );
      return Number(status);
    },
    close: async () => {
      await run('kill-server').catch(() => {});
    },
  };
}
