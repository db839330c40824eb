import { describe, expect, it } from '@jest/globals';
import {
  type BrokerAnswers,
  configsAnswer,
  identityDenied,
  metadataAnswer,
  quorumAnswer,
} from './test-support/broker-answers.ts';
import { a, b, evaluate, evaluateWith, serve } from './test-support/served-brokers.ts';
import { partition } from './test-support/three-brokers.ts';

describe('read', () => {
  it('has a lasting gap for a broker if the user may not see all topics', async () => {
    const metadata: BrokerAnswers['metadata'] = (topics) =>
      metadataAnswer((topics ?? []).map((name) => ({ name, errorCode: 29 })));
    expect(await evaluateWith({ metadata })).toEqual({
      why: expect.stringContaining('may not DESCRIBE all topics'),
      hint: expect.stringContaining('sasl'),
      isLasting: true,
    });
  });

  it('has a gap for each topic whose configuration cannot be read', async () => {
    const configs = () => configsAnswer({ orders: -29, other: 1 });
    expect(await evaluateWith({ configs })).toMatchObject({
      minInSync: new Map<string, unknown>([
        ['orders', { why: 'not allowed' }],
        ['other', 1],
      ]),
    });
  });

  it('has a gap for a quorum that is not reported', async () => {
    expect(await evaluateWith({ quorum: () => quorumAnswer(31) })).toMatchObject({
      partitions: [partition('orders-0', [1, 2, 3])],
      quorum: { why: expect.stringContaining('CLUSTER_AUTHORIZATION_FAILED') },
    });
    expect(await evaluateWith({ silentAt: 'quorum' }, { timeout: '200ms' })).toMatchObject({
      quorum: { why: 'Request timed out' },
    });
  });

  it('names the required version if the broker is too old', async () => {
    expect(await evaluateWith({ versions: [[3, 0, 5]] })).toEqual({ why: 'Kafka 2.4 or later is required' });
    const versions: BrokerAnswers['versions'] = [
      [3, 0, 12],
      [32, 0, 4],
      [55, 0, 0],
    ];
    expect(await evaluateWith({ versions })).toMatchObject({
      quorum: { why: expect.stringContaining('Kafka 3.3 or later is required') },
    });
  });

  it.each<[string, BrokerAnswers['sasl'], RegExp]>([
    ['the password', { authenticate: 58 }, /option sasl \(mechanism, username, password\)/],
    ['the mechanism', { handshake: 33 }, /sasl\.mechanism/],
    ['SASL', { handshake: 34 }, /remove the option sasl/],
  ])('has a lasting gap for a broker that rejects %s', async (_, sasl, hint) => {
    const given = { sasl: { mechanism: 'PLAIN', username: 'ann', password: 'secret1' } };
    const gap = await evaluateWith({ sasl }, given);
    expect(gap).toEqual({ why: expect.any(String), hint: expect.stringMatching(hint), isLasting: true });
    expect(JSON.stringify(gap)).not.toContain('secret1');
    expect(await evaluateWith({}, given)).toMatchObject({ clusterId: 'cluster' });
  });

  it('has a gap for a broker that is down and for one that hangs', async () => {
    const port = await serve(a, { silentAt: 'metadata' });
    const { views } = await evaluate([a, b], { port, timeout: '200ms' });
    expect(views.get(a)).toEqual({ why: 'Request timed out' });
    expect(views.get(b)).toEqual({ why: expect.stringContaining('ECONNREFUSED') });
  });

  it('has a gap for the identity if the user may not read it', async () => {
    expect(await evaluateWith({ identity: identityDenied })).toMatchObject({
      identity: { why: 'Cluster authorization failed' },
    });
  });
});
