import { describe, expect, it } from '@jest/globals';
import { createEvaluate } from '../judging/evaluate.ts';
import { questionsOfAll } from '../test-support/questions.ts';
import { opensearch } from './opensearch.ts';
import { opensearchOptions } from './options.ts';
import { type RecordingHandler, n1, n2, n3, nodes, play, recording } from './test-support/recorded-cluster.ts';

const open = async (name: Parameters<typeof recording>[0], handler?: RecordingHandler) => {
  const { port, seen } = await play(recording(name), handler);
  const requestsOf = (request: string) => seen.filter((each) => each.request === request).map(({ address }) => address);
  return {
    evaluate: createEvaluate(opensearch, opensearchOptions.parse({ port, timeout: '20s' }), new Map()),
    requestsOf,
  };
};

const localState = 'GET /_cluster/state/nodes,cluster_manager_node,master_node';

/** The first node takes itself for the manager of a cluster of its own. */
const cutOff: RecordingHandler = ({ address, request }) => {
  const id = 'u2bzoAwqQOezjqNZo9jhpA';
  const alone = { name: 'n1', transport_address: `${n1}:9300` };
  return address === n1 && request === localState
    ? { status: 200, body: { cluster_uuid: 'other', cluster_manager_node: id, nodes: { [id]: alone } } }
    : undefined;
};
/** It tells of the whole cluster something else than the others do. */
const alarmed: RecordingHandler = ({ address, request }) => {
  if (address !== n1 || request !== 'GET /_cluster/health') return undefined;
  const counts = { initializing_shards: 0, relocating_shards: 7, number_of_in_flight_fetch: 0 };
  return { status: 200, body: { status: 'red', timed_out: false, ...counts } };
};

describe('one look for every node', () => {
  it('asks each node once, and two for the whole cluster', async () => {
    const { evaluate, requestsOf } = await open('green');
    const judgements = await evaluate(questionsOfAll(nodes, { due: nodes }));
    expect(judgements).toMatchObject([
      { safe: true, role: 'follower' },
      { safe: true, role: 'follower' },
      { safe: false, role: 'leader', yieldTo: [n1, n2] },
    ]);
    expect(requestsOf(localState).toSorted()).toEqual(nodes);
    expect(requestsOf('GET /_cluster/health')).toEqual([n1, n2]);
  });

  it('asks one for the whole cluster where that is in no question', async () => {
    const { evaluate, requestsOf } = await open('green');
    await evaluate(questionsOfAll(nodes).slice(0, 2));
    expect(requestsOf('GET /_cluster/health')).toEqual([n3]);
  });

  it.each<[string, RecordingHandler]>([
    ['is cut off', cutOff],
    ['tells another story', alarmed],
  ])('judges a node that %s by what the others tell, as a look for it alone does', async (_, handler) => {
    const { evaluate } = await open('green', handler);
    const questions = questionsOfAll(nodes, { due: nodes });
    const together = await evaluate(questions);
    const [alone] = await evaluate([questions[0]!]);
    expect(together[0]).toEqual(alone);
    expect(together[0]?.safe).toBe(true);
    expect(together[1]?.safe).toBe(false);
  });

  it('is told by the node in question where no other can tell', async () => {
    const { evaluate } = await open('green', ({ address }) => (address === n1 ? undefined : { status: 503, body: {} }));
    const [first, second] = await evaluate(questionsOfAll([n1, n2]));
    expect(first?.findings.map(({ message }) => message)).toContainEqual(expect.stringContaining(n2));
    expect([first?.serving, second?.serving]).toEqual([true, false]);
  });
});
