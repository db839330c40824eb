import { execa } from 'execa';
import type { Access } from './accounts.ts';
import type { CampaignCluster } from './resolve-waves.ts';
import { createRunFollower, type RunEnd } from './run-follower.ts';

export interface ClusterRun {
  ended: Promise<RunEnd>;
  signal: (signal: NodeJS.Signals) => void;
}

/**
 * Starts `recycle-runner run` for a cluster, as a user would. It leads a process group of its own: a Ctrl-C on the terminal
 * reaches only the campaign, and the run continues safely if the campaign is killed.
 */
export function runCluster(
  { name }: CampaignCluster,
  {
    access,
    runArguments,
    userArguments,
  }: { access: Access; runArguments: readonly string[]; userArguments: readonly string[] },
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
    ...(userArguments.length > 0 ? ['--', ...userArguments] : []),
  ];
  const subprocess = execa(process.execPath, args, {
    env: access.env,
    extendEnv: false,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    detached: true,
    cleanup: false,
    forceKillAfterDelay: false,
    reject: false,
    // A limit of execa's own buffer would end a run that prints much.
    buffer: false,
  });
  const follower = createRunFollower();
  subprocess.stderr.on('data', (chunk: Buffer) => follower.stderr(chunk.toString()));
  const read = async (): Promise<void> => {
    for await (const line of subprocess) follower.line(line);
  };
  const ended = Promise.all([subprocess, read().catch(() => {})]).then(([{ exitCode, signal, originalMessage }]) =>
    follower.end({ exitCode, signal, startError: subprocess.pid === undefined ? originalMessage : undefined }),
  );
  return { ended, signal: (name_) => void subprocess.kill(name_) };
}
