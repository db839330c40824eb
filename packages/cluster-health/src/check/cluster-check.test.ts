import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { questionOf, questionsOfAll } from '../test-support/questions.ts';
import { type ClusterCheckSettings, type KindSettings, openClusterCheck } from './cluster-check.ts';

const nodesOf = (count: number) => Array.from({ length: count }, (_, index) => `127.0.4.${index + 1}`);
type Fields = Partial<KindSettings & Omit<ClusterCheckSettings, 'checks'>>;
const open = ({ kind = 'http', options = {}, overrides = [], otherNames }: Fields) =>
  openClusterCheck({ checks: [{ kind, options }], overrides, otherNames });

let asked: string[] = [];
let waiting: ServerResponse[] = [];
/** Responds only when this many requests wait. */
let answersAt = 1;
/** The address that closes every connection. */
let silent: string | undefined;
const server = createServer((request, response) => {
  if (request.socket.localAddress === silent) {
    request.socket.destroy();
    return;
  }
  asked.push(request.socket.localAddress!);
  if (waiting.push(response) === answersAt) for (const each of waiting.splice(0)) each.end();
});
let port = 0;
beforeAll(async () => {
  await once(server.listen(0, '0.0.0.0'), 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterEach(() => {
  [asked, waiting, answersAt, silent] = [[], [], 1, undefined];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('one check of a cluster', () => {
  it.each([5, 30])('with %i questions reads each node once, all at the same time', async (count) => {
    const nodes = nodesOf(count);
    answersAt = count;
    const { evaluate } = await open({ options: { port, timeout: '20s' } });
    const judgements = await evaluate(questionsOfAll(nodes));
    expect(judgements.map(({ safe, serving }) => safe && serving)).toEqual(nodes.map(() => true));
    expect(asked.toSorted()).toEqual(nodes.toSorted());
  });

  it('reads the cluster each time', async () => {
    const { evaluate } = await open({ options: { port } });
    await evaluate([questionOf({ nodes: nodesOf(2) })]);
    await evaluate([questionOf({ nodes: nodesOf(2) })]);
    expect(asked).toHaveLength(4);
  });

  it('reports which nodes serve', async () => {
    const nodes = nodesOf(3);
    silent = '127.0.4.3';
    const { evaluate } = await open({ options: { port, timeout: '20s' } });
    const judgements = await evaluate(questionsOfAll(nodes, { due: nodes }));
    expect(judgements).toMatchObject([
      { safe: false, serving: true, yieldTo: ['127.0.4.3'], unsatisfiable: [] },
      { safe: false, serving: true, yieldTo: ['127.0.4.3'] },
      { safe: true, serving: false, yieldTo: [], findings: [{ code: 'node-silent' }] },
    ]);
  });

  it('runs a command for each node, with its address', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cluster-health-check-'));
    try {
      const seen = join(folder, 'seen');
      const script = `require('node:fs').appendFileSync(${JSON.stringify(seen)}, process.env.ESG_HEALTH_NODE + '\\n');
        if (process.env.ESG_HEALTH_NODE === 'b') process.exitCode = 1`;
      const { evaluate } = await open({ kind: 'command', options: { command: [process.execPath, '-e', script] } });
      const judgements = await evaluate(questionsOfAll(['a', 'b', 'c', 'd', 'e']));
      expect(judgements.map(({ safe }) => safe)).toEqual([true, false, true, true, true]);
      expect(readFileSync(seen, 'utf8').split('\n').toSorted()).toEqual(['', 'a', 'b', 'c', 'd', 'e']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('accepts overrides of its rules and names that the caller handles', async () => {
    const overrides = [{ check: 'others-remain', reason: 'at night' }, 'host-unreachable=known'];
    const { evaluate } = await open({ options: { port }, overrides, otherNames: ['host-unreachable'] });
    expect(await evaluate([questionOf({ nodes: nodesOf(1) })])).toMatchObject([{ safe: true, outage: true }]);
  });
});

describe('several kinds', () => {
  const nodes = nodesOf(2);
  const both = (fields: Partial<ClusterCheckSettings> = {}) =>
    openClusterCheck({
      checks: [
        { kind: 'http', options: { port } },
        { kind: 'command', options: { command: ['/bin/false'] } },
      ],
      overrides: [],
      ...fields,
    });

  it('must all pass, each by its own rules', async () => {
    const { kinds, changesCluster, evaluate } = await both();
    expect([kinds, changesCluster]).toEqual([['http', 'command'], false]);
    const [judgement] = await evaluate([questionOf({ nodes })]);
    expect(judgement).toMatchObject({ safe: false, serving: true, findings: [{ code: 'command-succeeds' }] });
  });

  it('can be checked without one of them', async () => {
    const check = await both();
    const [judgement] = await check.without(['command'])!.evaluate([questionOf({ nodes })]);
    expect(judgement).toMatchObject({ safe: true, findings: [] });
    expect(check.without(['http', 'command'])).toBeUndefined();
  });

  it('are restored if another one cannot be', async () => {
    answersAt = 1;
    const unreachable = { kind: 'opensearch', options: { port: 1 } };
    const check = await openClusterCheck({
      checks: [unreachable, { kind: 'opensearch', options: { port } }],
      overrides: [],
    });
    await expect(check.restore(questionOf({ nodes }))).rejects.toMatchObject({ code: 'restore-failed' });
    expect(asked.length).toBeGreaterThan(0);
  });

  it('accept an override of a rule that one of them has', async () => {
    const { evaluate } = await both({ overrides: ['others-remain=at night'] });
    const [judgement] = await evaluate([questionOf({ nodes: nodesOf(1) })]);
    expect(judgement?.findings.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      'warn others-remain',
      'block command-succeeds',
    ]);
    await expect(both({ overrides: ['quorum-remains=x'] })).rejects.toMatchObject({ code: 'override-invalid' });
  });
});

describe('openClusterCheck', () => {
  it.each<[string, Fields, object]>([
    ['an unknown kind', { kind: 'zokeeper' }, { code: 'kind-unknown', hint: 'Did you mean "zookeeper"?' }],
    [
      'a property name of objects',
      { kind: 'constructor' },
      { code: 'kind-unknown', hint: expect.stringMatching(/^Use one of zookeeper, kafka/) },
    ],
    [
      'wrong options',
      { options: { prot: 1 } },
      { code: 'options-invalid', message: expect.stringMatching(/unknown option prot/) },
    ],
    ['options that are not a mapping', { options: [] }, { code: 'options-invalid' }],
    [
      'an unknown rule',
      { overrides: ['x=y'] },
      { code: 'override-invalid', hint: expect.stringMatching(/others-remain/) },
    ],
    ['a rule without a reason', { overrides: [{ rule: 'others-remain' }] }, { code: 'override-invalid' }],
  ])('rejects %s', async (_, settings, error) => {
    await expect(open(settings)).rejects.toMatchObject({ exitCode: 2, ...error });
  });

  it('accepts missing options', async () => expect((await open({ options: undefined })).kinds).toEqual(['http']));
});

describe.each(['prepare', 'restore'] as const)('%s', (step) => {
  it('changes nothing if the kind has nothing to do', async () => {
    const check = await open({ options: { port } });
    expect(await check[step](questionOf())).toEqual({ changed: false, message: `http has nothing to ${step}` });
    expect(asked).toEqual([]);
  });

  it('rejects a node that is not listed', async () => {
    const check = await open({ kind: 'opensearch' });
    await expect(check[step](questionOf({ node: 'z' }))).rejects.toMatchObject({ code: 'node-unlisted', exitCode: 2 });
  });

  it('fails if the cluster cannot be reached', async () => {
    const check = await open({ kind: 'opensearch', options: { port: 1 } });
    await expect(check[step](questionOf({ nodes: nodesOf(3) }))).rejects.toMatchObject({
      code: `${step}-failed`,
      exitCode: 1,
      message: expect.stringMatching(new RegExp(`^The cluster of 127.0.4.1 could not be ${step}d: .*refused`)),
      hint: expect.stringContaining('reachable from the controller'),
    });
  });

  it('suggests to read the responses if the nodes responded', async () => {
    const check = await open({ kind: 'opensearch', options: { port } });
    await expect(check[step](questionOf({ nodes: nodesOf(3) }))).rejects.toMatchObject({
      code: `${step}-failed`,
      message: expect.stringContaining('returned 200'),
      hint: 'The nodes are reachable, but they refused: read their responses. Then run the command again. It is safe to repeat.',
    });
  });
});
