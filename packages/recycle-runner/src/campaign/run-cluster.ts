import { execa } from 'execa';
import type { Access } from './accounts.ts';
import { createRunFollower, type RunEnd, type RunProgress } from './run-follower.ts';

export interface ClusterRun {
  ended: Promise<RunEnd>;
  signal: (signal: NodeJS.Signals) => void;
  /** Present while the run waits for a worker. */
  queued?: {
    /** Resolves with the name of the worker that has taken it. */
    taken: Promise<string>;
    /** @returns whether no worker had taken it, so that it never starts */
    withdraw: () => Promise<boolean>;
  };
}

interface RunSetup {
  access: Pick<Access, 'env' | 'config'>;
  runArguments: readonly string[];
  userArguments: readonly string[];
  /** Whether the run ends at once when this process ends. */
  endsWithParent?: boolean;
  /** Called when the run has an id, and after each recycle. */
  progress?: (progress: RunProgress) => void;
}

/**
 * Starts `recycle-runner run` for a cluster, as a user would. It leads a process group of its own: a Ctrl-C on the terminal
 * reaches only this process. If this process is killed, the run finishes its instance in progress and stops, or ends at
 * once with `endsWithParent`.
 */
export function runCluster(
  { name }: { name: string },
  { access, runArguments, userArguments, endsWithParent, progress }: RunSetup,
): ClusterRun {
  const args = [
    ...process.execArgv,
    process.argv[1] ?? '',
    'run',
    '--cluster',
    name,
    ...(access.config === undefined ? [] : ['--config', access.config]),
    ...runArguments,
    '--yes',
    '--json',
    ...(endsWithParent ? ['--end-with-parent'] : []),
    ...(userArguments.length > 0 ? ['--', ...userArguments] : []),
  ];
  const subprocess = execa(process.execPath, args, {
    env: access.env,
    extendEnv: false,
    stdin: endsWithParent ? 'pipe' : 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    detached: true,
    cleanup: false,
    forceKillAfterDelay: false,
    reject: false,
    // A limit of execa's own buffer would end a run that prints much.
    buffer: false,
  });
  const follower = createRunFollower(progress);
  subprocess.stderr.on('data', (chunk: Buffer) => follower.stderr(chunk.toString()));
  const read = async (): Promise<void> => {
    for await (const line of subprocess) follower.line(line);
  };
  const ended = Promise.all([subprocess, read().catch(() => {})]).then(([{ exitCode, signal, originalMessage }]) =>
    follower.end({ exitCode, signal, startError: subprocess.pid === undefined ? originalMessage : undefined }),
  );
  return { ended, signal: (name_) => void subprocess.kill(name_) };
}
