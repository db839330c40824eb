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

/** The first node is the manager of its own cluster. */
const cutOff: RecordingHandler = ({ address, request }) => {
  const id = 'u2bzoAwqQOezjqNZo9jhpA';
  const alone = { name: 'n1', transport_address: `${n1}:9300` };
  return address === n1 && request === localState
    ? { status: 200, body: { cluster_uuid: 'other', cluster_manager_node: id, nodes: { [id]: alone } } }
    : undefined;
};
/** The first node reports another cluster state than the others. */
const alarmed: RecordingHandler = ({ address, request }) => {
  if (address !== n1 || request !== 'GET /_cluster/health') return undefined;
  const counts = { initializing_shards: 0, relocating_shards: 7, number_of_in_flight_fetch: 0 };
  return { status: 200, body: { status: 'red', timed_out: false, ...counts } };
};

describe('one check for every node', () => {
  it('reads each node once and the cluster state from two', async () => {
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

  it('reads the cluster state from one node that is not recycled', async () => {
    const { evaluate, requestsOf } = await open('green');
    await evaluate(questionsOfAll(nodes).slice(0, 2));
    expect(requestsOf('GET /_cluster/health')).toEqual([n3]);
  });

  it.each<[string, RecordingHandler]>([
    ['is cut off', cutOff],
    ['reports another state', alarmed],
  ])('evaluates a node that %s by the reports of the others', async (_, handler) => {
    const { evaluate } = await open('green', handler);
    const questions = questionsOfAll(nodes, { due: nodes });
    const together = await evaluate(questions);
    const [alone] = await evaluate([questions[0]!]);
    // Only a single question has numbers.
    expect({ ...together[0], numbers: alone?.numbers }).toEqual(alone);
    expect(together[0]?.safe).toBe(true);
    expect(together[1]?.safe).toBe(false);
  });

  it('uses the report of the node itself if no other node has one', async () => {
    const { evaluate } = await open('green', ({ address }) => (address === n1 ? undefined : { status: 503, body: {} }));
    const [first, second] = await evaluate(questionsOfAll([n1, n2]));
    expect(first?.findings.map(({ message }) => message)).toContainEqual(expect.stringContaining(n2));
    expect([first?.serving, second?.serving]).toEqual([true, false]);
  });
});
