import { execa } from 'execa';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import type { HealthQuestion } from '../kind/question.ts';
import type { CommandOptions } from './options.ts';

/** What came of one run. */
export interface CommandOutcome {
  /** Why the cluster is not well; absent where it is. */
  problem?: string;
  /** The program cannot be started at all. */
  cannotStart?: boolean;
  /** What it says of the node's role; `follower` where it says nothing, for then roles are no matter here. */
  role: 'leader' | 'follower' | 'unknown';
}

const maxOutputLength = 1_000_000;
const maxProblemLength = 300;
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What a program is told of the question. */
export const environmentOf = ({ phase, node, nodes, expect }: HealthQuestion): Record<string, string> => ({
  ESG_HEALTH_PHASE: phase,
  ESG_HEALTH_NODE: node,
  ESG_HEALTH_NODES: nodes.join(','),
  ESG_HEALTH_EXPECT: String(expect),
});

/** Runs the program once; it never throws, for whatever goes wrong is "not yet". */
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
    // A group of its own, so that what a script started ends with it: it would hold the output open for ever.
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
  if (isLate) return { role, problem: `it did not end within ${timeout} ms` };
  if (result.code !== undefined) return { role, problem: `it cannot be run: ${result.code}`, cannotStart: true };
  const how = result.signal === undefined ? `ended with exit code ${result.exitCode}` : `was ended by ${result.signal}`;
  const line = linesOf(result.all).find((each) => readObject(each) === undefined);
  // The reason comes first: a narrow window cuts off the end.
  return { role, problem: line === undefined ? `it ${how}` : `${line.slice(0, maxProblemLength)} (${how})` };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** The lines that say something, the last first. */
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

/** A JSON object in the last line may tell the role; one that nobody knows is `unknown`. */
function roleIn(stdout: string): CommandOutcome['role'] {
  const parsed = reported.safeParse(readObject(linesOf(stdout)[0] ?? '') ?? {});
  return parsed.success ? parsed.data.role : 'unknown';
}
