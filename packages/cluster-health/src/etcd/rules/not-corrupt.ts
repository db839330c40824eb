import { alarmsOf, raisedBy } from '../alarms.ts';
import { etcdDocs, type EtcdRule } from './rule.ts';

export const notCorrupt: EtcdRule = {
  id: 'D8',
  code: 'not-corrupt',
  requires: 'No member has the alarm `CORRUPT`.',
  why: 'The data of a corrupt member differs from the data of the other members, and a recycle keeps that data.',
  onFailure:
    'Remove the member, empty its data directory, add it again, then run `etcdctl alarm disarm`. The alarm is reported at once.',
  source: `etcd, data corruption: ${etcdDocs('op-guide/data_corruption')}`,
  judge: (snapshot) =>
    alarmsOf(snapshot)
      .filter(({ type }) => type === 'CORRUPT')
      .map((alarm) => ({
        subject: 'cluster',
        message: `The data of ${raisedBy(snapshot, alarm)} is corrupt (alarm CORRUPT)`,
        hint: 'A recycle keeps the corrupt data. Remove the member, empty its data directory and add it again, then: etcdctl alarm disarm',
        isLasting: true,
      })),
};
