import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { opensearchDialect } from './dialect.ts';
import { askKind } from '../judging/test-support/ask-kind.ts';
import { questionOf, taskOf } from '../test-support/questions.ts';
import { elasticsearch } from './elasticsearch.ts';
import { opensearch } from './opensearch.ts';
import { elasticsearchOptions, opensearchOptions } from './options.ts';
import { read } from './read.ts';
import { type RecordingHandler, n1, n2, n3, nodes, play, recording } from './test-support/recorded-cluster.ts';
import { before, after, ask } from './test-support/ask.ts';

describe('a real cluster', () => {
  it.each([
    [n1, 'follower', []],
    [n2, 'follower', []],
    [n3, 'leader', [n1, n2]],
  ])('that is green lets %s leave, a %s, after %j', async (node, role, yieldTo) => {
    expect(await ask('green', before(node, { due: nodes }))).toMatchObject({
      safe: yieldTo.length === 0,
      role,
      yieldTo,
      codes: [],
    });
  });

  it('with a killed node lets only that node leave', async () => {
    expect(await ask('node-down', before(n2, { due: nodes }))).toMatchObject({
      safe: true,
      role: 'unknown',
      yieldTo: [],
      codes: ['warn status-green', 'warn node-silent'],
    });
    expect(await ask('node-down', before(n1, { due: nodes }))).toMatchObject({
      safe: false,
      yieldTo: [n2],
      codes: [
        'block cluster-whole',
        'block status-green',
        'block started-copy-elsewhere',
        'block cluster-manager-quorum',
      ],
    });
    expect(await ask('node-down', after(n2))).toMatchObject({
      safe: false,
      codes: ['block cluster-whole', 'block status-green'],
    });
  });

  it('during an upgrade lets the older nodes leave', async () => {
    for (const node of [n2, n3]) {
      expect(await ask('mixed', before(node))).toMatchObject({ safe: true, codes: ['warn status-green'] });
    }
    expect(await ask('mixed', before(n1))).toMatchObject({
      safe: false,
      codes: ['block status-green', 'block started-copy-elsewhere'],
    });
    expect(await ask('mixed', after(n1))).toMatchObject({ safe: true, codes: ['warn status-green'] });
  });

  it('is not considered upgrading if no decider is about versions', async () => {
    const awareness = [
      {
        deciders: [
          { decider: 'awareness', decision: 'NO' },
          { decider: 'node_version', decision: 'YES' },
        ],
      },
    ];
    const explained: RecordingHandler = ({ request }) =>
      request === 'POST /_cluster/allocation/explain'
        ? { status: 200, body: { node_allocation_decisions: awareness } }
        : undefined;
    expect(await ask('mixed', before(n2), explained)).toMatchObject({ safe: false, codes: ['block status-green'] });
  });
});

it('rejects a cluster of OpenSearch in a check of Elasticsearch', async () => {
  const { safe, text } = await ask('green', before(n1), undefined, {}, elasticsearch);
  expect(safe).toBe(false);
  expect(text).toContain(
    'product-matches: 127.0.3.31 runs OpenSearch 2.19.6, but the health check is for Elasticsearch',
  );
});

describe('a node', () => {
  const hangs =
    (node: string): RecordingHandler =>
    ({ address }) =>
      address === node ? 'hang' : undefined;

  it('that hangs may leave, and blocks the others', async () => {
    const [leaving, staying] = await Promise.all([
      ask('green', before(n2, { due: [n2] }), hangs(n2), { timeout: '3s' }),
      ask('green', before(n1, { due: [n1, n2] }), hangs(n2), { timeout: '3s' }),
    ]);
    expect(leaving).toMatchObject({ safe: true, role: 'unknown' });
    expect(staying).toMatchObject({ safe: false, yieldTo: [n2] });
    expect(staying.text).toMatch(
      /^cluster-whole: 127\.0\.3\.32 does not respond: GET \S+ at \S+: no response within 3s$/,
    );
  });

  it('that hangs with unreported roles may not leave yet', async () => {
    const handler: RecordingHandler = ({ address, request }) => {
      if (address === n2) return 'hang';
      return request === 'GET /_nodes/_all/http' ? { status: 200, body: {} } : undefined;
    };
    const { safe, text } = await ask('green', before(n2), handler, { timeout: '3s' });
    expect(safe).toBe(false);
    expect(text).toContain(
      `role-elsewhere: ${n2} does not respond but is in the cluster, and its roles cannot be determined yet`,
    );
  });

  it('gets the user, and errors do not contain the password', async () => {
    const refuse: RecordingHandler = ({ address }) =>
      address === n2 ? { status: 401, body: { error: { type: 'security_exception' } } } : undefined;
    const given = { username: 'ann', password: 'sesame' };
    const { text, seen } = await ask('green', before(n1), refuse, given);
    expect(new Set(seen.map(({ headers }) => headers.authorization))).toEqual(new Set([`Basic ${btoa('ann:sesame')}`]));
    expect(text).toMatch(
      /^cluster-whole: 127\.0\.3\.32 does not respond: GET \S+ at \S+ returned 401: security_exception$/,
    );
  });

  describe('that rejects the credentials', () => {
    const refused =
      (status: number, error: unknown): RecordingHandler =>
      (seen) =>
        seen.address === n2 ? { status, body: { error } } : undefined;
    const security = { type: 'security_exception', reason: 'missing authentication credentials' };
    const user = { username: 'ann', password: 'sesame' };

    it.each<[string, number, unknown, object, typeof opensearch, RegExp]>([
      ['a user', 401, security, user, opensearch, /^Correct the options username and password/],
      ['a user, in plain text', 401, 'Unauthorized', user, opensearch, /^Correct the options username and password/],
      ['an API key', 401, security, { api_key: 'a2V5' }, elasticsearch, /^Correct the option api_key/],
      ['no credentials', 401, security, {}, opensearch, /^Set the options username and password\.$/],
      ['no credentials of Elasticsearch', 401, security, {}, elasticsearch, /^Set the options .*, or api_key\.$/],
      ['a user without privileges', 403, security, user, opensearch, /^Grant the user the cluster privilege monitor/],
    ])('is not considered down for %s', async (_, status, error, given, kind, hint) => {
      const { port } = await play(recording('green'), refused(status, error));
      const judgement = await askKind(kind, { port, timeout: '20s', ...given }, before(n2));
      expect(judgement).toMatchObject({ safe: false, unsatisfiable: expect.arrayContaining(['node-silent']) });
      expect(judgement.findings).toContainEqual(
        expect.objectContaining({ code: 'node-silent', severity: 'block', hint: expect.stringMatching(hint) }),
      );
    });

    it.each<[string, number, unknown]>([
      ['is blocked', 403, { type: 'cluster_block_exception' }],
      ['has not started its security', 503, 'OpenSearch Security not initialized.'],
    ])('is not one that %s', async (_, status, error) => {
      const { port } = await play(recording('green'), refused(status, error));
      expect(await askKind(opensearch, { port, timeout: '20s', ...user }, before(n2))).toMatchObject({
        unsatisfiable: [],
      });
    });

    it('may reject them while it starts after its recycle', async () => {
      const { port } = await play(recording('green'), refused(401, security));
      const judged = (question = after(n2)) => askKind(opensearch, { port, timeout: '20s', ...user }, question);
      expect(await judged()).toMatchObject({ safe: false, unsatisfiable: [] });
      expect(await judged(before(n1))).toMatchObject({ safe: false, unsatisfiable: ['cluster-whole'] });
    });
  });

  it('gets an API key', async () => {
    const { seen } = await ask('green', before(n1), undefined, { api_key: 'a2V5' }, elasticsearch);
    expect(new Set(seen.map(({ headers }) => headers.authorization))).toEqual(new Set(['ApiKey a2V5']));
  });

  it('cannot redirect the password', async () => {
    const redirect: RecordingHandler = ({ address }, response) => {
      if (address === n2) response.setHeader('location', `http://${n3}/`);
      return address === n2 ? { status: 302, body: '' } : undefined;
    };
    const { safe, text } = await ask('green', before(n1), redirect, { username: 'ann', password: 'sesame' });
    expect(safe).toBe(false);
    expect(text).toContain('returned 302');
  });

  it('with a name is identified by its resolved addresses', async () => {
    const { port } = await play(recording('green'));
    const question = questionOf({ nodes: ['localhost', n2, n3] });
    const { hosts } = await read(
      opensearchDialect,
      taskOf(question),
      opensearchOptions.parse({ port }),
      AbortSignal.timeout(30_000),
    );
    expect(hosts.get('localhost')).toEqual(expect.arrayContaining(['localhost', '127.0.0.1']));
    expect(hosts.get(n2)).toEqual([n2]);
  });
});

describe('over TLS', () => {
  const fixture = (name: string) => new URL(`../../../spotinst-client/fixtures/${name}`, import.meta.url);
  const [ca, key] = [readFileSync(fixture('loopback.crt'), 'utf8'), readFileSync(fixture('loopback.key'))];

  it.each([
    ['of a known authority', { ca }, { name: 'n1' }],
    ['of an unknown authority', {}, { why: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT') }],
    ['that is not verified', { verify: false }, { name: 'n1' }],
  ])('reads a node with a certificate %s', async (_, tls, seen) => {
    const answers = recording('green')[n1]!;
    const server = createServer({ cert: ca, key }, ({ url }, response) => {
      response.end(JSON.stringify(answers[`GET ${url}`]?.body));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const given = opensearchOptions.parse({ port, scheme: 'https', tls });
      const { views } = await read(
        opensearchDialect,
        taskOf(questionOf({ nodes: ['127.0.0.1'] })),
        given,
        AbortSignal.timeout(30_000),
      );
      expect(views.get('127.0.0.1')).toMatchObject(seen);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('options', () => {
  it.each([
    [{ username: 'ann' }, 'username and password must be set together'],
    [{ username: 'ann', password: 'x', api_key: 'y' }, 'set either username and password, or api_key'],
    [{ ports: 9200 }, 'ports'],
    [{ scheme: 'ftp' }, 'http'],
  ])('reject %j', (given, reason) => {
    expect(elasticsearchOptions.safeParse(given).error?.message).toContain(reason);
  });

  it('of OpenSearch have no API key', () => {
    expect(opensearchOptions.safeParse({ api_key: 'a2V5' }).error?.message).toContain('api_key');
  });

  it('have defaults', () => {
    expect(opensearchOptions.parse({})).toEqual({ port: 9200, scheme: 'http', timeout: 5000 });
  });
});
