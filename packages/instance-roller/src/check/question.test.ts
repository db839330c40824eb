import { describe, expect, it } from '@jest/globals';
import { instanceOf, memberOf, statefulOf } from '../decide/fixtures.ts';
import { dueAddresses, dueInstances, questionAbout } from './question.ts';

describe('dueInstances', () => {
  const hosts = [
    { host: 'a', instance: 'ssi-1', due: true },
    { host: 'b', instance: 'ssi-2', due: false },
    { host: 'c', instance: 'ssi-3', due: null },
    { host: 'd', instance: 'ssi-4', due: true, outcome: 'recycled' },
    { host: 'e', instance: 'ssi-5', due: true, outcome: 'skipped' },
    { host: 'f', instance: 'ssi-6', due: true, outcome: 'deferred' },
    { host: 'g', instance: 'ssi-7', due: true, outcome: 'begun' },
    { host: 'h', instance: null },
  ];

  it('are the instances of the run', () => expect(dueInstances({ due: ['ssi-9'] }, hosts)).toEqual(['ssi-9']));

  it('are otherwise the due hosts of the play that are not done', () =>
    expect(dueInstances({}, hosts)).toEqual(['ssi-1', 'ssi-3', 'ssi-6', 'ssi-7']));

  it('include hosts on the target with since', () =>
    expect(dueInstances({ since: 1 }, hosts)).toEqual(['ssi-1', 'ssi-2', 'ssi-3', 'ssi-6', 'ssi-7']));
});

describe('dueAddresses', () => {
  it('are the listed addresses of other due instances', () => {
    const others = [memberOf(2), memberOf(3), memberOf(4, { address: null })];
    const listed = ['10.0.0.1', '10.0.0.2'];
    expect(dueAddresses({ others }, listed, ['ssi-1', 'ssi-2', 'ssi-3', 'ssi-4'])).toEqual(['10.0.0.2']);
  });
});

describe('questionAbout', () => {
  const settings = { inventory: {}, leader: 'defer' as const };
  const ask = (
    instance = instanceOf(),
    change: Partial<Parameters<typeof questionAbout>[1]> = {},
    dueIds = ['ssi-2'],
  ) => questionAbout(instance, { ...settings, ...change }, { phase: 'before', dueIds });

  it('lists every instance of the cluster, and the due ones', () =>
    expect(ask()).toEqual({
      phase: 'before',
      node: '10.0.0.1',
      nodes: ['10.0.0.1', '10.0.0.2', '10.0.0.3'],
      expect: 3,
      due: ['10.0.0.2'],
    }));

  it('counts an instance without an address, but does not list it', () => {
    const others = [memberOf(2, { address: null }), memberOf(3)];
    expect(ask(instanceOf({ others }))).toMatchObject({ nodes: ['10.0.0.1', '10.0.0.3'], expect: 3, due: [] });
  });

  it('uses the nodes and the number from the variables', () =>
    expect(ask(instanceOf(), { nodes: ['10.0.0.1', 'other'], expectedNodes: 5 })).toMatchObject({
      nodes: ['10.0.0.1', 'other'],
      expect: 5,
      due: [],
    }));

  it.each([
    ['its address in the inventory', { address: '10.0.0.9' }, '10.0.0.9'],
    ['its id', {}, 'ssi-1'],
  ])('identifies an instance without an address by %s', (_, inventory, node) => {
    const question = ask(instanceOf({ address: null, stateful: statefulOf({ privateIp: null }) }), { inventory });
    expect(question).toMatchObject({ node, nodes: [node, '10.0.0.2', '10.0.0.3'] });
  });

  it.each([
    ['is recycled in its turn', instanceOf(), { leader: 'last' as const }],
    ['is being recycled', instanceOf({ isUnderWay: true }), {}],
  ])('defers to nobody when the instance %s', (_, instance, change) => expect(ask(instance, change).due).toEqual([]));
});
