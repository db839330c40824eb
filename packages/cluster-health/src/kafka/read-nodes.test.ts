import { describe, expect, it } from '@jest/globals';
import {
  type BrokerAnswers,
  clusterAnswer,
  controllerVersions,
  identityAnswer,
  metadataAnswer,
  quorumAnswer,
} from './test-support/broker-answers.ts';
import { a, b, evaluate, evaluateWith, serve } from './test-support/served-brokers.ts';
import { broker } from './test-support/three-brokers.ts';

describe('read', () => {
  it('reads controller-only nodes at their own port', async () => {
    const port = await serve(a);
    const versions = controllerVersions;
    const cluster = () => clusterAnswer([4, 5].map((id) => ({ id, host: `127.0.3.5${id - 2}`, port: 9093 })));
    const identityOf = (id: number) => ({
      versions,
      cluster,
      identity: identityAnswer(id, { 'process.roles': 'controller' }),
    });
    const active = await serve(b, identityOf(4));
    const standby = await serve('127.0.3.53', { ...identityOf(5), quorum: () => quorumAnswer(6) });
    const controllers = [`${b}:${active}`, `127.0.3.53:${standby}`];
    const snapshot = await evaluate([a, b, '127.0.3.53'], { port, controllers });
    expect([...snapshot.views.keys()]).toEqual([a]);
    expect(snapshot.controllers.get(b)).toMatchObject({ quorum: { leader: 3 } });
    expect(snapshot.controllers.get('127.0.3.53')).toEqual({
      clusterId: 'cluster',
      registered: [4, 5].map((id) => ({ id, endpoints: [{ host: `127.0.3.5${id - 2}`, port: 9093 }] })),
      identity: { id: 5, roles: ['controller'], joinsByItself: false },
    });
    expect(snapshot.ids).toEqual(
      new Map([
        [a, 1],
        [b, 4],
        ['127.0.3.53', 5],
      ]),
    );
  });

  it('requests the identity of a node by its most likely id', async () => {
    const asked: string[] = [];
    const identity = identityAnswer(7, { 'process.roles': 'broker', 'controller.quorum.auto.join.enable': 'true' });
    const metadata = () => metadataAnswer([], [broker(1), { ...broker(7), host: a }]);
    const noting = (id: string) => {
      asked.push(id);
      return identity(id);
    };
    expect(await evaluateWith({ metadata, identity: noting })).toMatchObject({
      identity: { id: 7, roles: ['broker'], joinsByItself: true },
    });
    expect(asked).toEqual(['7']);
  });

  it('corrects a wrong guess of the id and reports the wrong option', async () => {
    const port = await serve(a, { identity: identityAnswer(2) });
    const { ids, contradictions } = await evaluate([a], { port, node_ids: { [a]: 3 } });
    expect(ids).toEqual(new Map([[a, 2]]));
    expect(contradictions).toMatchObject([{ subject: a, message: expect.stringContaining(`maps ${a} to node 3`) }]);
  });

  it('detects a controller at a broker port and a broker at a controller port', async () => {
    const port = await serve(a, { versions: controllerVersions });
    const atOther = await serve(b);
    const snapshot = await evaluate([a, b], { port, controllers: [`${b}:${atOther}`] });
    expect(snapshot.views.get(a)).toEqual({ why: 'a controller responds at this port', listener: 'controller' });
    expect(snapshot.controllers.get(b)).toEqual({ why: 'a broker responds at this port', listener: 'broker' });
    expect(snapshot.contradictions.map(({ subject }) => subject)).toEqual([a, b]);
  });

  it('detects controller-only nodes without options', async () => {
    const port = await serve(a);
    const [alone, combined] = ['127.0.3.53', '127.0.3.54'];
    const listener = await serve(alone, {
      versions: controllerVersions,
      identity: identityAnswer(2, { 'process.roles': 'controller' }),
    });
    await serve(
      combined,
      { versions: controllerVersions, identity: identityAnswer(3, { 'process.roles': 'broker,controller' }) },
      listener,
    );
    const quorum = () => quorumAnswer(0, [a, alone, combined, '127.0.3.55'], listener);
    const metadata: BrokerAnswers['metadata'] = (topics) =>
      metadataAnswer(
        (topics ?? []).map((name) => ({ name, errorCode: 3 })),
        [broker(1)],
      );
    await serve(b, { quorum, metadata }, port);
    const snapshot = await evaluate([b, alone, combined, '127.0.3.55'], { port });
    expect([...snapshot.controllers.keys()]).toEqual([alone]);
    expect(snapshot.ids.get(alone)).toBe(2);
    expect(snapshot.views.get(combined)).toEqual({ why: expect.stringContaining('ECONNREFUSED') });
    expect(snapshot.views.get('127.0.3.55')).toEqual({
      why: expect.stringMatching(/ECONNREFUSED.*; nor as a controller: .*ECONNREFUSED/),
      hint: expect.any(String),
    });
  });

  it('detects a controller without a vote through the other controllers', async () => {
    const port = await serve(a);
    const [voter, observer] = ['127.0.3.53', '127.0.3.54'];
    const alone = (id: number) => ({
      versions: controllerVersions,
      identity: identityAnswer(id, { 'process.roles': 'controller' }),
    });
    const listener = await serve(observer, { ...alone(3), quorum: () => quorumAnswer(6) });
    const registered = [{ id: 3, host: observer, port: listener }];
    await serve(voter, { ...alone(2), cluster: () => clusterAnswer(registered) }, listener);
    const quorum = () => quorumAnswer(0, [a, voter], listener);
    const metadata: BrokerAnswers['metadata'] = (topics) =>
      metadataAnswer(
        (topics ?? []).map((name) => ({ name, errorCode: 3 })),
        [broker(1)],
      );
    await serve(b, { quorum, metadata }, port);
    const snapshot = await evaluate([b, voter, observer], { port });
    expect([...snapshot.controllers.keys()]).toEqual([voter, observer]);
    expect(snapshot.ids).toEqual(
      new Map([
        [b, 1],
        [voter, 2],
        [observer, 3],
      ]),
    );
  });
});
