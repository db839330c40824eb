import { alarmsOf, raisedBy } from '../alarms.ts';
import { etcdDocs, type EtcdRule } from './rule.ts';

/** A corrupt member has a rule of its own, which nobody may override. */
const corrupt = 'CORRUPT';

const disarm =
  'Nothing can be written until the history is compacted, each member is defragmented, and the alarm is taken back: etcdctl compact REVISION; etcdctl defrag --cluster; etcdctl alarm disarm';

export const noAlarm: EtcdRule = {
  id: 'D7',
  code: 'no-alarm',
  requires: 'No alarm is raised: NOSPACE lets nothing be written.',
  source: `${etcdDocs('op-guide/maintenance')} (space quota)`,
  isOverridable: true,
  judge: (snapshot) =>
    alarmsOf(snapshot)
      .filter(({ type }) => type !== corrupt)
      .map((alarm) => ({
        subject: 'cluster',
        message: `The alarm ${alarm.type} is raised by ${raisedBy(snapshot, alarm)}`,
        hint: disarm,
        isLasting: true,
      })),
};
