import { alarmsOf, raisedBy } from '../alarms.ts';
import { etcdDocs, type EtcdRule } from './rule.ts';

export const notCorrupt: EtcdRule = {
  id: 'D8',
  code: 'not-corrupt',
  requires: 'No member is known to hold other data than the others.',
  source: etcdDocs('op-guide/data_corruption'),
  judge: (snapshot) =>
    alarmsOf(snapshot)
      .filter(({ type }) => type === 'CORRUPT')
      .map((alarm) => ({
        subject: 'cluster',
        message: `The data of ${raisedBy(snapshot, alarm)} is corrupt (alarm CORRUPT)`,
        hint: 'A recycle keeps its disk and so its data. Remove that member, empty its data folder, add it anew, then: etcdctl alarm disarm',
        isLasting: true,
      })),
};
