import { describe, expect, it } from '@jest/globals';
import { settleQuestion, type QuestionInput } from './settle-question.ts';

describe('settleQuestion', () => {
  it('completes missing parts', () =>
    expect(settleQuestion({ phase: 'after', node: 'a' })).toEqual({
      phase: 'after',
      node: 'a',
      nodes: ['a'],
      expect: 1,
      due: [],
    }));

  it('counts a node that is listed twice once', () => {
    expect(settleQuestion({ phase: 'before', node: 'a', nodes: ['a', 'b', 'b'] })).toMatchObject({
      nodes: ['a', 'b'],
      expect: 2,
    });
    expect(settleQuestion({ phase: 'before', node: 'a', nodes: ['a', 'b', 'b'], expect: 3 }).expect).toBe(3);
  });

  it.each<[string, Partial<QuestionInput>, string]>([
    ['a node', { node: 'd' }, 'The node d is not one of the nodes a, b'],
    ['a due node', { due: ['b', 'd'] }, 'The due node d is not one of the nodes a, b'],
  ])('rejects %s that is not listed', (_, fields, message) => {
    const settle = () => settleQuestion({ phase: 'before', node: 'a', nodes: ['a', 'b'], ...fields });
    expect(settle).toThrow(expect.objectContaining({ code: 'node-unlisted', exitCode: 2, message }));
  });
});
