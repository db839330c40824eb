import { describe, expect, it } from '@jest/globals';
import { answerOf } from './fixtures.ts';
import { selectGroups } from './select-groups.ts';

const stateless = (id: string, name: string) => {
  const { accountId, group } = answerOf({ id, name }, []);
  return { accountId, group: { ...group, strategy: { persistence: {} } } };
};

const known = [
  answerOf({ id: 'sig-1', name: 'kafka a' }, []),
  answerOf({ id: 'sig-2', name: 'kafka b' }, []),
  answerOf({ id: 'sig-3', name: 'twins' }, []),
  answerOf({ id: 'sig-4', name: 'twins', accountId: 'act-2' }, []),
  answerOf({ id: 'sig-5', name: 'blue' }, []),
  stateless('sig-6', 'blue'),
  stateless('sig-7', 'web'),
];

const idsOf = (...selectors: string[]) => selectGroups(known, selectors).map(({ group }) => group.id);

describe('the selected groups', () => {
  it('are all stateful groups without selectors', () => {
    expect(idsOf()).toEqual(['sig-1', 'sig-2', 'sig-3', 'sig-4', 'sig-5']);
  });

  it.each([
    [['sig-2'], ['sig-2']],
    [['kafka a'], ['sig-1']],
    [['kafka*'], ['sig-1', 'sig-2']],
    [['twins*'], ['sig-3', 'sig-4']],
    [
      ['kafka b', 'kafka*'],
      ['sig-2', 'sig-1'],
    ],
    [['blue'], ['sig-5']],
    [['sig-*'], ['sig-1', 'sig-2', 'sig-3', 'sig-4', 'sig-5']],
  ])('by %j are %j', (selectors, ids) => {
    expect(idsOf(...selectors)).toEqual(ids);
  });

  it.each([
    ['kafka', 'group-unknown', /kafka a/],
    ['zoo*', 'group-unknown', /kafka a/],
    ['twins', 'group-ambiguous', /id/],
    ['web', 'group-not-stateful', /sig-1 \("kafka a"\)/],
    ['w*', 'group-not-stateful', /sig-1 \("kafka a"\)/],
  ])('are none for %j: %s, with a hint', (selector, code, hint) => {
    expect(() => idsOf(selector)).toThrow(
      expect.objectContaining({ code, exitCode: 2, hint: expect.stringMatching(hint) }),
    );
  });
});
