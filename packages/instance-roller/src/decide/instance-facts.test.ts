import type { Group } from '@esg-recycler/spotinst-client';
import type { ClusterView, GroupView, InstanceView, MemberView } from '@esg-recycler/spotinst-stateful';
import { describe, expect, it } from '@jest/globals';
import { findingOf, statefulOf } from './fixtures.ts';
import { instanceFacts, membersFacts } from './instance-facts.ts';

const memberOf = (n: number, fields: Partial<MemberView> = {}): MemberView => ({
  esg: 'sig-1',
  stateful: statefulOf({ id: `ssi-${n}` }),
  address: `10.0.0.${n}`,
  isUnderWay: false,
  ...fields,
});
const viewOf = (n: number, fields: Partial<InstanceView> = {}): InstanceView => ({
  ...memberOf(n),
  due: true,
  awaitsGate: false,
  findings: [],
  ...fields,
});
function groupOf(esg: string, instances: InstanceView[], fields: Partial<GroupView> = {}): GroupView {
  const group: Group = { id: esg, name: esg, region: 'us-east-1' };
  return {
    esg,
    name: esg,
    account: 'act-1',
    cluster: 'zk',
    target: 'ami-new',
    image: 'ami-new',
    group,
    persistence: { privateIp: true, blockDevices: true, rootDevice: false, blockDevicesMode: 'reattach' },
    findings: [],
    instances: instances.map((instance) => ({ ...instance, esg })),
    snapshot: { cluster: 'zk', group, members: [], target: 'ami-new', intents: [], now: 0, horizonMs: 0 },
    ...fields,
  };
}
const clusterOf = (...groups: GroupView[]): ClusterView => ({ cluster: 'zk', groups, intents: [] });

describe('instanceFacts', () => {
  it('combines the view of an instance and of its group', () => {
    const [own, shared] = [findingOf('launch-unknown'), findingOf('several-zones', { severity: 'warn' })];
    const instance = viewOf(1, { due: null, isUnderWay: true, awaitsGate: true, findings: [own], address: null });
    const group = groupOf('sig-1', [instance], { target: 'ami-9', findings: [shared] });
    expect(instanceFacts(clusterOf(group), 'ssi-1')).toEqual({
      cluster: 'zk',
      target: 'ami-9',
      since: undefined,
      stateful: instance.stateful,
      address: null,
      due: null,
      isUnderWay: true,
      awaitsCheck: true,
      findings: [shared, own],
      others: [],
    });
  });

  it('writes since as ISO 8601', () => {
    const view = clusterOf(groupOf('sig-1', [viewOf(1)]));
    expect(instanceFacts(view, 'ssi-1', 0)?.since).toBe('1970-01-01T00:00:00.000Z');
  });

  it('has every other instance of the cluster, of any group', () => {
    const paused = viewOf(9, {
      stateful: statefulOf({ id: 'ssi-9', state: 'PAUSED' }),
      address: null,
      isUnderWay: true,
    });
    const view = clusterOf(groupOf('sig-1', [viewOf(1), viewOf(2)]), groupOf('sig-2', [paused]));
    expect(instanceFacts(view, 'ssi-1')?.others).toEqual([
      { ssi: 'ssi-2', group: 'sig-1', state: 'ACTIVE', address: '10.0.0.2', isUnderWay: false, hint: undefined },
      { ssi: 'ssi-9', group: 'sig-2', state: 'PAUSED', address: null, isUnderWay: true, hint: undefined },
    ]);
  });

  it('has the hint for another instance that is down', () => {
    const findings = [
      findingOf('other-not-active', { subject: 'ssi-2', hint: 'Resume it' }),
      findingOf('other-replaced', { subject: 'ssi-3', hint: 'Find out why' }),
    ];
    const view = clusterOf(groupOf('sig-1', [viewOf(1, { findings }), viewOf(2), viewOf(3)]));
    expect(instanceFacts(view, 'ssi-1')?.others.map(({ hint }) => hint)).toEqual(['Resume it', undefined]);
  });

  it("excludes another group's findings", () => {
    const other = groupOf('sig-2', [viewOf(9)], { findings: [findingOf('root-persisted')] });
    expect(instanceFacts(clusterOf(groupOf('sig-1', [viewOf(1)]), other), 'ssi-1')?.findings).toEqual([]);
  });

  it('returns nothing for an unlisted instance', () =>
    expect(instanceFacts(clusterOf(groupOf('sig-1', [viewOf(1)])), 'ssi-7')).toBeUndefined());
});

describe('membersFacts', () => {
  it('has an instance and all others', () => {
    const own = memberOf(1, { isUnderWay: true });
    const other = memberOf(2, { esg: 'sig-2', stateful: statefulOf({ id: 'ssi-2', state: 'ERROR' }), address: null });
    expect(membersFacts([other, own], 'ssi-1')).toEqual({
      stateful: own.stateful,
      address: '10.0.0.1',
      isUnderWay: true,
      others: [{ ssi: 'ssi-2', group: 'sig-2', state: 'ERROR', address: null, isUnderWay: false, hint: undefined }],
    });
  });

  it('returns nothing for an unlisted instance', () => expect(membersFacts([memberOf(1)], 'ssi-7')).toBeUndefined());
});
