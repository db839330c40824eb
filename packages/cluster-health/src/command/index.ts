import { defineKind } from '../kind/kind.ts';
import type { HealthQuestion } from '../kind/question.ts';
import { shellWord } from '../options/by-hand.ts';
import { type CommandOptions, options } from './options.ts';
import { type CommandOutcome, environmentOf, run } from './run.ts';

interface Snapshot extends CommandOutcome {
  node: string;
  program: string;
  /** Whether it is run with arguments. They are never told: one may be a password. */
  hasArguments: boolean;
}

/** The very run that failed, as a line that can be pasted. */
function byHand({ program, hasArguments }: Snapshot, question: HealthQuestion): string {
  const variables = Object.entries(environmentOf(question)).map(([name, value]) => `${name}=${shellWord(value)}`);
  const line = [...variables, shellWord(program)].join(' ');
  return hasArguments ? `${line} (add the arguments of its option command)` : line;
}

/** Whatever a program of the user's own can judge: exit code 0 is "well", any other "not yet". */
export const command = defineKind<CommandOptions, Snapshot>({
  name: 'command',
  options,
  rules: [
    {
      id: 'P1',
      code: 'command-succeeds',
      requires: 'The program ends with exit code 0 within its time.',
      source: 'https://www.monitoring-plugins.org/doc/guidelines.html (a check is a program, its exit code the answer)',
      judge(snapshot, question) {
        const { program, problem, cannotStart } = snapshot;
        if (problem === undefined) return [];
        const hint = cannotStart
          ? 'Name a program that the controller can run; a path is relative to the folder that you start from.'
          : `Run the check by hand: ${byHand(snapshot, question)}`;
        return [{ subject: question.node, message: `${program}: ${problem}`, hint, isLasting: cannotStart }];
      },
    },
  ],
  readsForEachNode: true,
  async read({ questions }, given, signal) {
    const [question] = questions as [HealthQuestion];
    const [program = '', ...args] = given.command;
    return { ...(await run(given, question, signal)), node: question.node, program, hasArguments: args.length > 0 };
  },
  standing: ({ node, role }, address) => ({ isServing: true, role: address === node ? role : 'follower' }),
});
