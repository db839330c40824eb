import type { Finding } from '@esg-recycler/core';
import { describe, expect, it } from '@jest/globals';
import type { Diagnosis } from '../doctor/diagnose.ts';
import { diagnosisText } from './diagnosis-text.ts';

const finding = (message: string, hint?: string): Finding => ({
  code: 'some-code',
  severity: 'warn',
  subject: 'sig-1',
  message,
  hint,
});
const nothing: Diagnosis = { cluster: 'zk', groups: ['sig-1'], found: [], done: [], left: [], unrecorded: [] };

describe('diagnosisText', () => {
  it('is short where there is nothing to say', () =>
    expect(diagnosisText(nothing).split('\n')).toEqual([
      'Cluster zk: nothing is left behind by an earlier run.',
      'Nothing is left to do.',
    ]));

  it('does not call it nothing when something is left to do that no record knows of', () =>
    expect(diagnosisText({ ...nothing, left: [finding('it cannot be put back')] }).split('\n')).toEqual([
      'Cluster zk: nothing is on record as left behind by an earlier run.',
      'Left to do:',
      '  it cannot be put back',
    ]));

  it('lists what was found, done and left alone, and last what is left to do', () =>
    expect(
      diagnosisText({
        ...nothing,
        found: [finding('root volumes are not persisted')],
        done: [finding('a recycle is proved')],
        unrecorded: [finding('SCHEDULING is suspended')],
        left: [finding('Spot refuses', 'Try again.')],
      }).split('\n'),
    ).toEqual([
      'Cluster zk: left behind by an earlier run:',
      '  root volumes are not persisted',
      'Done:',
      '  a recycle is proved',
      'On no record, and left alone:',
      '  SCHEDULING is suspended',
      'Left to do:',
      '  Spot refuses',
      '    Try again.',
    ]));
});
