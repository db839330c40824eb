import type { Group } from '@esg-recycler/spotinst-client';
import { type ClusterView, type GroupView, type InstanceView, judgeGroup } from '@esg-recycler/spotinst-stateful';
import { type Plan, type PlannedInstance, planRoll } from './plan/plan.ts';

/** For tests: what Spot and the records report for one instance. */
export type Candidate = Omit<PlannedInstance, 'action' | 'code' | 'why'>;

const candidateOf = (fields: Partial<Candidate>): Candidate => ({
  ssi: 'ssi-1',
  group: 'sig-1',
  groupName: 'kafka',
  address: null,
  state: 'ACTIVE',
  image: 'ami-old',
  target: 'ami-new',
  launchedAt: null,
  due: true,
  isUnderWay: false,
  awaitsGate: false,
  ...fields,
});

/** For tests: an ACTIVE instance to recycle. */
export const plannedOf = (fields: Partial<PlannedInstance> = {}): PlannedInstance => ({
  ...candidateOf({}),
  action: 'recycle',
  code: 'not-on-target',
  why: 'image differs',
  ...fields,
});

const instanceOf = ({ ssi, group, ...of }: Candidate): InstanceView => ({
  esg: group,
  stateful: {
    id: ssi,
    state: of.state,
    instanceId: `i-${ssi}`,
    privateIp: of.address,
    imageId: of.image,
    launchedAt: of.launchedAt,
    createdAt: null,
    devices: [],
  },
  address: of.address,
  due: of.due,
  isUnderWay: of.isUnderWay,
  awaitsGate: of.awaitsGate,
  findings: [],
});

/** For tests: a group that persists data volumes, and addresses if `keepsAddresses`. */
function groupOf(candidates: readonly Candidate[], keepsAddresses: boolean): GroupView {
  const { group: esg, groupName: name, target } = candidates[0]!;
  const group: Group = {
    id: esg,
    name,
    region: 'us-east-1',
    strategy: {
      persistence: {
        shouldPersistPrivateIp: keepsAddresses,
        shouldPersistBlockDevices: true,
        shouldPersistRootDevice: false,
        blockDevicesMode: 'reattach',
      },
    },
    compute: { launchSpecification: { imageId: target } },
  };
  const instances = candidates.map(instanceOf);
  const members = [{ group, instances: instances.map(({ stateful }) => stateful), rolls: [] }];
  const snapshot = { cluster: 'kafka', group, members, target, intents: [], now: 0, horizonMs: 0 };
  return {
    esg,
    name,
    account: 'act-1',
    cluster: 'kafka',
    target,
    image: target,
    group,
    persistence: { privateIp: keepsAddresses, blockDevices: true, rootDevice: false, blockDevicesMode: 'reattach' },
    findings: judgeGroup(snapshot),
    instances,
    snapshot,
  };
}

/** For tests: one reading of a cluster with these instances. */
export function viewOf(candidates: readonly Partial<Candidate>[], keepsAddresses = true): ClusterView {
  const groups = Map.groupBy(candidates.map(candidateOf), ({ group }) => group);
  return {
    cluster: 'kafka',
    groups: [...groups.values()].map((members) => groupOf(members, keepsAddresses)),
    intents: [],
  };
}

/** For tests: a reading with its plan. */
export const readingOf = (view: ClusterView): Plan & { view: ClusterView } => ({
  ...planRoll(view, { chosen: new Set(view.groups.map(({ esg }) => esg)) }),
  view,
});

/** For tests: the plan for a cluster with these instances. */
export const planOf = (...candidates: Partial<Candidate>[]): PlannedInstance[] => readingOf(viewOf(candidates)).planned;
