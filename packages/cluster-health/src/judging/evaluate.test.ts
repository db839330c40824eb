import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { defineKind, type Kind, type ReadingTask } from '../kind/kind.ts';
import { questionOf, questionsOfAll } from '../test-support/questions.ts';
import { createEvaluate } from './evaluate.ts';

type Read = (signal: AbortSignal, task: ReadingTask) => Promise<boolean>;

const kindOf = (read: Read, fields: Partial<Kind<unknown, boolean>> = {}) =>
  defineKind<unknown, boolean>({
    name: 'fake',
    options: z.unknown(),
    rules: [],
    read: (task, _options, signal) => read(signal, task),
    standing: (isHealthy) => ({ isServing: isHealthy, role: 'follower' }),
    ...fields,
  });

const evaluateWith = async (read: Read, timeoutMs: number, lateMs: number) => {
  const [judgement] = await createEvaluate(kindOf(read), {}, new Map(), timeoutMs, lateMs)([questionOf()]);
  return judgement!;
};

describe('a health check', () => {
  it('evaluates what was read', async () =>
    expect(await evaluateWith(() => Promise.resolve(true), 60_000, 60_000)).toMatchObject({
      safe: true,
      serving: true,
      role: 'follower',
    }));

  it.each<[string, () => Promise<boolean>]>([
    ['fails', () => Promise.reject(new Error('it broke'))],
    [
      'throws',
      () => {
        throw new Error('it broke');
      },
    ],
  ])('finds a cluster unhealthy if its reading %s', async (_, read) => {
    const { safe, serving, findings } = await evaluateWith(read, 60_000, 60_000);
    expect({ safe, serving }).toEqual({ safe: false, serving: false });
    expect(findings[0]).toMatchObject({ code: 'cluster-unreadable', message: 'The cluster cannot be read: it broke' });
  });

  it('aborts a reading at the timeout and evaluates its result', async () => {
    const untilSignalled = (signal: AbortSignal) =>
      new Promise<boolean>((resolve) => signal.addEventListener('abort', () => resolve(true)));
    expect(await evaluateWith(untilSignalled, 1, 60_000)).toMatchObject({ safe: true });
  });

  it('fails if a reading does not end', async () =>
    expect(await evaluateWith(() => new Promise<boolean>(() => {}), 1, 2)).toMatchObject({
      safe: false,
      findings: [{ message: 'The cluster cannot be read: no response within 2 ms' }],
    }));
});

/** A check that records each reading and the number of concurrent readings. */
function noted(fields: Partial<Kind<unknown, boolean>> = {}) {
  const tasks: ReadingTask[] = [];
  const counts = { running: 0, most: 0 };
  const read: Read = async (_signal, task) => {
    tasks.push(task);
    counts.most = Math.max(counts.most, (counts.running += 1));
    await sleep(1);
    counts.running -= 1;
    return true;
  };
  return { evaluate: createEvaluate(kindOf(read, fields), {}, new Map()), tasks, counts };
}
const nodes = ['a', 'b', 'c', 'd', 'e', 'f'];

describe('a health check with several questions', () => {
  it('reads once and evaluates each question, in the same order', async () => {
    const { evaluate, tasks } = noted({
      standing: (_, address) => ({ isServing: true, role: address === 'c' ? 'leader' : 'follower' }),
    });
    const judgements = await evaluate(questionsOfAll(nodes, { due: nodes }));
    expect(tasks).toEqual([{ nodes, questions: questionsOfAll(nodes, { due: nodes }) }]);
    expect(judgements.map(({ role }) => role).join()).toBe('follower,follower,leader,follower,follower,follower');
    expect(judgements.map(({ yieldTo }) => yieldTo.length)).toEqual([0, 0, 5, 0, 0, 0]);
  });

  it('reads once per list of nodes', async () => {
    const { evaluate, tasks } = noted();
    await evaluate([...questionsOfAll(['a', 'b']), ...questionsOfAll(['c', 'd', 'd'])]);
    expect(tasks.map(({ nodes: read }) => read)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('reads for each node if the kind needs it, four at a time', async () => {
    const { evaluate, tasks, counts } = noted({ readsForEachNode: true });
    expect(await evaluate(questionsOfAll(nodes))).toHaveLength(6);
    expect(tasks.map(({ questions }) => questions.map(({ node }) => node).join())).toEqual(nodes);
    expect(counts.most).toBe(4);
  });

  it('evaluates each question by its own snapshot', async () => {
    const { evaluate } = noted({ snapshotFor: (_, { node }) => node !== 'b' });
    const judgements = await evaluate(questionsOfAll(['a', 'b']));
    expect(judgements.map(({ serving }) => serving)).toEqual([true, false]);
  });

  it('reports a node that is not listed as lasting', async () => {
    const { evaluate, tasks } = noted();
    const judgements = await evaluate([questionOf({ node: 'z' }), questionOf({ due: ['y'] }), questionOf()]);
    expect(judgements).toMatchObject([
      { safe: false, unsatisfiable: ['node-unlisted'], findings: [{ code: 'node-unlisted', subject: 'z' }] },
      {
        safe: false,
        unsatisfiable: ['node-unlisted'],
        findings: [{ message: expect.stringContaining('The due node y') }],
      },
      { safe: true },
    ]);
    expect(tasks).toHaveLength(1);
  });

  it('reads nothing without questions', async () => {
    const { evaluate, tasks } = noted();
    expect(await evaluate([])).toEqual([]);
    expect(tasks).toEqual([]);
  });
});
