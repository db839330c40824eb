import type { Finding } from '@esg-recycler/core';
import { describe, expect, it } from '@jest/globals';
import { planOf } from '../fixtures.ts';
import { objectionTo, questionAbout } from './objection.ts';
import { listenForStop } from './stop-signals.ts';

const planned = planOf({ ssi: 'ssi-1' }, { ssi: 'ssi-2' }, { ssi: 'ssi-3', due: false });
const warning = (code: string): Finding => ({ code, severity: 'warn', subject: 'kafka', message: code });

describe('questionAbout', () => {
  it('counts the instances to recycle', () =>
    expect(questionAbout(planned, 'kafka')).toBe('Recycle 2 of 3 instances of kafka, one by one?'));

  it.each([
    [planned, 'Set the image ami-new, and recycle 2 of 3 instances of kafka, one by one?'],
    [planned.slice(2), 'Set the image ami-new on 1 group of kafka?'],
  ])('names the image that it sets', (instances, question) =>
    expect(questionAbout(instances, 'kafka', [{ group: 'sig-1', before: 'ami-old', image: 'ami-new' }])).toBe(question),
  );

  it('is undefined when nothing is due', () => expect(questionAbout(planned.slice(2), 'kafka')).toBeUndefined());
});

describe('objectionTo', () => {
  const object = async (findings: Finding[]) => {
    const stop = listenForStop();
    try {
      return await objectionTo({ planned, findings, imageChanges: [] }, { cluster: 'kafka', asks: false, stop });
    } finally {
      stop.dispose();
    }
  };

  it('ignores warnings after --yes', async () => expect(await object([warning('no-cluster-gate')])).toBeUndefined());

  it('is the blocking finding', async () =>
    expect(await object([warning('several-zones'), { ...warning('root-persisted'), severity: 'block' }])).toMatchObject(
      {
        code: 'root-persisted',
        exitCode: 3,
      },
    ));
});
