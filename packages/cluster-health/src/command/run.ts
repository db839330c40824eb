import { formatDuration } from '@esg-recycler/core';
import { execa } from 'execa';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import type { HealthQuestion } from '../kind/question.ts';
import type { CommandOptions } from './options.ts';

/** The result of one run. */
export interface CommandOutcome {
  /** Why the cluster is not healthy; undefined if it is. */
  problem?: string;
  /** The program cannot be started at all. */
  cannotStart?: boolean;
  /** The reported role of the node. Default: `follower`, because then roles do not matter. */
  role: 'leader' | 'follower' | 'unknown';
}

const maxOutputLength = 1_000_000;
const maxProblemLength = 300;
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The environment variables that the program gets. */
export const environmentOf = ({ phase, node, nodes, expect }: HealthQuestion): Record<string, string> => ({
  ESG_HEALTH_PHASE: phase,
  ESG_HEALTH_NODE: node,
  ESG_HEALTH_NODES: nodes.join(','),
  ESG_HEALTH_EXPECT: String(expect),
});

/** Runs the program once. It never throws, because every failure means "not healthy yet". */
export async function run(
  { command, timeout }: CommandOptions,
  question: HealthQuestion,
  signal: AbortSignal,
): Promise<CommandOutcome> {
  const [file = '', ...args] = command;
  const subprocess = execa(file, args, {
    all: true,
    reject: false,
    stdin: 'ignore',
    maxBuffer: maxOutputLength,
    // A process group of its own, so that child processes can be killed too. They would keep the output open.
    detached: true,
    env: environmentOf(question),
  });
  let isLate = false;
  const kill = () => killGroup(subprocess.pid);
  const killLate = () => {
    isLate = true;
    kill();
  };
  const endToo = (name: NodeJS.Signals) => {
    kill();
    process.kill(process.pid, name);
  };
  const timer = setTimeout(killLate, timeout);
  signal.addEventListener('abort', killLate);
  for (const name of endings) process.once(name, endToo);
  if (signal.aborted) killLate();
  const result = await subprocess;
  clearTimeout(timer);
  signal.removeEventListener('abort', killLate);
  for (const name of endings) process.off(name, endToo);

  const role = roleIn(result.stdout);
  if (result.exitCode === 0 && !isLate) return { role };
  if (isLate) return { role, problem: `timed out after ${formatDuration(timeout)}` };
  if (result.code !== undefined) return { role, problem: `cannot be started: ${result.code}`, cannotStart: true };
  const line = linesOf(result.all).find((each) => readObject(each) === undefined);
  if (result.signal !== undefined && line === undefined) return { role, problem: `killed by ${result.signal}` };
  const how = result.signal === undefined ? `exit code ${result.exitCode}` : `killed by ${result.signal}`;
  // The reason comes first, because a narrow terminal cuts off the end.
  return { role, problem: `${line?.slice(0, maxProblemLength) ?? 'no output'} (${how})` };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has already exited.
  }
}

/** The lines that are not empty, the last one first. */
const linesOf = (output: string): string[] =>
  stripVTControlCharacters(output)
    .split(/[\r\n]+/)
    .map((line) => line.replaceAll(/\p{Cc}+/gu, ' ').trim())
    .filter(Boolean)
    .toReversed();

function readObject(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

const reported = z.object({ role: z.enum(['leader', 'follower', 'unknown']).default('follower') });

/** Reads the role from a JSON object in the last line. An unexpected role is `unknown`. */
function roleIn(stdout: string): CommandOutcome['role'] {
  const parsed = reported.safeParse(readObject(linesOf(stdout)[0] ?? '') ?? {});
  return parsed.success ? parsed.data.role : 'unknown';
}
