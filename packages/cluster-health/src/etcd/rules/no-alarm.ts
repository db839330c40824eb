import { alarmsOf, raisedBy } from '../alarms.ts';
import { etcdDocs, type EtcdRule } from './rule.ts';

/** A corrupt member has a rule of its own that cannot be overridden. */
const corrupt = 'CORRUPT';

const disarm =
  'Free space, then disarm the alarm: etcdctl compact REVISION; etcdctl defrag --cluster; etcdctl alarm disarm';

export const noAlarm: EtcdRule = {
  id: 'D7',
  code: 'no-alarm',
  requires: 'No alarm other than `CORRUPT` is raised.',
  why: 'With `NOSPACE`, etcd rejects all writes until the history is compacted, the members are defragmented and the alarm is disarmed.',
  onFailure: 'Run `etcdctl compact REVISION`, `etcdctl defrag --cluster` and `etcdctl alarm disarm`.',
  override: 'Accept it if the cluster may stay read-only while its members are recycled.',
  source: `etcd, space quota: ${etcdDocs('op-guide/maintenance')}`,
  isOverridable: true,
  judge: (snapshot) =>
    alarmsOf(snapshot)
      .filter(({ type }) => type !== corrupt)
      .map((alarm) => ({
        subject: 'cluster',
        message: `The alarm ${alarm.type} is raised on ${raisedBy(snapshot, alarm)}`,
        hint: disarm,
        isLasting: true,
      })),
};
