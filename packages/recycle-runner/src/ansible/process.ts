import { closeSync, openSync } from 'node:fs';
import { execa } from 'execa';
import type { Command } from './command.ts';
import { endProcessTree } from './end-process-tree.ts';

export interface AnsibleExit {
  exitCode?: number;
  /** The signal that killed it. */
  signal?: string;
  /** Why it could not be started. */
  startError?: string;
}

export interface AnsibleRun {
  exited: Promise<AnsibleExit>;
  /**
   * Signals Ansible's process group. Ansible passes most signals on to its workers. SIGKILL is also sent to each
   * descendant, because since ansible-core 2.19 the workers are not in its process group.
   */
  signal: (signal: NodeJS.Signals) => void;
}

/**
 * Starts Ansible in a separate process group, so that a Ctrl-C on the terminal reaches only the runner, and only the runner
 * ends Ansible. Its output goes directly to the file, so that Ansible can continue without the runner.
 */
export function startAnsible({ file, args, env }: Command, log: string): AnsibleRun {
  // execa accepts any descriptor, but its types only those up to 9.
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
