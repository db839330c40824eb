import { defineKind } from '../kind/kind.ts';
import type { HealthQuestion } from '../kind/question.ts';
import { shellWord } from '../options/by-hand.ts';
import { type CommandOptions, options } from './options.ts';
import { type CommandOutcome, environmentOf, run } from './run.ts';

interface Snapshot extends CommandOutcome {
  node: string;
  program: string;
  /** Whether there are arguments. They are never reported, because one may be a password. */
  hasArguments: boolean;
}

/** How to repeat the failed run. The command line is at the end, so that it can be pasted. */
function byHand({ program, hasArguments }: Snapshot, question: HealthQuestion): string {
  const variables = Object.entries(environmentOf(question)).map(([name, value]) => `${name}=${shellWord(value)}`);
  const how = hasArguments ? ' with the arguments from the option command' : '';
  return `Run the program by hand${how}: ${[...variables, shellWord(program)].join(' ')}`;
}

/** A health check by a program of the user: exit code 0 is healthy, any other is not healthy yet. */
export const command = defineKind<CommandOptions, Snapshot>({
  name: 'command',
  options,
  rules: [
    {
      id: 'P1',
      code: 'command-succeeds',
      requires: 'The program exits with code 0 within `timeout`.',
      why: 'The exit code of a check program is its result, as for monitoring plugins.',
      onFailure: 'Run the program by hand, as the hint shows. A program that cannot be started is reported at once.',
      source: 'Monitoring Plugins, development guidelines: https://www.monitoring-plugins.org/doc/guidelines.html',
      judge(snapshot, question) {
        const { program, problem, cannotStart } = snapshot;
        if (problem === undefined) return [];
        const hint = cannotStart
          ? 'Set the option command to a program that exists on the controller. A relative path starts at the current directory.'
          : byHand(snapshot, question);
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
