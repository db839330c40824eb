import { defineKind } from '../kind/kind.ts';
import type { HealthQuestion } from '../kind/question.ts';
import { type CommandOptions, options } from './options.ts';
import { type CommandOutcome, run } from './run.ts';

interface Snapshot extends CommandOutcome {
  node: string;
  program: string;
}

/** Whatever a program of the user's own can judge: exit code 0 is "well", any other "not yet". */
export const command = defineKind<CommandOptions, Snapshot>({
  name: 'command',
  options,
  rules: [
    {
      id: 'P1',
      code: 'command-succeeds',
      holds: 'The program ends with exit code 0 within its time.',
      source: 'https://www.monitoring-plugins.org/doc/guidelines.html (a check is a program, its exit code the answer)',
      judge: ({ program, problem, cannotStart }, { node }) =>
        problem === undefined
          ? []
          : [
              {
                subject: node,
                message: `${program}: ${problem}`,
                hint: cannotStart
                  ? 'Name a program that the controller can run; a path is relative to the folder that you start from.'
                  : 'Run it by hand, with ESG_HEALTH_PHASE, _NODE, _NODES and _EXPECT in its environment.',
                isLasting: cannotStart,
              },
            ],
    },
  ],
  readsForEachNode: true,
  async read({ questions }, given, signal) {
    const [question] = questions as [HealthQuestion];
    return { ...(await run(given, question, signal)), node: question.node, program: given.command[0]! };
  },
  standing: ({ node, role }, address) => ({ isServing: true, role: address === node ? role : 'follower' }),
});
