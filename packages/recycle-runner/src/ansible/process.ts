import { closeSync, openSync } from 'node:fs';
import { execa } from 'execa';
import type { Command } from './command.ts';
import { endProcessTree } from './end-process-tree.ts';

export interface AnsibleExit {
  exitCode?: number;
  /** The signal that ended it. */
  signal?: string;
  /** Why it could not even be started. */
  startError?: string;
}

export interface AnsibleRun {
  exited: Promise<AnsibleExit>;
  /**
   * Signals Ansible's process group. Ansible passes on to its workers what it can handle; SIGKILL is sent to each of its
   * descendants as well, for from ansible-core 2.19 on its workers are in no process group of its own.
   */
  signal: (signal: NodeJS.Signals) => void;
}

/**
 * Starts Ansible in a process group of its own, so that a Ctrl-C on the terminal reaches only the runner, and nothing
 * but the runner ever ends it. Its output goes straight to the file: it must be able to outlive the runner.
 */
export function startAnsible({ file, args, env }: Command, log: string): AnsibleRun {
  // execa's types know of the descriptors up to 9 only; it takes any.
  const output = openSync(log, 'a', 0o600) as 3;
  const subprocess = execa(file, args, {
    env,
    stdin: 'ignore',
    stdout: output,
    stderr: output,
    detached: true,
    cleanup: false,
    forceKillAfterDelay: false,
    reject: false,
    buffer: false,
  });
  const { pid } = subprocess;
  return {
    exited: subprocess.then(({ exitCode, signal, originalMessage }) => {
      closeSync(output);
      return { exitCode, signal, ...(pid === undefined && { startError: originalMessage }) };
    }),
    signal: (signal) => {
      if (pid === undefined) return;
      if (signal === 'SIGKILL') endProcessTree(pid);
      try {
        process.kill(-pid, signal);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    },
  };
}
