import { describe, expect, it } from '@jest/globals';
import type { QuestionInput } from '@esg-recycler/cluster-health';
import type { Step } from '../step/open-step.ts';
import { openTestEnvironment, type TestEnvironment } from '../test-support/test-environment.ts';
import { assess } from './assess.ts';
import { assessedQuestion } from './assessment.ts';
import { prepare } from './prepare.ts';

const hosts = [1, 2, 3].map((number) => ({ host: `h${number}`, instance: `ssi-${number}`, due: number < 3 }));
const play = { hosts };

const assessed = (env: TestEnvironment) =>
  env.withStep((step) => assess(step), { esg_recycle_gate_timeout: '5s' }, { play });

describe('prepare', () => {
  it('passes the due nodes to the health check', async () => {
    const env = await openTestEnvironment();
    const assessment = await assessed(env);
    expect(assessment).toMatchObject({ decision: 'recycle', due: ['127.0.6.2'] });
    const asked: QuestionInput[] = [];
    const check = {
      changesCluster: true,
      prepare: async (question: QuestionInput) => {
        asked.push(question);
        return { changed: true, message: 'handed over' };
      },
    } as unknown as NonNullable<Step['check']>;
    const again = await env.withStep(
      async (step) => {
        await prepare({ ...step, check });
        return assessedQuestion(step, 'before');
      },
      {},
      { play, assessment },
    );
    expect(asked).toEqual([expect.objectContaining({ phase: 'before', node: '127.0.6.1', due: ['127.0.6.2'] })]);
    expect(again).not.toHaveProperty('due');
  });
});
