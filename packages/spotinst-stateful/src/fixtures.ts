import type { Store } from '@esg-recycler/esg-store';
import type { Group, SpotClient, StatefulInstance } from '@esg-recycler/spotinst-client';
import { monotonicClock } from './clock.ts';
import type { Context } from './context.ts';
import type { RecycleIntent } from './records/intents.ts';
import { launchOf } from './records/launch.ts';
import type { ClusterSnapshot } from './rules/rule.ts';

/** For tests: an ACTIVE instance on `ami-old`, with changes. */
export const instanceOf = (fields: Partial<StatefulInstance> = {}): StatefulInstance => ({
  id: 'ssi-1',
  state: 'ACTIVE',
  instanceId: 'i-old',
  privateIp: '10.0.0.1',
  imageId: 'ami-old',
  devices: [{ deviceName: '/dev/xvdx', volumeId: 'vol-1', snapshotId: null }],
  launchedAt: '2025-05-12T08:00:00.000Z',
  createdAt: '2019-02-04T10:00:00.000Z',
  ...fields,
});

/** For tests: the same instance, recycled onto `ami-new`. */
export const recycledOf = (fields: Partial<StatefulInstance> = {}): StatefulInstance =>
  instanceOf({ instanceId: 'i-new', imageId: 'ami-new', launchedAt: '2025-05-12T09:00:00.000Z', ...fields });

/** For tests: a group that launches `ami-new` and persists address and volumes. */
export const groupOf = (
  fields: { id?: string; imageId?: string | null; persistence?: Record<string, unknown> } = {},
): Group => ({
  id: fields.id ?? 'sig-1',
  name: 'zookeeper',
  region: 'us-east-1',
  strategy: {
    revertToSpot: { performAt: 'never' },
    persistence: {
      shouldPersistPrivateIp: true,
      shouldPersistBlockDevices: true,
      shouldPersistRootDevice: false,
      blockDevicesMode: 'reattach',
      ...fields.persistence,
    },
  },
  compute: { launchSpecification: { imageId: fields.imageId === undefined ? 'ami-new' : fields.imageId } },
});

/** For tests: one read of a cluster of one group, with three ACTIVE instances. */
export const snapshotOf = (fields: Partial<ClusterSnapshot> = {}): ClusterSnapshot => {
  const group = fields.group ?? groupOf();
  return {
    cluster: 'zk',
    group,
    members: [{ group, instances: ['ssi-1', 'ssi-2', 'ssi-3'].map((id) => instanceOf({ id })), rolls: [] }],
    target: 'ami-new',
    intents: [],
    now: Date.parse('2025-05-12T12:00:00.000Z'),
    horizonMs: 90 * 60_000,
    ...fields,
  };
};

/** For tests: a context with one client that reports to nobody, with changes. */
export const contextOf = (store: Store, client: SpotClient, fields: Partial<Context> = {}): Context => ({
  clients: [client],
  clusters: {},
  store,
  apiUrl: 'http://127.0.0.1',
  requestTimeoutMs: 1000,
  emit: () => {},
  report: () => {},
  clock: monotonicClock,
  isShared: true,
  ...fields,
});

/** The record of a requested recycle of {@link instanceOf}, under the lease of this number. */
export const intentOf = (number: number, fields: Partial<RecycleIntent> = {}): RecycleIntent => ({
  ...launchOf(instanceOf()),
  group: 'sig-1',
  ssi: 'ssi-1',
  target: 'ami-new',
  requestedAt: '2025-05-12T08:00:00.000Z',
  number,
  ...fields,
});
