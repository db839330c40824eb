import { describe, expect, it } from '@jest/globals';
import { http } from '../http/index.ts';
import { judge } from '../judging/judgement.ts';
import type { Kind } from '../kind/kind.ts';
import { othersRemain } from '../rules/others-remain.ts';
import type { HealthQuestion } from '../kind/question.ts';
import { findingsOf, questionOf } from '../test-support/questions.ts';
import { tcp } from '../tcp/index.ts';

const alone = questionOf({ nodes: ['a'] });

describe('others-remain', () => {
  it.each<[string, Partial<HealthQuestion>, string[]]>([
    [
      'fails for the only node',
      { nodes: ['a'] },
      ['lasting: a is the only node: the service is unavailable while it is recycled'],
    ],
    ['passes for one of two nodes', { nodes: ['a', 'b'] }, []],
    ['passes after the recycle of the only node', { nodes: ['a'], phase: 'after' }, []],
  ])('%s', (_, fields, findings) =>
    expect(findingsOf([othersRemain('X1')], 'X1', {}, questionOf(fields))).toEqual(findings),
  );

  it.each<[string, Kind, unknown]>([
    ['http', http, new Map([['a', undefined]])],
    ['tcp', tcp, new Map([['a', []]])],
  ])('blocks the only node of the kind %s unless its outage is accepted', (_, kind, snapshot) => {
    expect(judge(kind, snapshot, alone, new Map())).toMatchObject({
      safe: false,
      unsatisfiable: ['others-remain'],
      findings: [{ subject: 'a', hint: expect.stringMatching(/--nodes .*override others-remain/) }],
    });
    expect(judge(kind, snapshot, alone, new Map([['others-remain', 'at night']]))).toMatchObject({
      safe: true,
      outage: true,
    });
  });
});
