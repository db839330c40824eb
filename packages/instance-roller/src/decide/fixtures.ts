import type { Finding } from '@esg-recycler/core';
import type { StatefulInstance } from '@esg-recycler/spotinst-client';
import type { CheckFacts, Facts, InstanceFacts, MemberFact } from './facts.ts';

/** For tests: an ACTIVE instance on `ami-old`, with changes. */
export const statefulOf = (fields: Partial<StatefulInstance> = {}): StatefulInstance => ({
  id: 'ssi-1',
  state: 'ACTIVE',
  instanceId: 'i-1',
  privateIp: '10.0.0.1',
  imageId: 'ami-old',
  devices: [],
  launchedAt: '2026-01-01T00:00:00.000Z',
  createdAt: null,
  ...fields,
});

/** For tests: another ACTIVE instance of the cluster, `ssi-n` at 10.0.0.n. */
export const memberOf = (n: number, fields: Partial<MemberFact> = {}): MemberFact => ({
  ssi: `ssi-${n}`,
  group: 'sig-1',
  state: 'ACTIVE',
  address: `10.0.0.${n}`,
  isUnderWay: false,
  ...fields,
});

/** For tests: one of three instances, due and without findings. */
export const instanceOf = (fields: Partial<InstanceFacts> = {}): InstanceFacts => ({
  cluster: 'zk',
  target: 'ami-new',
  stateful: statefulOf(),
  address: '10.0.0.1',
  due: true,
  isUnderWay: false,
  awaitsCheck: false,
  findings: [],
  others: [memberOf(2), memberOf(3)],
  ...fields,
});

/** For tests: the same instance on the target. */
export const currentOf = (fields: Partial<InstanceFacts> = {}): InstanceFacts =>
  instanceOf({ stateful: statefulOf({ imageId: 'ami-new' }), due: false, ...fields });

export const findingOf = (code: string, fields: Partial<Finding> = {}): Finding => ({
  code,
  severity: 'block',
  subject: 'ssi-1',
  message: `${code} is true`,
  ...fields,
});

type Judgement = NonNullable<CheckFacts['health']>['judgement'];

/** For tests: a passed check, with changes. */
export const checkOf = (judgement: Partial<Judgement> = {}): CheckFacts => ({
  closedPorts: [],
  health: {
    kinds: ['zookeeper'],
    judgement: {
      safe: true,
      serving: true,
      role: 'follower',
      yieldTo: [],
      unsatisfiable: [],
      outage: false,
      outageKinds: [],
      findings: [],
      ...judgement,
    },
  },
});

/** For tests: complete facts, and nothing blocks. */
export const factsOf = (instance: InstanceFacts = instanceOf(), fields: Partial<Facts> = {}): Facts => ({
  ssi: 'ssi-1',
  isInRun: true,
  unfinished: [],
  inventory: { address: '10.0.0.1', cluster: 'zk' },
  leader: 'defer',
  overridden: [],
  instance,
  check: checkOf(),
  connection: { isReached: true },
  ...fields,
});
