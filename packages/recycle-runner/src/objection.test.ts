import type { Finding } from '@esg-recycler/core';
import { describe, expect, it } from '@jest/globals';
import { candidateOf } from './fixtures.ts';
import { objectionTo, questionAbout } from './objection.ts';
import { type Candidate, planRoll } from './plan.ts';
import { listenForStop } from './stop-signals.ts';

const candidate = (ssi: string, due: boolean): Candidate => candidateOf({ ssi, due });
const planned = planRoll([candidate('ssi-1', true), candidate('ssi-2', true), candidate('ssi-3', false)]);
const warning = (code: string): Finding => ({ code, severity: 'warn', subject: 'kafka', message: code });

describe('questionAbout', () => {
  it.each([
    ['yes', [warning('several-zones')], true],
    ['no, when nothing asks the cluster', [warning('several-zones'), warning('no-cluster-gate')], false],
  ])('takes an empty answer for %s', (_, findings, assumed) =>
    expect(questionAbout({ planned, findings }, 'kafka')).toEqual({
      text: 'Recycle 2 of 3 instances of kafka, one by one?',
      assumed,
    }),
  );

  it('is none when nothing is due', () =>
    expect(questionAbout({ planned: planned.slice(2), findings: [] }, 'kafka')).toBeUndefined());
});

describe('objectionTo', () => {
  const object = async (findings: Finding[]) => {
    const stop = listenForStop();
    try {
      return await objectionTo({ planned, findings }, { cluster: 'kafka', asks: false, stop });
    } finally {
      stop.dispose();
    }
  };

  it('lets warnings pass where nobody is there to be asked', async () =>
    expect(await object([warning('no-cluster-gate')])).toBeUndefined());

  it('is what blocks', async () =>
    expect(await object([warning('several-zones'), { ...warning('root-persisted'), severity: 'block' }])).toMatchObject(
      {
        code: 'root-persisted',
        exitCode: 3,
      },
    ));
});
